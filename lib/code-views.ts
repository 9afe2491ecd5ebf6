import { type CodeArrays, type Dtype, type DtypeInfo, packedBytes } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { typedArrayKind } from './intrinsics.js';
import { checkLength } from './shape.js';
import {
  article,
  type CheckedView,
  checkedBytes,
  checkedCount,
  checkOutSize,
  isBuffer,
  rawBytes,
  rawHolders,
} from './views.js';

/**
 * What counts as quantized data: the dtype's own typed array, or raw little-endian bytes in a Buffer, DataView,
 * ArrayBuffer or SharedArrayBuffer, at any byte offset.
 *
 * @category Data
 */
export type CodeInput<D extends Dtype = Dtype> =
  | CodeArrays[D]
  | Buffer
  | DataView
  | ArrayBuffer
  | SharedArrayBuffer;

/**
 * Where codes may be written: the dtype's own typed array, or a Buffer; of exactly the result's size.
 *
 * @category Data
 */
export type CodeOutput<D extends Dtype = Dtype> = CodeArrays[D] | Buffer;

/**
 * The output that was given, or the typed array that is made without one.
 *
 * @category Data
 */
export type GivenOr<O, D extends Dtype> = O extends undefined ? CodeArrays[D] : O;

/** What may tell the number of packed codes, which their bytes do not. */
export interface CountHints {
  /** `options.length`, unchecked. */
  readonly length: unknown;
  /** The product of `options.shape`, where it was given. */
  readonly ofShape: number | undefined;
  /** The number of floats that `options.out` holds, where it tells. */
  readonly ofOut: number | undefined;
}

/** Checks quantized input of a dtype ({@link CodeInput}) and counts its codes. */
export function checkCodes(
  argument: string,
  q: unknown,
  dtype: DtypeInfo,
  { length, ofShape, ofOut }: CountHints,
): CheckedView {
  const view = typedArrayKind(q) === dtype.arrayName ? (q as ArrayBufferView) : rawBytes(argument, q);
  if (view === undefined) {
    const allowed = `${article(dtype.arrayName)}, or raw bytes in ${rawHolders}`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, q);
  }
  const given = length === undefined ? undefined : checkLength('options.length', length);
  if (dtype.bits >= 8) {
    const count = checkedCount(argument, view, dtype.bits / 8);
    checkCount('options.length', given, count);
    return { view, count };
  }
  const count = ofShape ?? given ?? ofOut;
  if (count === undefined) {
    const allowed = `given with ${dtype.name}, unless options.shape or a typed array of floats as out tells it`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.length', allowed, undefined);
  }
  checkCount('options.length', given, count);
  const bytes = checkedBytes(argument, view);
  const wanted = packedBytes(count, dtype.bits);
  if (bytes === wanted) return { view, count };
  throw linquantError(
    'ERR_LINQUANT_BYTE_LENGTH',
    `${argument} must hold exactly ${wanted} bytes, for ${count} elements of ${dtype.name}; got ${bytes} bytes`,
  );
}

function checkCount(argument: string, given: number | undefined, count: number): void {
  if (given === undefined || given === count) return;
  const allowed = `the number of elements, ${count}`;
  throw argumentError('ERR_LINQUANT_INVALID_SHAPE', argument, allowed, given);
}

/** Checks an output for `count` codes: the dtype's typed array or a Buffer, of exactly their bytes. */
export function checkCodeOut(
  out: unknown,
  dtype: DtypeInfo,
  count: number,
  argument = 'options.out',
): ArrayBufferView {
  if (typedArrayKind(out) !== dtype.arrayName && !isBuffer(out)) {
    const allowed = `${article(dtype.arrayName)} or a Buffer`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, out);
  }
  checkOutSize(argument, out as ArrayBufferView, packedBytes(count, dtype.bits), count);
  return out as ArrayBufferView;
}

/** The caller's `options.out` after checking, or a new array. */
export function checkCodeOutOrAllocate(out: unknown, dtype: DtypeInfo, count: number): ArrayBufferView {
  return out === undefined ? dtype.allocate(count) : checkCodeOut(out, dtype, count);
}
