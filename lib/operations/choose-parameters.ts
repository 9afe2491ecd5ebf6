import { checkAxis, checkBlockSize } from '../arguments/axis.js';
import { type Choice, checkChoice, choiceAllowed, choiceNames } from '../arguments/choice.js';
import type {
  AbsmaxRuleOptions,
  ChooseOptions,
  OnnxRuleOptions,
  RuleOptions,
} from '../arguments/choice-types.js';
import { checkNamed, checkObject, checkRangeBound, checkReadable } from '../arguments/options.js';
import { checkRangeBounds, readOnce } from '../arguments/parameter-arrays.js';
import type { AxisParameters, QuantizationParameters } from '../arguments/parameters-types.js';
import { type Affine, applyRule } from '../arithmetic/affine-of-range.js';
import { linquantError } from '../errors.js';
import type { Mutable } from '../kernels.js';
import type { DataDtype, Dtype } from '../tables/dtypes.js';
import type { NewFloat32Array, NewInt32Array } from '../tables/new-arrays.js';
import type { AxisRangeInput, Range } from './min-max-types.js';

/**
 * Parameters along an axis as this package makes them.
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
 * The parameters that are chosen for a range: along an axis where the range is.
 *
 * @category Parameters
 */
export type ChosenFor<R, D extends Dtype> = R extends AxisRangeInput
  ? ChosenAxisParameters<D>
  : QuantizationParameters<D>;

/**
 * Chooses scale and zero point for values in `range`, which is first widened to hold 0.
 *
 * The default rule is PyTorch's MinMaxObserver, bit for bit: min, max and eps are rounded to float32, every
 * operation is one float32 operation, `min' = min(min, 0)`, `max' = max(max, 0)`;
 * - asymmetric: `scale = max((max' - min') / (qmax - qmin), eps)`, `zeroPoint = clamp(qmin - rne(min' / scale))`;
 * - symmetric: `scale = max(max(-min', max') / ((qmax - qmin) / 2), eps)`, zeroPoint 0 for signed dtypes and
 *   `ceil((qmin + qmax) / 2)` for unsigned ones.
 *
 * `{ rule: 'onnx' }` is ONNX DynamicQuantizeLinear: `scale = (max' - min') / 255`, 1 where that range is zero;
 * `zeroPoint = saturate(rne(0 - min' / scale))`.
 *
 * `{ rule: 'absmax' }` is the usual rule for embeddings and tokens, int8: `scale = max(max(-min', max') / 127, 2^-126)`,
 * 1 where that range is zero; zero point 0, codes -127..127.
 *
 * @param range - as {@link minMax} gives it: one, or one for each index or block of an axis, in typed or plain arrays
 * @param options - the dtype, and what differs from the defaults
 * @returns a new object, with the axis and block size of the range and new arrays where it has them; `qmin` and `qmax` only where they differ from the dtype's
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: the range is not finite or out of order, or its scale overflows
 * (with the onnx rule also: underflows to 0); `ERR_LINQUANT_INVALID_SCALE`: eps; `ERR_LINQUANT_INVALID_ZERO_POINT`: 0
 * outside qmin..qmax, where symmetric and signed; `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_INVALID_QRANGE`,
 * `ERR_LINQUANT_INVALID_OPTION`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
 * @category Parameters
 * @example
 * ```ts
 * import { chooseParameters } from 'linquant';
 *
 * chooseParameters({ min: -1, max: 1 }, { dtype: 'int8', scheme: 'symmetric' }); // { dtype: 'int8', scale: 0.0078431..., zeroPoint: 0 }
 * chooseParameters({ min: -1, max: 1 }, { rule: 'absmax' }); // { dtype: 'int8', scale: 0.0078740..., zeroPoint: 0, qmin: -127 }
 * ```
 */
export function chooseParameters<D extends DataDtype, R extends Range | AxisRangeInput>(
  range: R,
  options: ChooseOptions<D>,
): ChosenFor<R, D>;
/** By ONNX DynamicQuantizeLinear's rule, which is uint8 and asymmetric. */
export function chooseParameters<R extends Range | AxisRangeInput>(
  range: R,
  options: OnnxRuleOptions,
): ChosenFor<R, 'uint8'>;
/** By the absolute maximum, which is int8 and symmetric. */
export function chooseParameters<R extends Range | AxisRangeInput>(
  range: R,
  options: AbsmaxRuleOptions,
): ChosenFor<R, 'int8'>;
/** By a rule that is known at run time only. */
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
 * Chooses by options that were checked. min and max are float32.
 *
 * @param argument - names the range in errors
 * @param index - which of several ranges it is
 */
export function choose(argument: string, min: number, max: number, choice: Choice, index?: number): Affine {
  if (!(min <= max && min > -Infinity && max < Infinity)) {
    throw unfitRangeError(argument, 'finite in float32, with min <= max', min, max, index);
  }
  const affine = applyRule(min, max, choice);
  if (affine.scale > 0 && affine.scale < Infinity) return affine;
  throw unfitRangeError(argument, 'one whose scale is a positive finite float32', min, max, index);
}

/** Gives parameters `qmin` and `qmax` where they are not the dtype's own. */
export function tellBounds(
  parameters: Pick<Mutable<QuantizationParameters>, 'qmin' | 'qmax'>,
  { dtype, qmin, qmax }: Pick<Choice, 'dtype' | 'qmin' | 'qmax'>,
): void {
  if (qmin !== dtype.qmin) parameters.qmin = qmin;
  if (qmax !== dtype.qmax) parameters.qmax = qmax;
}

/** Of several ranges, the end that is to blame is named. */
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
