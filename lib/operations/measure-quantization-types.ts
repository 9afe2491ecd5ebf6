import type { ShapeOptions } from '../arguments/shape.js';
import type { NewFloat64Array } from '../tables/new-arrays.js';

/**
 * The error of codes, by {@link measureQuantization}: N is a number for a whole tensor, an array with an element for each index along an
 * axis. x are the floats as float32, and r those that `dequantize` gives of the codes, as float32 too. Differences, products and sums
 * are float64.
 *
 * @category Quantize
 */
export interface QuantizationMeasures<N = number> {
  /** The signal-to-quantization-noise ratio, `10 log10(signal / noise)` dB. Infinity if the noise is 0, else -Infinity if the signal is. */
  readonly sqnr: N;
  /** `signal`: the sum of `x^2`. */
  readonly signal: N;
  /** `noise`: the sum of `(x - r)^2`. Infinity where r overflows float32, as do the errors below. */
  readonly noise: N;
  /** The mean of `(x - r)^2`. */
  readonly meanSquaredError: N;
  /** The mean of `|x - r|`. */
  readonly meanAbsoluteError: N;
  /** The largest `|x - r|`. */
  readonly maxAbsoluteError: N;
  /** The index in x, in memory order, of the first element with the largest error. */
  readonly maxErrorIndex: N;
  /** The cosine of the angle between x and r as vectors, from -1 to 1. NaN where one of them is all zero, or r overflows float32. */
  readonly cosine: N;
  /**
   * The share of elements, from 0 to 1, that `quantize` clamps with these parameters: their rounded quotient plus zero point lies outside
   * `qmin`..`qmax`, as in the mask of {@link fakeQuantize}.
   */
  readonly clipped: N;
}

/**
 * {@link QuantizationMeasures} for each index of an axis.
 *
 * @category Quantize
 */
export interface AxisQuantizationMeasures extends QuantizationMeasures<NewFloat64Array> {
  /** The axis, counted from the first. */
  readonly axis: number;
}

/**
 * Options of {@link measureQuantization} for a result along an axis.
 *
 * @category Quantize
 */
export interface MeasureAxisOptions {
  /** The sizes of the axes; their product must be the number of elements. */
  readonly shape: readonly number[];
  /** The axis that is kept: each of its indices gets a result, over all other axes. Negative ones count from the last. */
  readonly axis: number;
}

/**
 * Options of {@link measureQuantization} for the whole tensor.
 *
 * @category Quantize
 */
export interface MeasureTensorOptions extends ShapeOptions {
  /** Left out: the result is for the whole tensor. */
  readonly axis?: undefined;
}
