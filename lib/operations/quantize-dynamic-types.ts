import type { CodeOutput } from '../arguments/codes.js';
import type { QuantizationParameters } from '../arguments/parameters-types.js';
import type { CodeArrays, Dtype } from '../tables/dtypes.js';
import type { ChosenAxisParameters } from './choose-parameters.js';

/**
 * The result of {@link quantizeDynamic} for a whole tensor.
 *
 * @category Data
 */
export interface QuantizedData<D extends Dtype = Dtype, O = CodeArrays[D]> {
  /** The codes: `options.out`, or a new typed array of the dtype. */
  readonly data: O;
  /** The parameters chosen from the range of x. */
  readonly parameters: QuantizationParameters<D>;
  /** The shape of x: `options.shape`, or `[count]`. */
  readonly shape: readonly number[];
}

/**
 * The result of {@link quantizeDynamic} with an axis.
 *
 * @category Axis
 */
export interface QuantizedAxisData<D extends Dtype = Dtype, O = CodeArrays[D]> {
  /** The codes: `options.out` or its `data`, or a new typed array of the dtype. */
  readonly data: O;
  /** The parameters, in `out.scale` and `out.zeroPoint` or in new arrays; the axis is counted from the first. */
  readonly parameters: ChosenAxisParameters<D>;
  /** The shape of x. */
  readonly shape: readonly number[];
}

/**
 * The `out` of {@link quantizeDynamic} with an axis: a view for the codes, or an object of views for codes and parameters.
 *
 * @category Axis
 */
export type AxisOutput<D extends Dtype, O extends CodeOutput<D> | undefined> =
  | O
  // The condition keeps undefined out of data; an intersection with O itself would keep O from being inferred.
  | ((O extends undefined ? never : unknown) & {
      /** The output for the codes. */
      readonly data: O;
      /** The output for the scales, one element for each set of parameters. Left out, an array is allocated. */
      readonly scale?: Float32Array | undefined;
      /** The output for the zero points, likewise. */
      readonly zeroPoint?: Int32Array | undefined;
    });
