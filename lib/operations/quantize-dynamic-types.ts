import type { CodeOutput } from '../arguments/codes.js';
import type { QuantizationParameters } from '../arguments/parameters-types.js';
import type { CodeArrays, Dtype } from '../tables/dtypes.js';
import type { ChosenAxisParameters } from './choose-parameters.js';

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
 * What {@link quantizeDynamic} gives with an axis.
 *
 * @category Axis
 */
export interface QuantizedAxisData<D extends Dtype = Dtype, O = CodeArrays[D]> {
  /** The codes: `options.out` or its `data`, or a new typed array of the dtype. */
  readonly data: O;
  /** The parameters chosen, in `out.scale` and `out.zeroPoint` or new arrays; the axis is counted from the first. */
  readonly parameters: ChosenAxisParameters<D>;
  /** The data's shape. */
  readonly shape: readonly number[];
}

/**
 * Where {@link quantizeDynamic} writes with an axis: codes alone, or also the parameters.
 *
 * @category Axis
 */
export type AxisOutput<D extends Dtype, O extends CodeOutput<D> | undefined> =
  | O
  // The condition keeps undefined out of data; an intersection with O itself would keep O from being inferred.
  | ((O extends undefined ? never : unknown) & {
      /** Where the codes go. */
      readonly data: O;
      /** Where the scales go, as many as there are parameters; a new array without it. */
      readonly scale?: Float32Array | undefined;
      /** Where the zero points go, as many; a new array without it. */
      readonly zeroPoint?: Int32Array | undefined;
    });
