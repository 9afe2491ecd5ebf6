import { linquantError } from '../errors.js';
import { byteLengthOf } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { takeOptions } from './options.js';
import { replay } from './replay.js';
import { type CopyKnown, snapshotOf } from './snapshot.js';
import { onTakenMemory } from './take-over.js';
import { smallBytes } from './thresholds.js';

const knowsNone: CopyKnown = () => undefined;

/**
 * Calls a synchronous function whose first argument is data and whose last one are options, so that the event loop goes on: at once where there
 * is little data.
 *
 * @param names - of its arguments before the options
 * @param values - its arguments, with the options of promises among its own
 * @param isDone - whether there is so little data that it is done at once
 * @returns what it returns; with `transfer` a `Transferred`
 */
export async function later(
  run: (...values: never[]) => unknown,
  names: readonly string[],
  values: readonly unknown[],
  copyKnown = knowsNone,
  isDone: (data: unknown) => boolean = isLittle,
): Promise<unknown> {
  const call = run as (...values: readonly unknown[]) => unknown;
  const asked = takeOptions(values[values.length - 1]);
  const { rest, signal, transfer } = asked;
  if (signal?.aborted) throw signal.reason;
  const own = rest === values[values.length - 1] ? values : [...values.slice(0, -1), rest];
  if (!transfer && isDone(values[0])) return call(...own);
  const snapshot = snapshotOf(own, copyKnown);
  const runOf = (copies: readonly unknown[]) => {
    const before = copies.slice(0, -1);
    const options = copies[copies.length - 1];
    return (out: ArrayBufferView | undefined) => call(...before, withOut(options, out));
  };
  if (transfer) {
    if (snapshot === undefined) throw opaqueError();
    return onTakenMemory(runOf, snapshot, names, asked);
  }
  if (snapshot === undefined) return call(...own);
  return replay(runOf(snapshot.arguments), { known: snapshot.known, asked });
}

/** What memory a proxy or an object of a class has, nobody can know. */
function opaqueError(): Error {
  return linquantError(
    'ERR_LINQUANT_TRANSFER',
    'arguments must be views, numbers, strings, arrays and plain objects of these, with options.transfer; got a proxy, an object of a class, or a view with ' +
      'properties',
  );
}

/** Whether data is so little that it is done at once. What is no data at all is refused by the function. */
function isLittle(data: unknown): boolean {
  if (ArrayBuffer.isView(data)) return (byteLengthOf(data) ?? 0) < smallBytes;
  return !types.isAnyArrayBuffer(data) || (data as ArrayBuffer).byteLength < smallBytes;
}

/** The options with an output, unless they have one. Options that are none are left to the function. */
function withOut(options: unknown, out: ArrayBufferView | undefined): unknown {
  if (out === undefined) return options;
  const given = options as { readonly out?: unknown } | undefined;
  return given?.out === undefined ? Object.assign(Object.create(null), given, { out }) : given;
}
