import type { BitOrder } from '../../../tables/bit-orders.js';

/**
 * The typed array of a decoded vector, for each `dtype` of the stores.
 *
 * @category Encodings
 */
export interface VectorArrays {
  /** IEEE 754 binary32. */
  float32: Float32Array;
  /** IEEE 754 binary64. */
  float64: Float64Array;
  /** IEEE 754 binary16, as bits. */
  float16: Uint16Array;
  /** The upper half of a float32, as bits. */
  bfloat16: Uint16Array;
  /** libSQL's name for bfloat16. */
  floatb16: Uint16Array;
  /** Codes -128..127. */
  int8: Int8Array;
  /** Codes 0..255. */
  uint8: Uint8Array;
  /** libSQL's codes 0..255 with {@link Float8Parameters}. Not an 8-bit float. */
  float8: Uint8Array;
  /** Packed bits. */
  bit: Uint8Array;
  /** libSQL's name for packed bits. */
  float1bit: Uint8Array;
}

/**
 * The result of every decoder: the elements of a vector, their type and their number.
 *
 * @typeParam D - its `dtype`
 * @typeParam A - the array: that of {@link VectorArrays}, or the type of `out`
 * @category Encodings
 */
export interface DecodedVector<
  D extends keyof VectorArrays = keyof VectorArrays,
  A extends ArrayBufferView = VectorArrays[D],
> {
  /** The elements: `options.out`, a view of the bytes given, or a new array; each decoder says which. */
  readonly data: A;
  /** The type of the elements. */
  readonly dtype: D;
  /** The number of elements. At least 1, except for BSON and libSQL, which have empty vectors. For bits the last byte of `data` may be partly unused. */
  readonly dimensions: number;
}

/**
 * The result of every decoder of bits: a {@link DecodedVector} of packed bits.
 *
 * @typeParam D - its `dtype`
 * @typeParam A - the array
 * @category Encodings
 */
export interface DecodedBits<D extends 'bit' | 'float1bit' = 'bit', A extends Uint8Array = Uint8Array>
  extends DecodedVector<D, A> {
  /** The order of bits in each byte, that of the store. It is an option of `unpackBits` and the encoders too. */
  readonly bitOrder: BitOrder;
}

/**
 * The result of decoders of batches: the elements of all rows, one row behind the other.
 *
 * @typeParam D - its `dtype`
 * @typeParam A - the array
 * @category Encodings
 */
export type DecodedBatch<
  D extends keyof VectorArrays = keyof VectorArrays,
  A extends ArrayBufferView = VectorArrays[D],
> = (D extends 'bit' ? DecodedBits<'bit', Extract<A, Uint8Array>> : DecodedVector<D, A>) & {
  /** The number of vectors, at least 1. `dimensions` is that of each; rows of bits begin at whole bytes. */
  readonly rows: number;
};
