import { argumentError, linquantError } from '../../errors.js';
import { bufferOf, byteLengthOf, byteOffsetOf, typedArrayKind } from '../../intrinsics.js';
import { hostIsLittleEndian, types } from '../../node.js';

/**
 * Bytes as a driver hands them out: in a Buffer or any other Uint8Array, a DataView, an ArrayBuffer or a
 * SharedArrayBuffer, at any byte offset.
 *
 * @category Encodings
 */
export type BytesInput = Uint8Array | DataView | ArrayBuffer | SharedArrayBuffer;

/** A Buffer on the memory of a view or a buffer; throws for one that has lost it. */
export function viewOf(argument: string, memory: ArrayBufferView | ArrayBufferLike): Buffer {
  if (types.isAnyArrayBuffer(memory)) {
    try {
      return Buffer.from(memory as ArrayBuffer);
    } catch {
      throw detachedError(argument);
    }
  }
  const view = memory as ArrayBufferView;
  const length = byteLengthOf(view);
  if (length === undefined) throw detachedError(argument);
  return Buffer.from(bufferOf(view), byteOffsetOf(view), length);
}

function detachedError(argument: string): Error {
  const allowed = 'a view on live memory; got one whose buffer was detached or shrunk below it';
  return linquantError('ERR_LINQUANT_DETACHED', `${argument} must be ${allowed}`);
}

/** Checks {@link BytesInput} and gives its memory. */
export function checkBytes(argument: string, value: unknown): Buffer {
  if (typedArrayKind(value) === 'Uint8Array' || types.isDataView(value) || types.isAnyArrayBuffer(value)) {
    return viewOf(argument, value as ArrayBufferView);
  }
  const allowed = 'bytes in a Buffer, Uint8Array, DataView, ArrayBuffer or SharedArrayBuffer';
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/** The same bytes in a plain Uint8Array, which no function takes for floats. */
export function plainBytes(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Checks codes of a byte: their own typed array, or raw bytes in what cannot be taken for other codes. */
export function checkCodes(argument: string, value: unknown, kind: 'Int8Array' | 'Uint8Array'): Buffer {
  const own = typedArrayKind(value);
  const isBuffer = own === 'Uint8Array' && value instanceof Buffer;
  if (own !== kind && !isBuffer && !types.isDataView(value) && !types.isAnyArrayBuffer(value)) {
    const article = kind === 'Int8Array' ? 'an' : 'a';
    const allowed = `${article} ${kind}, or raw bytes in a Buffer, DataView, ArrayBuffer or SharedArrayBuffer`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
  }
  const codes = viewOf(argument, value as ArrayBufferView);
  if (codes.length !== 0) return codes;
  throw linquantError('ERR_LINQUANT_EMPTY', `${argument} must hold at least one element; got none`);
}

/** `options.out` after checking, or new memory: `length` bytes that are not cleared. */
export function outBytes(out: unknown, length: number, source: Buffer): Buffer {
  if (out === undefined) return Buffer.allocUnsafe(length);
  if (typedArrayKind(out) !== 'Uint8Array' || !(out instanceof Buffer)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', 'a Buffer', out);
  }
  checkOutMemory(viewOf('options.out', out), length, source);
  return out;
}

/** Codes as they lie, or copied to `out`. */
export function storedCodes(codes: Buffer, out: unknown): Buffer {
  if (out === undefined) return codes;
  const bytes = outBytes(out, codes.length, codes);
  bytes.set(codes);
  return bytes;
}

/** `options.out` for numbers after checking, or a new array of `count`. */
export function outNumbers<T extends Float32Array | Uint16Array>(
  out: unknown,
  make: new (count: number) => T,
  count: number,
  source?: Buffer,
): T {
  if (out === undefined) return new make(count);
  if (typedArrayKind(out) !== make.name) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', `a ${make.name}`, out);
  }
  const size = make === (Float32Array as unknown) ? 4 : 2;
  checkOutMemory(viewOf('options.out', out as T), count * size, source);
  return out as T;
}

function checkOutMemory(target: Buffer, length: number, source: Buffer | undefined): void {
  if (target.length !== length) {
    const problem = `options.out must hold exactly ${length} bytes; got ${target.length} bytes`;
    throw linquantError('ERR_LINQUANT_OUT_SIZE', problem);
  }
  if (source === undefined || source.buffer !== target.buffer) return;
  const begin = source.byteOffset;
  if (begin >= target.byteOffset + length || target.byteOffset >= begin + source.length) return;
  throw linquantError(
    'ERR_LINQUANT_OVERLAP',
    'options.out must not share memory with the input; got one that does',
  );
}

/** Turns elements of `size` bytes between big-endian and the host's order, in place. */
export function swapFromBigEndian(bytes: Buffer, size: number): Buffer {
  return hostIsLittleEndian() ? swapElements(bytes, size) : bytes;
}

/** Turns elements of `size` bytes around, in place. */
export function swapElements(bytes: Buffer, size: number): Buffer {
  return size === 2 ? bytes.swap16() : bytes.swap32();
}
