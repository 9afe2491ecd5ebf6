import type { FloatArrays, FloatType, HalfType } from '../tables/float-types.js';
import type { OutOr } from '../tables/new-arrays.js';

/**
 * A Float16Array, as those versions of Node have it that do: what tells it from other arrays.
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
 * What counts as float data: a Float32Array, Float64Array or Float16Array, or raw little-endian bytes in a Buffer,
 * DataView, ArrayBuffer or SharedArrayBuffer, at any byte offset: float32 unless `floatType` names another type. The
 * bits of 16-bit floats in a Uint16Array are taken too where `floatType` says which they are. A plain Uint8Array is not
 * taken: it may hold quantized data.
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
 * Where floats may be written: a Float32Array, Float64Array or Float16Array, or a Buffer at any byte offset (float32
 * unless `floatType` names another type); of exactly the result's size. A Uint16Array is taken too, for bits, where
 * `floatType` says of which type.
 *
 * @category Data
 */
export type FloatOutput = Float32Array | Float64Array | Float16ArrayLike | Buffer;

/**
 * Where floats of each type may be written; of exactly the result's size.
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
  /** The type of raw bytes or bits, 'float32' unless given; of a typed array it may be left out. */
  readonly floatType?: F | undefined;
}

/**
 * The option that goes with a Uint16Array of bits.
 *
 * @category Data
 */
export interface HalfOptions<F extends HalfType = HalfType> {
  /** Which of the 16-bit types the bits are of. */
  readonly floatType: F;
}

/**
 * The type of the floats that X holds: a typed array tells it, of raw bytes it is F.
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
 * {@link FloatOptions} that X does not contradict, or {@link HalfOptions} where X may be a Uint16Array. Of `any`, which may be anything,
 * nothing is demanded.
 *
 * @category Data
 */
export type FloatOptionsOf<X> = 0 extends 1 & X
  ? FloatOptions
  : [Extract<X, Uint16Array>] extends [never]
    ? FloatOptions<FloatTypeOf<X>>
    : HalfOptions;

/**
 * The output that was given, or the array that is made without one.
 *
 * @category Data
 */
export type FloatsOr<O, F extends FloatType> = OutOr<O, FloatArrays[F]>;
