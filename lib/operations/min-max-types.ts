import type { ShapeOptions } from '../arguments/shape.js';
import type { NewFloat32Array } from '../tables/new-arrays.js';

/**
 * Minimum and maximum of a tensor.
 *
 * @category Parameters
 */
export interface Range {
  /** The minimum; NaN if any element is NaN. */
  readonly min: number;
  /** The maximum; NaN if any element is NaN. */
  readonly max: number;
}

/**
 * Minimum and maximum for each index of an axis, or for each block along it, in the order of {@link AxisParameters}.
 *
 * @category Axis
 */
export interface AxisRange {
  /** The minima; NaN where an element is NaN. */
  readonly min: NewFloat32Array;
  /** The maxima; NaN where an element is NaN. */
  readonly max: NewFloat32Array;
  /** The axis, counted from the first. */
  readonly axis: number;
  /** How many indices of the axis form a block; absent without blocks. */
  readonly blockSize?: number;
}

/**
 * {@link AxisRange} as input: also with plain arrays, as from JSON.
 *
 * @category Axis
 */
export interface AxisRangeInput {
  /** The minima. */
  readonly min: Float32Array | Float64Array | readonly number[];
  /** The maxima. */
  readonly max: Float32Array | Float64Array | readonly number[];
  /** The axis. */
  readonly axis: number;
  /** How many indices of the axis form a block. */
  readonly blockSize?: number | undefined;
}

/**
 * Options for a result along an axis: one for each index, or for each block of indices.
 *
 * @category Axis
 */
export interface AxisOptions {
  /** The sizes of the axes; their product must be the number of elements. */
  readonly shape: readonly number[];
  /** The axis that is kept: each of its indices gets a result, over all other axes. Negative ones count from the last. */
  readonly axis: number;
  /**
   * How many neighbouring indices of the axis form a block. The other axes are then not reduced: there is a result for each block and
   * each of their indices. The last block may be shorter; a `blockSize` above the axis' size is one block of the whole axis
   * ({@link AxisParameters}).
   */
  readonly blockSize?: number | undefined;
}

/**
 * Options for the whole tensor.
 *
 * @category Data
 */
export interface TensorOptions extends ShapeOptions {
  /** Left out: the result is for the whole tensor. */
  readonly axis?: undefined;
  /** Left out: blocks need an axis. */
  readonly blockSize?: undefined;
}

/**
 * Options whose `axis` may be undefined at run time.
 *
 * @category Axis
 */
export interface MaybeAxisOptions {
  /** The sizes of the axes; their product must be the number of elements. */
  readonly shape: readonly number[];
  /** As {@link AxisOptions.axis}. Undefined: the result is for the whole tensor. */
  readonly axis?: number | undefined;
  /** As {@link AxisOptions.blockSize}; only with an axis. */
  readonly blockSize?: number | undefined;
}
