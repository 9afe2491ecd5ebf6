import type { BitOrder } from '../../../tables/bit-orders.js';

/**
 * The typed array that holds the elements of a decoded vector, for each `dtype` that a store has.
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
  /** libSQL's name of bfloat16. */
  floatb16: Uint16Array;
  /** Codes -128..127. */
  int8: Int8Array;
  /** Codes 0..255. */
  uint8: Uint8Array;
  /** libSQL's codes 0..255, which go with {@link Float8Parameters}. No float of 8 bits. */
  float8: Uint8Array;
  /** Packed bits. */
  bit: Uint8Array;
  /** libSQL's name of packed bits. */
  float1bit: Uint8Array;
}

/**
 * What every decoder gives: a vector's elements, and what they are.
 *
 * @typeParam D - its `dtype`
 * @typeParam A - the array: {@link VectorArrays} says which, or it is the `out` that was given
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
  /** How many there are, 1 or more; of bits fewer than `data` has room for, perhaps. BSON and libSQL have vectors of 0. */
  readonly dimensions: number;
}

/**
 * What every decoder of bits gives: {@link DecodedVector} with packed bits.
 *
 * @typeParam D - its `dtype`
 * @typeParam A - the array
 * @category Encodings
 */
export interface DecodedBits<D extends 'bit' | 'float1bit' = 'bit', A extends Uint8Array = Uint8Array>
  extends DecodedVector<D, A> {
  /** The order of the bits in each byte, which is that of the store. `unpackBits` and the encoders take it under this name. */
  readonly bitOrder: BitOrder;
}
