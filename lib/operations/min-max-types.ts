import type { ShapeOptions } from '../arguments/shape.js';
import type { NewFloat32Array } from '../tables/new-arrays.js';

/**
 * The smallest and the largest of some numbers.
 *
 * @category Parameters
 */
export interface Range {
  /** The smallest; NaN where there was a NaN. */
  readonly min: number;
  /** The largest; NaN where there was a NaN. */
  readonly max: number;
}

/**
 * The smallest and the largest for each index of an axis, or for each block along it, in the order of {@link AxisParameters}.
 *
 * @category Axis
 */
export interface AxisRange {
  /** The smallest; NaN where there was a NaN. */
  readonly min: NewFloat32Array;
  /** The largest; NaN where there was a NaN. */
  readonly max: NewFloat32Array;
  /** The axis, counted from the first. */
  readonly axis: number;
  /** How many indices of the axis were taken together; left out where each was taken by itself. */
  readonly blockSize?: number;
}

/**
 * {@link AxisRange}, also with plain arrays as JSON has them.
 *
 * @category Axis
 */
export interface AxisRangeInput {
  /** The smallest. */
  readonly min: Float32Array | Float64Array | readonly number[];
  /** The largest. */
  readonly max: Float32Array | Float64Array | readonly number[];
  /** The axis. */
  readonly axis: number;
  /** How many indices of the axis were taken together. */
  readonly blockSize?: number | undefined;
}

/**
 * Options for each index of an axis, or for each block along it.
 *
 * @category Axis
 */
export interface AxisOptions {
  /** Sizes whose product is the number of elements. */
  readonly shape: readonly number[];
  /** The axis whose indices are taken by themselves, each over all of the other axes; negative ones count from the last. */
  readonly axis: number;
  /**
   * How many indices of the axis are taken together. The other axes are then not: there is a result for each block and
   * each of their indices. The last block may be shorter.
   */
  readonly blockSize?: number | undefined;
}

/**
 * Options for the whole tensor.
 *
 * @category Data
 */
export interface TensorOptions extends ShapeOptions {
  /** Not given: one scale and zero point for all. */
  readonly axis?: undefined;
  /** Blocks belong to an axis. */
  readonly blockSize?: undefined;
}

/**
 * Options where only at run time it is known whether there is an axis.
 *
 * @category Axis
 */
export interface MaybeAxisOptions {
  /** Sizes whose product is the number of elements. */
  readonly shape: readonly number[];
  /** As {@link AxisOptions.axis}; left out, all elements are taken together. */
  readonly axis?: number | undefined;
  /** As {@link AxisOptions.blockSize}, with an axis only. */
  readonly blockSize?: number | undefined;
}
