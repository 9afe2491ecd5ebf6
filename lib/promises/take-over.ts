import { isErrorCode, linquantError } from '../errors.js';
import { bufferOf, byteLengthOf, isArray, isShared } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { isEmpty, isHeld, transferred, viewMaker } from '../platform/transfer.js';
import { mostCopied } from './on-threads.js';
import type { Asked } from './options.js';
import { replay } from './replay.js';
import type { Snapshot } from './snapshot.js';
import type { Transferred } from './types.js';

type Values = readonly unknown[];

/**
 * Runs a function on memory that is taken from the caller as soon as its arguments are checked, and gives it back with the result.
 *
 * @param runOf - the function on some arguments, as `replay` takes it
 * @param snapshot - its arguments, options last
 * @param names - of those before the options
 */
export async function onTakenMemory<T>(
  runOf: (values: Values) => (out: ArrayBufferView | undefined) => T,
  { arguments: given, known }: Snapshot,
  names: readonly string[],
  asked: Asked,
): Promise<Transferred<T, object>> {
  const buffers = memoryToTake(given, names);
  let taken: Values | undefined;
  const takeOver = () => {
    const makers = given.map((value) => maker(value, buffers));
    const own = transferred(buffers);
    if (own === undefined) throw heldError(names[0]!);
    taken = makers.map((make) => make(own));
    // An engine that copies memory which it cannot transfer, and is not known to: what was taken is in the error.
    if (!buffers.every(isEmpty)) throw heldError(names[0]!);
    return runOf(taken);
  };
  try {
    const result = await replay(runOf(given), { known, asked }, takeOver);
    return { result, transferred: named(names, taken!) };
  } catch (error) {
    if (taken !== undefined && isOurs(error) && error !== asked.signal?.reason) {
      // Not enumerable: whatever prints errors would print all of the memory.
      Reflect.defineProperty(error, 'transferred', { value: named(names, taken) });
    }
    throw error;
  }
}

function isOurs(error: unknown): error is object {
  return types.isNativeError(error) && isErrorCode(Object.getOwnPropertyDescriptor(error, 'code')?.value);
}

/** The ArrayBuffers of data, of large parameters and of outputs. Queries are copied by searches anyway. */
function memoryToTake(values: Values, names: readonly string[]): readonly ArrayBuffer[] {
  const found: ArrayBuffer[] = [];
  for (let i = 0; i < names.length; i++) {
    if (names[i] !== 'queries') collect(values[i], names[i]!, names[i] === 'parameters', found);
  }
  const options = values[names.length] as { readonly out?: unknown };
  collect(options.out, 'options.out', false, found);
  return found;
}

function collect(value: unknown, name: string, isParameter: boolean, found: ArrayBuffer[]): void {
  if (typeof value !== 'object' || value === null || isArray(value)) return;
  const buffer = memoryOf(value);
  if (buffer === undefined) {
    for (const key of Object.keys(value)) {
      const part = (value as Readonly<Record<string, unknown>>)[key];
      collect(part, `${name}.${key}`, isParameter || key === 'parameters', found);
    }
    return;
  }
  if (isShared(buffer) || (isParameter && bytesOf(value) <= mostCopied) || found.includes(buffer)) return;
  if (isHeld(buffer)) throw heldError(name);
  found.push(buffer);
}

/** The memory of a view or of an ArrayBuffer. */
function memoryOf(value: object): ArrayBuffer | undefined {
  if (ArrayBuffer.isView(value)) return bufferOf(value) as ArrayBuffer;
  return types.isAnyArrayBuffer(value) ? (value as ArrayBuffer) : undefined;
}

function bytesOf(value: object): number {
  return ArrayBuffer.isView(value) ? (byteLengthOf(value) ?? 0) : (value as ArrayBuffer).byteLength;
}

function heldError(argument: string): Error {
  return linquantError(
    'ERR_LINQUANT_TRANSFER',
    `${argument} must be on memory that can be transferred, with options.transfer; got a view on memory that cannot be taken away ` +
      "from others, such as Node's pool of Buffers or WebAssembly's: copy it to memory of its own (Buffer.allocUnsafeSlow, " +
      'a new typed array) or to a SharedArrayBuffer',
  );
}

type Maker = (own: readonly ArrayBuffer[]) => unknown;

/** Makes a value anew, on the memory that was taken. A view has no place nor length any more when its memory is gone, so these are read before. */
function maker(value: unknown, buffers: readonly ArrayBuffer[]): Maker {
  if (typeof value !== 'object' || value === null) return () => value;
  const memory = memoryOf(value);
  if (memory !== undefined) {
    const at = buffers.indexOf(memory);
    if (at < 0) return () => value;
    if (!ArrayBuffer.isView(value)) return (own) => own[at];
    const make = viewMaker(value);
    return (own) => make(own[at]!);
  }
  // Arrays hold numbers, objects of ours no memory of the caller's.
  if (!isRecord(value)) return () => value;
  const parts = Object.keys(value).map((name) => [name, maker(value[name], buffers)] as const);
  return (own) => {
    const made: Record<string, unknown> = Object.create(null);
    for (const [name, make] of parts) made[name] = make(own);
    return made;
  };
}

/** Whether a value is an object as snapshots have them. */
function isRecord(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === null;
}

/** Arguments by their names, as objects that are like others again. */
function named(names: readonly string[], values: Values): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name, i) => [name, plain(values[i])]));
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !isRecord(value)) return value;
  return Object.fromEntries(Object.keys(value).map((name) => [name, plain(value[name])]));
}
