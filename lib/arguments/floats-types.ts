import type { FloatArrays, FloatType, HalfType } from '../tables/float-types.js';
import type { OutOr } from '../tables/new-arrays.js';

/**
 * The type of a Float16Array, which not every version of Node and TypeScript has.
 *
 * @category Data
 */
export interface Float16ArrayLike extends ArrayBufferView {
  /** The kind of array. */
  readonly [Symbol.toStringTag]: 'Float16Array';
  /** Bytes of one float: 2. */
  readonly BYTES_PER_ELEMENT: number;
  /** Number of floats. */
  readonly length: number;
  /** A float. */
  [index: number]: number;
}

/**
 * Float data as input: a Float32Array, Float64Array or Float16Array, or raw little-endian bytes in a Buffer, DataView, ArrayBuffer or
 * SharedArrayBuffer, at any byte offset. Raw bytes are float32 unless `floatType` names another type. The bits of 16-bit floats
 * may also be in a Uint16Array, if `floatType` says which type they are. A plain Uint8Array is refused, since it may be codes.
 *
 * @category Data
 */
export type FloatInput =
  | Float32Array
  | Float64Array
  | Float16ArrayLike
  | Buffer
  | DataView
  | ArrayBuffer
  | SharedArrayBuffer;

/**
 * Float data as output, of exactly the size of the result: a Float32Array, Float64Array or Float16Array, or a Buffer at any byte
 * offset (float32 unless `floatType` names another type). A Uint16Array takes the bits of 16-bit floats, if `floatType` says which
 * type.
 *
 * @category Data
 */
export type FloatOutput = Float32Array | Float64Array | Float16ArrayLike | Buffer;

/**
 * The outputs that take floats of each type, of exactly the size of the result.
 *
 * @category Data
 */
export interface FloatOutputs {
  /** Numbers, or bytes. */
  float32: Float32Array | Buffer;
  /** Numbers, or bytes. */
  float64: Float64Array | Buffer;
  /** Numbers, bits, or bytes. */
  float16: Float16ArrayLike | Uint16Array | Buffer;
  /** Bits, or bytes. */
  bfloat16: Uint16Array | Buffer;
}

/**
 * The option that names the type of float data.
 *
 * @category Data
 */
export interface FloatOptions<F extends FloatType = FloatType> {
  /** The type of the floats, where the array does not tell it: in raw bytes ('float32' unless given) or in a Uint16Array of bits. */
  readonly floatType?: F | undefined;
}

/**
 * The option that a Uint16Array of bits needs.
 *
 * @category Data
 */
export interface HalfOptions<F extends HalfType = HalfType> {
  /** The type of the bits. */
  readonly floatType: F;
}

/**
 * The float type of X: that of a typed array's elements, or F for raw bytes.
 *
 * @category Data
 */
export type FloatTypeOf<X, F extends FloatType = FloatType> = X extends Float32Array
  ? 'float32'
  : X extends Float64Array
    ? 'float64'
    : X extends Float16ArrayLike
      ? 'float16'
      : F;

/**
 * The options that fit X: {@link FloatOptions} with the float type of a typed array, or {@link HalfOptions} if X may be a Uint16Array.
 * For an X of type `any` nothing is required.
 *
 * @category Data
 */
export type FloatOptionsOf<X> = 0 extends 1 & X
  ? FloatOptions
  : [Extract<X, Uint16Array>] extends [never]
    ? FloatOptions<FloatTypeOf<X>>
    : HalfOptions;

/**
 * The type of resulting floats: that of `out`, or that of a new array.
 *
 * @category Data
 */
export type FloatsOr<O, F extends FloatType> = OutOr<O, FloatArrays[F]>;
