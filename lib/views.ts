import type { CodeArrays, Dtype, DtypeInfo } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { byteLengthOf, typedArrayKind } from './intrinsics.js';
import { types } from './node.js';

/**
 * What counts as float data: a Float32Array, or raw little-endian float32 bytes in a Buffer, DataView, ArrayBuffer
 * or SharedArrayBuffer, at any byte offset. A plain Uint8Array is not taken: it may hold quantized data.
 */
export type FloatInput = Float32Array | Buffer | DataView | ArrayBuffer | SharedArrayBuffer;

/** What counts as quantized data: the dtype's own typed array, or raw bytes as in {@link FloatInput}. */
export type CodeInput<D extends Dtype = Dtype> =
  | CodeArrays[D]
  | Buffer
  | DataView
  | ArrayBuffer
  | SharedArrayBuffer;

/** Where codes may be written: the dtype's own typed array, or a Buffer; of exactly the result's size. */
export type CodeOutput<D extends Dtype = Dtype> = CodeArrays[D] | Buffer;

/** Where floats may be written: a Float32Array, or a Buffer at any byte offset; of exactly the result's size. */
export type FloatOutput = Float32Array | Buffer;

/** Bytes of one float32. */
export const floatBytes = 4;

/** A view that was checked, and what it holds. */
export interface CheckedView {
  readonly view: ArrayBufferView;
  /** Number of elements. */
  readonly count: number;
}

function isBuffer(value: unknown): value is Buffer {
  return typedArrayKind(value) === 'Uint8Array' && value instanceof Buffer;
}

/** The view to read raw bytes through, or undefined where the value does not hold raw bytes. No copy is made. */
function rawBytes(argument: string, value: unknown): ArrayBufferView | undefined {
  if (isBuffer(value) || types.isDataView(value)) return value;
  if (!types.isAnyArrayBuffer(value)) return undefined;
  try {
    return new Uint8Array(value);
  } catch {
    throw detachedError(argument);
  }
}

/** The error for a view without memory. */
export function detachedError(argument: string): Error {
  return linquantError(
    'ERR_LINQUANT_DETACHED',
    `${argument} must be a view on live memory; got one whose buffer was detached or shrunk below it`,
  );
}

/** The length of a view in elements; throws for dead views and for bytes that are no whole number of elements. */
function checkedCount(argument: string, view: ArrayBufferView, elementBytes: number): CheckedView {
  const bytes = byteLengthOf(view);
  if (bytes === undefined) throw detachedError(argument);
  const count = bytes / elementBytes;
  if (count !== Math.floor(count)) {
    throw linquantError(
      'ERR_LINQUANT_BYTE_LENGTH',
      `${argument} must hold whole elements of ${elementBytes} bytes; got ${bytes} bytes`,
    );
  }
  return { view, count };
}

/** Checks float input ({@link FloatInput}). */
export function checkFloats(argument: string, x: unknown): CheckedView {
  if (typedArrayKind(x) === 'Float32Array') return checkedCount(argument, x as Float32Array, floatBytes);
  const raw = rawBytes(argument, x);
  if (raw !== undefined) return checkedCount(argument, raw, floatBytes);
  const hint =
    typedArrayKind(x) === 'Uint8Array'
      ? ' (wrap the bytes as Buffer.from(a.buffer, a.byteOffset, a.byteLength) if they are floats)'
      : '';
  throw argumentError(
    'ERR_LINQUANT_INVALID_TYPE',
    argument,
    `a Float32Array, or float32 bytes in a Buffer, DataView, ArrayBuffer or SharedArrayBuffer${hint}`,
    x,
  );
}

/** Checks quantized input of a dtype ({@link CodeInput}). */
export function checkCodes(argument: string, q: unknown, dtype: DtypeInfo): CheckedView {
  const view = typedArrayKind(q) === dtype.arrayName ? (q as ArrayBufferView) : rawBytes(argument, q);
  if (view !== undefined) return checkedCount(argument, view, dtype.bytes);
  throw argumentError(
    'ERR_LINQUANT_INVALID_TYPE',
    argument,
    `${article(dtype.arrayName)}, or raw bytes in a Buffer, DataView, ArrayBuffer or SharedArrayBuffer`,
    q,
  );
}

/**
 * Checks `options.out`: a typed array of the given kind or a Buffer, of exactly `count` elements.
 *
 * @param arrayName - the typed array that matches the result
 */
export function checkOut(
  out: unknown,
  arrayName: DtypeInfo['arrayName'] | 'Float32Array' | 'Int32Array',
  count: number,
  elementBytes: number,
  argument = 'options.out',
): ArrayBufferView {
  if (typedArrayKind(out) !== arrayName && !isBuffer(out)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, `${article(arrayName)} or a Buffer`, out);
  }
  const view = out as ArrayBufferView;
  const bytes = byteLengthOf(view);
  if (bytes === undefined) throw detachedError(argument);
  if (bytes !== count * elementBytes) {
    throw linquantError(
      'ERR_LINQUANT_OUT_SIZE',
      `${argument} must hold exactly ${count * elementBytes} bytes, for ${count} elements; got ${bytes} bytes`,
    );
  }
  return view;
}

/** The name with its article, for messages. */
export function article(name: string): string {
  return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
}
