import {
  type CheckedChoice,
  type ChooseOptions,
  checkChooseOptions,
  chooseOptionNames,
  type OnnxRuleOptions,
} from './choose-options.js';
import type { Dtype, DtypeInfo } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { clamp, positiveZero, roundHalfEven } from './numerics.js';
import { checkObject, type QuantizationParameters } from './parameters.js';
import type { Range } from './range.js';

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
 * @param range - as {@link minMax} gives it
 * @returns parameters with `qmin` and `qmax` only where they differ from the dtype's
 * @throws RangeError ERR_LINQUANT_INVALID_RANGE - range not finite or out of order, or a scale that overflows (with
 * the onnx rule also one that underflows to 0)
 * @throws RangeError ERR_LINQUANT_INVALID_DTYPE, _INVALID_QRANGE, _INVALID_SCALE (eps), _INVALID_ZERO_POINT
 * (symmetric and signed, 0 outside qmin..qmax), _INVALID_OPTION
 * @throws TypeError ERR_LINQUANT_INVALID_TYPE
 * @example
 * chooseParameters({ min: -1, max: 1 }, { dtype: 'int8', scheme: 'symmetric' });
 * // { dtype: 'int8', scale: 0.007843137718737125, zeroPoint: 0 }
 */
export function chooseParameters<D extends Dtype>(
  range: Range,
  options: ChooseOptions<D>,
): QuantizationParameters<D>;
export function chooseParameters(range: Range, options: OnnxRuleOptions): QuantizationParameters<'uint8'>;
export function chooseParameters(
  range: Range,
  options: ChooseOptions | OnnxRuleOptions,
): QuantizationParameters;
export function chooseParameters(
  range: Range,
  options: ChooseOptions | OnnxRuleOptions,
): QuantizationParameters {
  const choice = checkChooseOptions(options, chooseOptionNames);
  const { min, max } = checkObject('range', range, 'an object with min and max, as minMax(x) gives it');
  return choose('range', checkRangeBound('range.min', min), checkRangeBound('range.max', max), choice);
}

/**
 * Chooses by options that were checked. min, max and every operation are float32.
 *
 * @param argument - names the range in errors
 */
export function choose(
  argument: string,
  min: number,
  max: number,
  { rule, symmetric, dtype, qmin, qmax, eps }: CheckedChoice,
): QuantizationParameters {
  const range = checkedRange(min, max, argument);
  if (rule === 'onnx') return chooseOnnx(argument, range, qmax);
  const steps = symmetric ? (qmax - qmin) / 2 : qmax - qmin;
  const extent = symmetric ? Math.max(-range.min, range.max) : Math.fround(range.max - range.min);
  const scale = checkedScale(Math.max(Math.fround(extent / steps), eps), range, argument);
  const zeroPoint = symmetric
    ? symmetricZeroPoint(dtype, qmin, qmax)
    : clamp(qmin - roundHalfEven(Math.fround(range.min / scale)), qmin, qmax);
  const parameters: Mutable<QuantizationParameters> = { dtype: dtype.name, scale, zeroPoint };
  if (qmin !== dtype.qmin) parameters.qmin = qmin;
  if (qmax !== dtype.qmax) parameters.qmax = qmax;
  return parameters;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function symmetricZeroPoint(dtype: DtypeInfo, qmin: number, qmax: number): number {
  return dtype.signed ? 0 : Math.ceil((qmin + qmax) / 2);
}

function chooseOnnx(argument: string, range: Range, qmax: number): QuantizationParameters<'uint8'> {
  const extent = Math.fround(range.max - range.min);
  const scale = extent === 0 ? 1 : checkedScale(Math.fround(extent / qmax), range, argument);
  const zeroPoint = clamp(roundHalfEven(Math.fround(0 - Math.fround(range.min / scale))), 0, qmax);
  return { dtype: 'uint8', scale, zeroPoint: positiveZero(zeroPoint) };
}

function checkRangeBound(argument: string, value: unknown): number {
  if (typeof value === 'number') return Math.fround(value);
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a number, as minMax(x) gives it', value);
}

/** The range widened to hold 0; throws where it is no range. */
function checkedRange(min: number, max: number, argument: string): Range {
  if (min <= max && min > -Infinity && max < Infinity)
    return { min: Math.min(min, 0), max: Math.max(max, 0) };
  throw rangeError(argument, 'finite in float32, with min <= max', min, max);
}

function checkedScale(scale: number, { min, max }: Range, argument: string): number {
  if (scale > 0 && scale < Infinity) return scale;
  throw rangeError(argument, 'one whose scale is a positive finite float32', min, max);
}

function rangeError(argument: string, allowed: string, min: number, max: number): Error {
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${argument} must be ${allowed}; got min ${min}, max ${max}`,
  );
}
