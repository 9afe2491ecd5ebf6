import { detachedError, linquantError } from '../errors.js';
import { byteLengthOf, isBuffer, liveMemory, shareMemory } from '../platform/engine-views.js';
import { types } from '../platform/node.js';

/** A view that was checked, and what it holds. */
export interface CheckedView {
  readonly view: ArrayBufferView;
  /** Number of elements. */
  readonly count: number;
}

/** Whether a value is taken as raw bytes. A plain Uint8Array is not, since it may be codes. */
export function holdsRawBytes(value: unknown): boolean {
  return isBuffer(value) || types.isDataView(value) || types.isAnyArrayBuffer(value);
}

/** A view as it is; for an ArrayBuffer or SharedArrayBuffer a view of all of it. Copies nothing. */
export function viewOf(argument: string, value: unknown): ArrayBufferView {
  return ArrayBuffer.isView(value) ? value : bufferOn(argument, value as ArrayBuffer);
}

function bufferOn(argument: string, memory: ArrayBuffer): Buffer {
  try {
    return Buffer.from(memory);
  } catch {
    throw detachedError(argument);
  }
}

/** A view of raw bytes; undefined if the value is not taken as raw bytes. */
export function rawBytes(argument: string, value: unknown): ArrayBufferView | undefined {
  return holdsRawBytes(value) ? viewOf(argument, value) : undefined;
}

/** The kinds of raw bytes, for messages. */
export const rawHolders = 'a Buffer, DataView, ArrayBuffer or SharedArrayBuffer';

/** The byte length of a view; throws if its buffer was detached or resized below it. */
export function checkedBytes(argument: string, view: ArrayBufferView): number {
  const bytes = byteLengthOf(view);
  if (bytes === undefined) throw detachedError(argument);
  return bytes;
}

/** A Buffer on the memory of a view; throws if its buffer was detached or resized below it. */
export function memoryOf(argument: string, view: ArrayBufferView): Buffer {
  const memory = liveMemory(view);
  if (memory === undefined) throw detachedError(argument);
  return memory;
}

/** The number of elements in `bytes`; throws if it is not whole. */
export function wholeElements(argument: string, bytes: number, elementBytes: number): number {
  const count = bytes / elementBytes;
  if (count !== Math.floor(count)) throw wholeError(argument, bytes, elementBytes);
  return count;
}

function wholeError(argument: string, bytes: number, elementBytes: number): Error {
  return linquantError(
    'ERR_LINQUANT_BYTE_LENGTH',
    `${argument} must hold whole elements of ${elementBytes} bytes; got ${bytes} bytes`,
  );
}

/** The number of elements of a view; throws like {@link checkedBytes} and {@link wholeElements}. */
export function checkedCount(argument: string, view: ArrayBufferView, elementBytes: number): number {
  return wholeElements(argument, checkedBytes(argument, view), elementBytes);
}

/**
 * Checks that an output of the right kind has exactly the size of the result.
 *
 * @param wanted - its bytes
 * @param what - its number of elements or, in words, what it is
 */
export function checkOutSize(
  argument: string,
  view: ArrayBufferView,
  wanted: number,
  what: number | string,
): void {
  if (byteLengthOf(view) !== wanted) throw sizeError(argument, view, wanted, what);
}

function sizeError(argument: string, view: ArrayBufferView, wanted: number, what: number | string): Error {
  const bytes = checkedBytes(argument, view);
  const result = typeof what === 'number' ? `${what} elements` : what;
  return linquantError(
    'ERR_LINQUANT_OUT_SIZE',
    `${argument} must hold exactly ${wanted} bytes, for ${result}; got ${bytes} bytes`,
  );
}

/** Checks that an output does not overlap an input, for code without a backend call, which would check it. */
export function checkApart(
  argument: string,
  view: ArrayBufferView,
  input: string,
  source: ArrayBufferView,
): void {
  if (!shareMemory(view, source)) return;
  throw linquantError(
    'ERR_LINQUANT_OVERLAP',
    `${argument} must not share memory with ${input}; got one that does`,
  );
}

/** The name with its article, for messages. */
export function article(name: string): string {
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}
