import { byteLengthOf } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { takeOptions } from './options.js';
import { replay } from './replay.js';
import { type CopyKnown, snapshotOf } from './snapshot.js';
import { smallBytes } from './thresholds.js';

const knowsNone: CopyKnown = () => undefined;

/**
 * Calls a synchronous function whose first argument is data and whose last one are options, so that the event loop goes on: at once where there
 * is little data.
 *
 * @param values - its arguments, with the options of promises among its own
 * @param isDone - whether there is so little data that it is done at once
 */
export async function later<T>(
  run: (...values: never[]) => T,
  values: readonly unknown[],
  copyKnown = knowsNone,
  isDone: (data: unknown) => boolean = isLittle,
): Promise<T> {
  const call = run as (...values: readonly unknown[]) => T;
  const asked = takeOptions(values[values.length - 1]);
  const { rest, signal } = asked;
  if (signal?.aborted) throw signal.reason;
  const own = rest === values[values.length - 1] ? values : [...values.slice(0, -1), rest];
  if (isDone(values[0])) return call(...own);
  const snapshot = snapshotOf(own, copyKnown);
  if (snapshot === undefined) return call(...own);
  const { arguments: copies, known } = snapshot;
  const before = copies.slice(0, -1);
  const options = copies[copies.length - 1];
  return replay((out) => call(...before, withOut(options, out)), { known, asked });
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
