import type { ShapeOptions } from '../arguments/shape.js';
import type { BitOrder } from '../tables/bit-orders.js';
import type { NewInt8Array, NewUint8Array, OutOr } from '../tables/new-arrays.js';

/**
 * Which bit of its byte a float has.
 *
 * @category Bits
 */
export interface BitOptions {
  /**
   * The first of eight floats has the most significant bit ('big', unless given) or the least significant one ('little').
   */
  readonly bitOrder?: BitOrder | undefined;
}

/**
 * Options of {@link packBits}.
 *
 * @category Bits
 */
export interface PackBitsOptions extends BitOptions, ShapeOptions {
  /** A bit is `x > 0` ('greater', unless given) or `x >= 0` ('greater-equal'). -0 is 0. */
  readonly compare?: 'greater' | 'greater-equal' | undefined;
}

/**
 * Options of {@link unpackBits}. The number of bits is told by `shape`, `length` or a Float32Array as `out`.
 *
 * @category Bits
 */
export interface UnpackBitsOptions extends BitOptions, ShapeOptions {
  /** The number of bits, of one row. */
  readonly length?: number | undefined;
  /** The floats for bits of 0 and of 1: `[0, 1]` unless given. */
  readonly values?: readonly [ofZero: number, ofOne: number] | undefined;
}

/**
 * Where {@link packBits} may write: an Int8Array with `signed`, else a Uint8Array, or a Buffer; of exactly the result's size.
 *
 * @category Bits
 */
export type BitsOutput<S extends boolean = boolean> = (S extends true ? Int8Array : Uint8Array) | Buffer;

/**
 * The array that bits are made in.
 *
 * @category Bits
 */
export type BitArrays<S extends boolean> = S extends true ? NewInt8Array : NewUint8Array;

/**
 * The output that was given, or the array that is made without one.
 *
 * @category Bits
 */
export type BitsOr<O, S extends boolean> = OutOr<O, BitArrays<S>>;
