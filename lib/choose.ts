import type { Mutable } from './backend/backend.js';
import {
  type AbsmaxRuleOptions,
  type CheckedChoice,
  type ChooseOptions,
  checkChooseOptions,
  chooseOptionNames,
  type OnnxRuleOptions,
  type RuleOptions,
} from './choose-options.js';
import type { Dtype } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { checkObject, type QuantizationParameters } from './parameters.js';
import type { Range } from './range.js';
import { applyRule } from './rule.js';

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
 * @param range - as {@link minMax} gives it
 * @param options - the dtype, and what differs from the defaults
 * @returns a new object; `qmin` and `qmax` only where they differ from the dtype's
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
export function chooseParameters<D extends Dtype>(
  range: Range,
  options: ChooseOptions<D>,
): QuantizationParameters<D>;
/** By ONNX DynamicQuantizeLinear's rule, which is uint8 and asymmetric. */
export function chooseParameters(range: Range, options: OnnxRuleOptions): QuantizationParameters<'uint8'>;
/** By the absolute maximum, which is int8 and symmetric. */
export function chooseParameters(range: Range, options: AbsmaxRuleOptions): QuantizationParameters<'int8'>;
/** By a rule that is known at run time only. */
export function chooseParameters(range: Range, options: ChooseOptions | RuleOptions): QuantizationParameters;
export function chooseParameters(range: Range, options: ChooseOptions | RuleOptions): QuantizationParameters {
  const choice = checkChooseOptions(options, chooseOptionNames);
  const { min, max } = checkObject('range', range, 'an object with min and max, as minMax(x) gives it');
  return choose('range', checkRangeBound('range.min', min), checkRangeBound('range.max', max), choice);
}

/**
 * Chooses by options that were checked. min and max are float32.
 *
 * @param argument - names the range in errors
 */
export function choose(
  argument: string,
  min: number,
  max: number,
  choice: CheckedChoice,
): QuantizationParameters {
  if (!(min <= max && min > -Infinity && max < Infinity)) {
    throw rangeError(argument, 'finite in float32, with min <= max', min, max);
  }
  const { scale, zeroPoint } = applyRule(min, max, choice);
  if (!(scale > 0 && scale < Infinity)) {
    throw rangeError(argument, 'one whose scale is a positive finite float32', min, max);
  }
  const parameters: Mutable<QuantizationParameters> = { dtype: choice.dtype.name, scale, zeroPoint };
  tellBounds(parameters, choice);
  return parameters;
}

/** Gives parameters `qmin` and `qmax` where they are not the dtype's own. */
export function tellBounds(
  parameters: { qmin?: number; qmax?: number },
  { dtype, qmin, qmax }: Pick<CheckedChoice, 'dtype' | 'qmin' | 'qmax'>,
): void {
  if (qmin !== dtype.qmin) parameters.qmin = qmin;
  if (qmax !== dtype.qmax) parameters.qmax = qmax;
}

function checkRangeBound(argument: string, value: unknown): number {
  if (typeof value === 'number') return Math.fround(value);
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a number, as minMax(x) gives it', value);
}

function rangeError(argument: string, allowed: string, min: number, max: number): Error {
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${argument} must be ${allowed}; got min ${min}, max ${max}`,
  );
}
