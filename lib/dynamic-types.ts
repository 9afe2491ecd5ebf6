import type { AxisParameters } from './axis.js';
import type { CodeArrays, Dtype } from './dtypes.js';
import type { QuantizationParameters } from './parameters.js';
import type { ShapeOptions } from './quantize.js';
import type { CodeOutput } from './views.js';

/**
 * What {@link quantizeDynamic} gives.
 *
 * @category Data
 */
export interface QuantizedData<D extends Dtype = Dtype, O = CodeArrays[D]> {
  /** The codes: `options.out`, or a new typed array of the dtype. */
  readonly data: O;
  /** The parameters chosen from the data's range. */
  readonly parameters: QuantizationParameters<D>;
  /** The data's shape: `options.shape`, or `[count]`. */
  readonly shape: readonly number[];
}

/**
 * What {@link quantizeDynamic} gives with `axis: 0`.
 *
 * @category Rows
 */
export interface QuantizedRows<D extends Dtype = Dtype, O = CodeArrays[D]> {
  /** The codes: `options.out` or its `data`, or a new typed array of the dtype. */
  readonly data: O;
  /** The parameters chosen, one of each for each row. */
  readonly parameters: AxisParameters<D> & {
    /** As {@link AxisParameters.scale}: `out.scale`, or a new array. */
    readonly scale: Float32Array;
    /** As {@link AxisParameters.zeroPoint}: `out.zeroPoint`, or a new array. */
    readonly zeroPoint: Int32Array;
  };
  /** The data's shape. */
  readonly shape: readonly number[];
}

/**
 * Options that choose parameters for each row: each index of the first axis of `shape`.
 *
 * @category Rows
 */
export interface RowOptions {
  /** `[rows, columns]`, or more sizes; those after the first make a row. */
  readonly shape: readonly number[];
  /** The axis whose indices have parameters of their own: 0, the first. */
  readonly axis: 0;
}

/**
 * Where {@link quantizeDynamic} writes with `axis: 0`: codes alone, or also the parameters.
 *
 * @category Rows
 */
export type RowOutput<D extends Dtype, O extends CodeOutput<D> | undefined> =
  | O
  // The condition keeps undefined out of data; an intersection with O itself would keep O from being inferred.
  | ((O extends undefined ? never : unknown) & {
      /** Where the codes go. */
      readonly data: O;
      /** Where the scales go, one for each row; a new array without it. */
      readonly scale?: Float32Array | undefined;
      /** Where the zero points go, one for each row; a new array without it. */
      readonly zeroPoint?: Int32Array | undefined;
    });

/**
 * The output that was given, or the typed array that is made without one.
 *
 * @category Data
 */
export type GivenOr<O, D extends Dtype> = O extends undefined ? CodeArrays[D] : O;

/**
 * Options for the whole tensor.
 *
 * @category Data
 */
export interface TensorOptions extends ShapeOptions {
  /** Not given: one scale and zero point for all. */
  readonly axis?: undefined;
}
