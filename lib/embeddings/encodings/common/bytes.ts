import { checkCodes } from '../../../arguments/codes.js';
import { checkApart, checkOutSize, memoryOf, rawBytes } from '../../../arguments/views.js';
import { argumentError, linquantError } from '../../../errors.js';
import { byteLengthOf, isBuffer, typedArrayKind } from '../../../platform/engine-views.js';
import { dtypes } from '../../../tables/dtypes.js';
import { formatError } from './format-error.js';

/**
 * Bytes as drivers return them: a Buffer or another Uint8Array, a DataView, an ArrayBuffer or a SharedArrayBuffer, at any byte offset.
 *
 * @category Encodings
 */
export type BytesInput = Uint8Array | DataView | ArrayBuffer | SharedArrayBuffer;

/** Checks {@link BytesInput} and returns its memory. */
export function checkBytes(argument: string, value: unknown): Buffer {
  const view = typedArrayKind(value) === 'Uint8Array' ? (value as Uint8Array) : rawBytes(argument, value);
  if (view !== undefined) return memoryOf(argument, view);
  const allowed = 'bytes in a Buffer, Uint8Array, DataView, ArrayBuffer or SharedArrayBuffer';
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/** A view of the bytes as a plain Uint8Array, which (unlike a Buffer) no function takes for floats. */
export function plainBytes(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A view of the bytes as int8. */
export function signedBytes(bytes: Buffer): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Counts the elements of stored bytes: at least one, and whole ones. */
export function countElements(bytes: Buffer, elementBytes: number, dtype: string): number {
  if (bytes.length !== 0 && bytes.length % elementBytes === 0) return bytes.length / elementBytes;
  throw formatError('bytes', `hold one ${dtype} or more, and whole ones`, `${bytes.length} bytes`);
}

/** Checks 8-bit codes, at least one, and returns their memory. */
export function checkByteCodes(argument: string, value: unknown, dtype: 'int8' | 'uint8'): Buffer {
  const { view, bytes } = checkCodes(argument, value, dtypes[dtype]);
  if (bytes !== 0) return memoryOf(argument, view);
  throw linquantError('ERR_LINQUANT_EMPTY', `${argument} must hold at least one element; got none`);
}

/** Checks `options.out`; left out, allocates `length` uninitialized bytes. */
export function outBytes(out: unknown, length: number, source: ArrayBufferView): Buffer {
  if (out === undefined) return Buffer.allocUnsafe(length);
  if (!isBuffer(out)) throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', 'a Buffer', out);
  checkOutSize('options.out', out, length, 'x as it is stored');
  checkApart('options.out', out, 'the input', source);
  return out;
}

/** A view of the codes, or a copy in `out`. */
export function storedCodes(codes: Buffer, out: unknown): Buffer {
  if (out === undefined) return codes;
  const bytes = outBytes(out, codes.length, codes);
  bytes.set(codes);
  return bytes;
}

/** A constructor of typed arrays. */
export interface NumberArray<T> {
  new (count: number): T;
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * Checks `options.out` for decoded numbers; left out, allocates an array.
 *
 * @param count - how many numbers
 * @param argument - the argument they are decoded from. The message names it, since if the sizes differ either may be wrong
 * @param source - the memory of that argument, which `out` may not overlap
 */
export function outNumbers<T extends Float32Array | Uint16Array>(
  out: unknown,
  make: NumberArray<T>,
  count: number,
  argument: string,
  source?: ArrayBufferView,
): T {
  if (out === undefined) return new make(count);
  if (typedArrayKind(out) !== make.name) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', `a ${make.name}`, out);
  }
  const bytes = count * make.BYTES_PER_ELEMENT;
  if (byteLengthOf(out as T) !== bytes) {
    checkOutSize(
      'options.out',
      out as T,
      bytes,
      `the ${count} ${count === 1 ? 'dimension' : 'dimensions'} of ${argument}`,
    );
  }
  if (source !== undefined) checkApart('options.out', out as T, 'the input', source);
  return out as T;
}

/** Swaps elements of `size` bytes between little- and big-endian, in place. */
export function swapElements(bytes: Buffer, size: number): Buffer {
  return size === 2 ? bytes.swap16() : size === 4 ? bytes.swap32() : bytes.swap64();
}
