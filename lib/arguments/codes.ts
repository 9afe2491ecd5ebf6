import { argumentError, linquantError } from '../errors.js';
import { isBuffer, typedArrayKind, typedByteLength } from '../platform/engine-views.js';
import {
  type CodeArrays,
  type CodeViews,
  type Dtype,
  type DtypeInfo,
  packedBytes,
} from '../tables/dtypes.js';
import type { OutOr } from '../tables/new-arrays.js';
import { checkCount } from './options.js';
import { productOf, putLayout } from './shape.js';
import {
  article,
  checkedBytes,
  checkOutSize,
  holdsRawBytes,
  rawHolders,
  viewOf,
  wholeElements,
} from './views.js';

/**
 * Codes as input: the dtype's typed array, or raw little-endian bytes in a Buffer, DataView, ArrayBuffer or SharedArrayBuffer, at any
 * byte offset.
 *
 * @category Data
 */
export type CodeInput<D extends Dtype = Dtype> =
  | CodeViews[D]
  | Buffer
  | DataView
  | ArrayBuffer
  | SharedArrayBuffer;

/**
 * Codes as output: the dtype's typed array, or a Buffer, of exactly the size of the result.
 *
 * @category Data
 */
export type CodeOutput<D extends Dtype = Dtype> = CodeViews[D] | Buffer;

/**
 * The type of resulting codes: that of `out`, or that of a new typed array.
 *
 * @category Data
 */
export type GivenOr<O, D extends Dtype> = OutOr<O, CodeArrays[D]>;

/** Checks that a value is a {@link CodeInput}. `viewOf` and `checkedBytes` then give its memory. */
export function checkCodeKind(argument: string, q: unknown, dtype: DtypeInfo): void {
  if (typedArrayKind(q) !== dtype.arrayName && !holdsRawBytes(q)) throw codesError(argument, q, dtype);
}

function codesError(argument: string, q: unknown, dtype: DtypeInfo): Error {
  // What SQLite and PGlite give bytes in. uint8's own array does not come here.
  const isPlain = typedArrayKind(q) === 'Uint8Array';
  const hint = isPlain
    ? ` (wrap the bytes as Buffer.from(a.buffer, a.byteOffset, a.byteLength) if they are ${dtype.name})`
    : '';
  const allowed = `${article(dtype.arrayName)}, or raw bytes in ${rawHolders}${hint}`;
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, q);
}

/**
 * Checks codes, counts them, and writes the layout of one set of parameters to the slots. As in `putFloats`, the commonest input is
 * handled here and everything else in another function.
 *
 * @param shape - `options.shape` after `readShape`
 * @param ofOut - for packed codes: the number of floats in `options.out`, if that is a typed array
 * @param tellers - the other options that tell the number of packed codes, for the message
 * @returns the view
 */
export function putCodes(
  numbers: Float64Array,
  base: number,
  argument: string,
  q: unknown,
  dtype: DtypeInfo,
  length: unknown,
  shape: readonly number[] | undefined,
  ofOut: number | undefined,
  tellers: string,
): ArrayBufferView {
  if (dtype.bits === 8 && length === undefined && typedArrayKind(q) === dtype.arrayName) {
    const count = typedByteLength(q);
    if (count !== 0) {
      putLayout(numbers, base, 1, 1, count, 0);
      return q as ArrayBufferView;
    }
  }
  const { view, bytes } = checkCodes(argument, q, dtype);
  const ofShape = shape === undefined ? undefined : productOf(shape);
  const count = countCodes(argument, bytes, dtype, length, ofShape, tellers, ofOut);
  putLayout(numbers, base, 1, 1, count, 0);
  return view;
}

/** Codes whose number is not known yet. */
export interface CodeBytes {
  readonly view: ArrayBufferView;
  readonly bytes: number;
}

/** Checks codes except for their length. Allocates an object. */
export function checkCodes(argument: string, q: unknown, dtype: DtypeInfo): CodeBytes {
  checkCodeKind(argument, q, dtype);
  const view = viewOf(argument, q);
  return { view, bytes: checkedBytes(argument, view) };
}

/**
 * Counts codes: by their bytes or, if they are packed, by shape, length or `out`. Whatever of these is given must agree.
 *
 * @param length - `options.length`, unchecked
 * @param ofShape - the product of `options.shape`, if given
 * @param tellers - the other options that tell the number of packed codes, for the message
 * @param ofOut - for packed codes: the number of floats in `options.out`, if that is a typed array
 */
function countCodes(
  argument: string,
  bytes: number,
  dtype: DtypeInfo,
  length: unknown,
  ofShape: number | undefined,
  tellers: string,
  ofOut?: number,
): number {
  const ofBytes = dtype.bits < 8 ? undefined : wholeElements(argument, bytes, dtype.bits / 8);
  if (ofBytes !== undefined && length === undefined) return ofBytes;
  const given =
    length === undefined ? undefined : checkCount('options.length', length, 0, 'ERR_LINQUANT_INVALID_SHAPE');
  const count = ofBytes ?? ofShape ?? given ?? ofOut;
  if (count === undefined) {
    const allowed = `given with ${dtype.name}, unless ${tellers} tells it`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.length', allowed, undefined);
  }
  if (given !== undefined && given !== count) {
    const allowed = `the number of elements, ${count}`;
    throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'options.length', allowed, given);
  }
  const wanted = packedBytes(count, dtype.bits);
  if (bytes === wanted) return count;
  throw linquantError(
    'ERR_LINQUANT_BYTE_LENGTH',
    `${argument} must hold exactly ${wanted} bytes, for ${count} elements of ${dtype.name}; got ${bytes} bytes`,
  );
}

/** Checks an output for `count` codes: the dtype's typed array or a Buffer, of exactly their bytes. */
export function checkCodeOut(
  out: unknown,
  dtype: DtypeInfo,
  count: number,
  argument = 'options.out',
): ArrayBufferView {
  if (typedArrayKind(out) !== dtype.arrayName && !isBuffer(out)) throw outError(argument, out, dtype);
  checkOutSize(argument, out as ArrayBufferView, packedBytes(count, dtype.bits), count);
  return out as ArrayBufferView;
}

function outError(argument: string, out: unknown, dtype: DtypeInfo): Error {
  const allowed = `${article(dtype.arrayName)} or a Buffer`;
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, out);
}

/** Checks `options.out` for `count` codes; left out, allocates an array. The first lines are the commonest case: 8-bit codes. */
export function checkCodeOutOrAllocate(out: unknown, dtype: DtypeInfo, count: number): ArrayBufferView {
  const isUsual = dtype.bits === 8 && typedArrayKind(out) === dtype.arrayName;
  if (isUsual && typedByteLength(out) === count && count !== 0) return out as ArrayBufferView;
  return anyCodeOut(out, dtype, count);
}

function anyCodeOut(out: unknown, dtype: DtypeInfo, count: number): ArrayBufferView {
  return out === undefined ? dtype.allocate(count) : checkCodeOut(out, dtype, count);
}
