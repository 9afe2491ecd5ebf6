import type { ShapeOptions } from '../arguments/shape.js';
import type { BitOrder } from '../tables/bit-orders.js';
import type { NewInt8Array, NewUint8Array, OutOr } from '../tables/new-arrays.js';

/**
 * The order of bits in a byte.
 *
 * @category Bits
 */
export interface BitOptions {
  /**
   * 'big' (default): the first of eight floats is the most significant bit. 'little': it is the least significant bit.
   */
  readonly bitOrder?: BitOrder | undefined;
}

/**
 * Options of {@link packBits}.
 *
 * @category Bits
 */
export interface PackBitsOptions extends BitOptions, ShapeOptions {
  /** A bit is `x > 0` ('greater', the default) or `x >= 0` ('greater-equal'). -0 counts as 0. */
  readonly compare?: 'greater' | 'greater-equal' | undefined;
  /** The number of the first row of x in errors, 0 unless given, where x is a piece of more rows. */
  readonly firstRow?: number | undefined;
}

/**
 * Options of {@link unpackBits}. One of `shape`, `length` and a Float32Array as `out` tells the number of bits.
 *
 * @category Bits
 */
export interface UnpackBitsOptions extends BitOptions, ShapeOptions {
  /** The number of bits, in one row. */
  readonly length?: number | undefined;
  /** The floats for a 0 bit and a 1 bit: `[0, 1]` unless given. */
  readonly values?: readonly [ofZero: number, ofOne: number] | undefined;
}

/**
 * The outputs of {@link packBits}, of exactly the size of the result: a Uint8Array (with `signed` an Int8Array) or a Buffer.
 *
 * @category Bits
 */
export type BitsOutput<S extends boolean = boolean> = (S extends true ? Int8Array : Uint8Array) | Buffer;

/**
 * The array that {@link packBits} allocates.
 *
 * @category Bits
 */
export type BitArrays<S extends boolean> = S extends true ? NewInt8Array : NewUint8Array;

/**
 * The type of resulting bits: that of `out`, or that of a new array.
 *
 * @category Bits
 */
export type BitsOr<O, S extends boolean> = OutOr<O, BitArrays<S>>;
