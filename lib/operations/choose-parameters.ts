import { checkAxis, checkBlockSize } from '../arguments/axis.js';
import { checkChoice, choiceAllowed, choiceNames, type DtypeChoice } from '../arguments/choice.js';
import type {
  AbsmaxRuleOptions,
  ChooseOptions,
  OnnxRuleOptions,
  RuleOptions,
} from '../arguments/choice-types.js';
import { checkNamed, checkObject, checkRangeBound, checkReadable } from '../arguments/options.js';
import { checkRangeBounds, readOnce } from '../arguments/parameter-arrays.js';
import type { AxisParameters, QuantizationParameters } from '../arguments/parameters-types.js';
import { type Affine, chooseAffine } from '../arithmetic/affine-of-range.js';
import { linquantError } from '../errors.js';
import type { Mutable } from '../kernels.js';
import type { DataDtype, Dtype } from '../tables/dtypes.js';
import type { NewFloat32Array, NewInt32Array } from '../tables/new-arrays.js';
import type { AxisRangeInput, Range } from './min-max-types.js';

/**
 * Parameters along an axis with typed arrays, as this package returns them.
 *
 * @category Axis
 */
export interface ChosenAxisParameters<D extends Dtype = Dtype> extends AxisParameters<D> {
  /** As {@link AxisParameters.scale}. */
  readonly scale: NewFloat32Array;
  /** As {@link AxisParameters.zeroPoint}. */
  readonly zeroPoint: NewInt32Array;
}

/**
 * The type of parameters for a range R: along an axis if the range is.
 *
 * @category Parameters
 */
export type ChosenFor<R, D extends Dtype> = R extends AxisRangeInput
  ? ChosenAxisParameters<D>
  : QuantizationParameters<D>;

/**
 * Chooses scale and zero point for values in `range`. The range is first widened to include 0, so that 0 has a code.
 *
 * The default rule is MinMaxObserver of PyTorch 1.13, bit for bit (`test/fixtures/pytorch.json`). min, max and eps are rounded to float32 and every operation is one
 * float32 operation. With `min' = min(min, 0)` and `max' = max(max, 0)`:
 * - asymmetric: `scale = max((max' - min') / (qmax - qmin), eps)`, `zeroPoint = clamp(qmin - rne(min' / scale))`;
 * - symmetric: `scale = max(max(-min', max') / ((qmax - qmin) / 2), eps)`, zeroPoint 0 for signed dtypes and
 *   `ceil((qmin + qmax) / 2)` for unsigned ones.
 *
 * (rne: round to nearest, half to even.) The other overloads are for `rule: 'onnx'` and `rule: 'absmax'`.
 *
 * @param range - the result of {@link minMax}: `{ min, max }`, or arrays of them with `axis` (and `blockSize`)
 * @param options - {@link ChooseOptions}: `dtype`, and `scheme`, `reduceRange`, `narrowRange`, `qmin`, `qmax`, `eps`
 * @returns a new object `{ dtype, scale, zeroPoint }`; for a range along an axis with new arrays, `axis` and `blockSize`. `qmin` and
 * `qmax` are present only where they differ from the dtype's
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: the range is not finite, has min > max, or its scale is not finite;
 * `ERR_LINQUANT_INVALID_SCALE`: eps; `ERR_LINQUANT_INVALID_ZERO_POINT`: qmin..qmax does not include 0 for a signed symmetric dtype;
 * `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_INVALID_QRANGE`, `ERR_LINQUANT_INVALID_OPTION`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
 * @category Parameters
 * @example
 * ```ts
 * import { chooseParameters } from 'linquant';
 *
 * chooseParameters({ min: -1, max: 1 }, { dtype: 'int8', scheme: 'symmetric' }); // { dtype: 'int8', scale: 0.0078431..., zeroPoint: 0 }
 * chooseParameters({ min: -1, max: 3 }, { dtype: 'uint8' }); // { dtype: 'uint8', scale: 0.0156862..., zeroPoint: 64 }
 * ```
 */
export function chooseParameters<D extends DataDtype, R extends Range | AxisRangeInput>(
  range: R,
  options: ChooseOptions<D>,
): ChosenFor<R, D>;
/**
 * Chooses by the rule of ONNX DynamicQuantizeLinear, for uint8: `scale = (max' - min') / 255`, 1 for a range 0..0;
 * `zeroPoint = saturate(rne(0 - min' / scale))`. Arithmetic is float32; min' and max' are the range widened to include 0.
 *
 * @param range - the result of {@link minMax}: `{ min, max }`, or arrays of them with `axis` (and `blockSize`)
 * @param options - `{ rule: 'onnx' }`
 * @returns a new object `{ dtype: 'uint8', scale, zeroPoint }`; for a range along an axis with new arrays, `axis` and `blockSize`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: as for the default rule, also where the scale underflows to 0;
 * `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_INVALID_OPTION`: options that the rule fixes
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
 * @category Parameters
 * @example
 * ```ts
 * import { chooseParameters } from 'linquant';
 *
 * chooseParameters({ min: -1, max: 3 }, { rule: 'onnx' }); // { dtype: 'uint8', scale: 0.0156862..., zeroPoint: 64 }
 * ```
 */
