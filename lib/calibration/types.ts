import type { ShapeOptions } from '../arguments/shape.js';
import type { AxisRange, Range } from '../operations/min-max-types.js';

/**
 * What an observer is made for.
 *
 * @category Calibration
 */
export interface CalibrationOptions<A extends number | undefined = number | undefined> {
  /**
   * The axis that is kept: each of its indices gets a range, over all other axes. Negative ones count from the last, of the shape of each
   * batch. Left out: one range for all.
   */
  readonly axis?: A;
  /** Leaves out NaN and infinities and counts them in `skipped`, as for padded tokens. Without it they are an error. */
  readonly skipNaN?: boolean | undefined;
}

/**
 * What a batch is.
 *
 * @category Calibration
 */
export interface BatchOptions extends ShapeOptions {
  /** The sizes of the axes; their product must be the number of elements. Needed with an axis. */
  readonly shape?: readonly number[] | undefined;
}

/**
 * The range of an observer: along an axis if it was made for one.
 *
 * @category Calibration
 */
export type RangeAlong<A extends number | undefined> = A extends undefined ? Range : AxisRange;

/**
 * An observer as JSON: what every kind has.
 *
 * @category Calibration
 */
export interface ObserverJSON {
  /** The axis; absent for one range. */
  readonly axis?: number;
  /** True if NaN and infinities are left out. */
  readonly skipNaN?: boolean;
  /** Elements that were observed. */
  readonly count: number;
  /** NaN and infinities that were left out. */
  readonly skipped: number;
  /** The minimum of each index, null where none was seen; empty before the first batch. */
  readonly min: readonly (number | null)[];
  /** The maximum of each index. */
  readonly max: readonly (number | null)[];
}
