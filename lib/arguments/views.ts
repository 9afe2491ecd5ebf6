import { detachedError, linquantError } from '../errors.js';
import { byteLengthOf, isBuffer, liveMemory, shareMemory } from '../platform/engine-views.js';
import { types } from '../platform/node.js';

/** A view that was checked, and what it holds. */
export interface CheckedView {
  readonly view: ArrayBufferView;
  /** Number of elements. */
  readonly count: number;
}

/** Whether a value may hold raw bytes of anything: a plain Uint8Array is left out, since it may hold codes. */
export function holdsRawBytes(value: unknown): boolean {
  return isBuffer(value) || types.isDataView(value) || types.isAnyArrayBuffer(value);
}

/** The view on a value that is one, or on the whole of an ArrayBuffer or SharedArrayBuffer. No memory is copied. */
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

/** The view to read raw bytes through, or undefined where the value does not hold raw bytes. */
export function rawBytes(argument: string, value: unknown): ArrayBufferView | undefined {
  return holdsRawBytes(value) ? viewOf(argument, value) : undefined;
}

/** What the raw bytes of a position may lie in, for messages. */
export const rawHolders = 'a Buffer, DataView, ArrayBuffer or SharedArrayBuffer';

/** The bytes of a view; throws for a dead one. */
export function checkedBytes(argument: string, view: ArrayBufferView): number {
  const bytes = byteLengthOf(view);
  if (bytes === undefined) throw detachedError(argument);
  return bytes;
}

/** A Buffer on the memory of a view; throws for a dead one. */
export function memoryOf(argument: string, view: ArrayBufferView): Buffer {
  const memory = liveMemory(view);
  if (memory === undefined) throw detachedError(argument);
  return memory;
}

/** The elements in some bytes; throws for bytes that are no whole number of elements. */
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

/** The length of a view in elements; throws for dead views too. */
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

/** Checks that an output shares no memory with an input, where no backend is called with the whole of both. */
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