export function chooseParameters<R extends Range | AxisRangeInput>(
  range: R,
  options: OnnxRuleOptions,
): ChosenFor<R, 'uint8'>;
/**
 * Chooses by the absolute maximum, the usual rule for embeddings and tokens, for int8: `scale = max(max|x| / 127, 2^-126)`, 1 for a
 * range 0..0; zero point 0, codes -127..127. `max|x|` is the larger of -min and max.
 *
 * @param range - the result of {@link minMax}: `{ min, max }`, or arrays of them with `axis` (and `blockSize`)
 * @param options - `{ rule: 'absmax' }`
 * @returns a new object `{ dtype: 'int8', scale, zeroPoint: 0, qmin: -127 }`; for a range along an axis with new arrays, `axis` and
 * `blockSize`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: the range is not finite or has min > max; `ERR_LINQUANT_INVALID_DTYPE`,
 * `ERR_LINQUANT_INVALID_OPTION`: options that the rule fixes
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
 * @category Parameters
 * @example
 * ```ts
 * import { chooseParameters } from 'linquant';
 *
 * chooseParameters({ min: -1, max: 0.5 }, { rule: 'absmax' }); // { dtype: 'int8', scale: 0.0078740..., zeroPoint: 0, qmin: -127 }
 * ```
 */
export function chooseParameters<R extends Range | AxisRangeInput>(
  range: R,
  options: AbsmaxRuleOptions,
): ChosenFor<R, 'int8'>;
/**
 * Chooses by a rule that is known only at run time, as from a configuration. The type of the result has any dtype of data.
 *
 * @param range - the result of {@link minMax}: `{ min, max }`, or arrays of them with `axis` (and `blockSize`)
 * @param options - the options of any of the three rules
 * @returns as the overload of the rule
 * @throws RangeError and TypeError as the overload of the rule
 * @category Parameters
 */
export function chooseParameters<R extends Range | AxisRangeInput>(
  range: R,
  options: ChooseOptions | RuleOptions,
): ChosenFor<R, DataDtype>;
export function chooseParameters(
  range: unknown,
  options: unknown,
): QuantizationParameters | ChosenAxisParameters {
  const named = checkNamed('options', checkObject('options', options, choiceAllowed), choiceNames);
  const { dtype, scheme, rule, reduceRange, narrowRange, qmin, qmax, eps } = named;
  const choice = checkChoice(dtype, scheme, rule, reduceRange, narrowRange, qmin, qmax, eps);
  const given = checkReadable('range', range, 'an object with min and max, as minMax(x) gives it');
  const { min, max, axis, blockSize } = given;
  const place = checkAxis('range.axis', axis);
  const size = checkBlockSize('range.blockSize', blockSize, place);
  if (place === undefined) {
    const low = checkRangeBound('range.min', min);
    const { scale, zeroPoint } = choose('range', low, checkRangeBound('range.max', max), choice);
    const parameters: Mutable<QuantizationParameters> = { dtype: choice.dtype.name, scale, zeroPoint };
    tellBounds(parameters, choice);
    return parameters;
  }
  const mins = checkRangeBounds('range.min', readOnce('range.min', min));
  const maxs = checkRangeBounds('range.max', readOnce('range.max', max), mins);
  const scale = new Float32Array(mins.length);
  const zeroPoint = new Int32Array(mins.length);
  for (let i = 0; i < mins.length; i++) {
    const affine = choose('range', mins[i]!, maxs[i]!, choice, i);
    scale[i] = affine.scale;
    zeroPoint[i] = affine.zeroPoint;
  }
  const parameters: Mutable<ChosenAxisParameters> = {
    dtype: choice.dtype.name,
    scale,
    zeroPoint,
    axis: place,
  };
  if (size !== 0) parameters.blockSize = size;
  tellBounds(parameters, choice);
  return parameters;
}

/**
 * Chooses scale and zero point for one range by checked options. min and max are float32.
 *
 * @param argument - the name of the range in messages
 * @param index - its index, if it is one of several
 */
export function choose(
  argument: string,
  min: number,
  max: number,
  choice: DtypeChoice,
  index?: number,
): Affine {
  if (!(min <= max && min > -Infinity && max < Infinity)) {
    throw unfitRangeError(argument, 'finite in float32, with min <= max', min, max, index);
  }
  const affine = chooseAffine(min, max, choice);
  if (affine.scale > 0 && affine.scale < Infinity) return affine;
  throw unfitRangeError(argument, 'one whose scale is a positive finite float32', min, max, index);
}

/** Adds `qmin` and `qmax` to parameters where they differ from the dtype's. */
export function tellBounds(
  parameters: Pick<Mutable<QuantizationParameters>, 'qmin' | 'qmax'>,
  { dtype, qmin, qmax }: Pick<DtypeChoice, 'dtype' | 'qmin' | 'qmax'>,
): void {
  if (qmin !== dtype.qmin) parameters.qmin = qmin;
  if (qmax !== dtype.qmax) parameters.qmax = qmax;
}

/** The error for a range without parameters. For one of several it names the wrong element, such as `range.min[3]`. */
function unfitRangeError(
  argument: string,
  allowed: string,
  min: number,
  max: number,
  index: number | undefined,
): Error {
  const blamed =
    index === undefined ? argument : `${argument}.${Number.isFinite(min) ? 'max' : 'min'}[${index}]`;
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${blamed} must be ${allowed}; got min ${min}, max ${max}`,
  );
}
