import { type Dtype, type DtypeInfo, dtypes } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { clamp, fround, positiveZero, roundHalfEven } from './numerics.js';
import {
  checkBound,
  checkDtype,
  checkObject,
  checkOptions,
  checkOrder,
  checkScale,
  type QuantizationParameters,
  type Unchecked,
} from './parameters.js';
import type { Range } from './range.js';

/** How to choose scale and zero point. */
export interface ChooseOptions<D extends Dtype = Dtype> {
  /** The quantized type. */
  readonly dtype: D;
  /** 'asymmetric' (default) uses all codes for min..max; 'symmetric' puts 0.0 in the middle of the codes. */
  readonly scheme?: 'asymmetric' | 'symmetric' | undefined;
  /** 'observer' (default) is PyTorch's MinMaxObserver; see {@link OnnxRuleOptions} for the other. */
  readonly rule?: 'observer' | undefined;
  /** Drops one bit (int8: -64..63, uint8: 0..127), for kernels that add pairs of products in 16 bits. */
  readonly reduceRange?: boolean | undefined;
  /** Leaves out the lowest code (int8: -127..127). */
  readonly narrowRange?: boolean | undefined;
  /** The lowest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmin?: number | undefined;
  /** The highest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmax?: number | undefined;
  /** The smallest scale; default: 2^-23, the float32 machine epsilon. Used as the nearest float32. */
  readonly eps?: number | undefined;
}

/** Chooses as ONNX DynamicQuantizeLinear does: uint8, asymmetric, scale 1 for a range of zero. */
export interface OnnxRuleOptions {
  readonly rule: 'onnx';
  readonly dtype?: 'uint8' | undefined;
  readonly scheme?: 'asymmetric' | undefined;
}

/** The names that options for choosing parameters may hold. */
export const chooseOptionNames: readonly string[] = [
  'dtype',
  'scheme',
  'rule',
  'reduceRange',
  'narrowRange',
  'qmin',
  'qmax',
  'eps',
];

/** float32 machine epsilon, PyTorch's default for the smallest scale. */
const defaultEps = 2 ** -23;

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
): QuantizationParameters {
  const chooser = prepareChooser(checkChooseOptions(options, chooseOptionNames), 'range');
  const { min, max } = checkObject('range', range, 'an object with min and max, as minMax(x) gives it');
  return chooser(checkRangeBound('range.min', min), checkRangeBound('range.max', max));
}

/** Checks that options are an object, required here, and that they hold no other names. */
export function checkChooseOptions(options: unknown, names: readonly string[]): Unchecked {
  return checkOptions(checkObject('options', options, "an object with a dtype, or with rule 'onnx'"), names);
}

/** Gives the parameters for a range of float32 numbers. */
export type Chooser = (min: number, max: number) => QuantizationParameters;

/**
 * Checks the options once, so that nothing about them can fail after data was touched.
 *
 * @param argument - names the range in errors
 */
export function prepareChooser(options: Unchecked, argument: string): Chooser {
  const rule = checkWord('options.rule', options.rule, ['observer', 'onnx']);
  const scheme = checkWord('options.scheme', options.scheme, ['asymmetric', 'symmetric']);
  if (rule === 'onnx') {
    checkOnnxOptions(options, scheme);
    return (min, max) => chooseOnnx(min, max, argument);
  }
  const dtype = checkDtype('options.dtype', options.dtype);
  const { qmin, qmax } = codeRange(options, dtype);
  const eps = options.eps === undefined ? defaultEps : checkScale('options.eps', options.eps);
  const symmetricZero = dtype.signed ? 0 : Math.ceil((qmin + qmax) / 2);
  if (scheme === 'symmetric' && (symmetricZero < qmin || symmetricZero > qmax)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_ZERO_POINT',
      `the symmetric zero point of a signed dtype is 0; got options.qmin..qmax ${qmin}..${qmax} without it`,
    );
  }
  const name = options.dtype as Dtype;
  const bounds = {
    ...(qmin === dtype.qmin ? {} : { qmin }),
    ...(qmax === dtype.qmax ? {} : { qmax }),
  };
  return (min, max) => {
    const range = checkedRange(min, max, argument);
    const steps = scheme === 'symmetric' ? (qmax - qmin) / 2 : qmax - qmin;
    const extent = scheme === 'symmetric' ? Math.max(-range.min, range.max) : fround(range.max - range.min);
    const scale = checkedScale(Math.max(fround(extent / steps), eps), range, argument);
    const zeroPoint =
      scheme === 'symmetric'
        ? symmetricZero
        : clamp(qmin - roundHalfEven(fround(range.min / scale)), qmin, qmax);
    return { dtype: name, scale, zeroPoint, ...bounds };
  };
}

function chooseOnnx(min: number, max: number, argument: string): QuantizationParameters<'uint8'> {
  const { qmax } = dtypes.uint8;
  const range = checkedRange(min, max, argument);
  const extent = fround(range.max - range.min);
  const scale = extent === 0 ? 1 : checkedScale(fround(extent / qmax), range, argument);
  const zeroPoint = clamp(roundHalfEven(fround(0 - fround(range.min / scale))), 0, qmax);
  return { dtype: 'uint8', scale, zeroPoint: positiveZero(zeroPoint) };
}

/** The default may stand written out; anything else contradicts the rule. */
function checkOnnxOptions(options: Unchecked, scheme: string): void {
  const dtype = options.dtype ?? 'uint8';
  if (dtype !== 'uint8')
    throw argumentError('ERR_LINQUANT_INVALID_DTYPE', 'options.dtype', `'uint8' with rule 'onnx'`, dtype);
  const others = ['reduceRange', 'narrowRange', 'qmin', 'qmax', 'eps'];
  const given = scheme === 'symmetric' ? 'scheme' : others.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const allowed = "left out with rule 'onnx' (it is uint8 and asymmetric)";
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', `options.${given}`, allowed, options[given]);
}

/** The codes to use: the dtype's, reduced, narrowed, or the caller's own. */
function codeRange(options: Unchecked, dtype: DtypeInfo): { qmin: number; qmax: number } {
  const reduceRange = checkFlag('options.reduceRange', options.reduceRange);
  const narrowRange = checkFlag('options.narrowRange', options.narrowRange);
  const custom = options.qmin !== undefined || options.qmax !== undefined;
  if (custom && (reduceRange || narrowRange)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_OPTION',
      'options.qmin and options.qmax must be left out with reduceRange or narrowRange; got both',
    );
  }
  const factor = reduceRange ? 2 : 1;
  const lowest = Math.ceil(dtype.qmin / factor) + (narrowRange ? 1 : 0);
  const qmin = checkBound('options.qmin', options.qmin, dtype, lowest);
  const qmax = checkBound('options.qmax', options.qmax, dtype, Math.floor(dtype.qmax / factor));
  checkOrder('options', qmin, qmax);
  return { qmin, qmax };
}

function checkWord<T extends string>(argument: string, value: unknown, words: readonly [T, ...T[]]): T {
  if (value === undefined) return words[0];
  const known = words.find((word) => word === value);
  if (known !== undefined) return known;
  const code = typeof value === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, `one of ${words.join(', ')}`, value);
}

function checkFlag(argument: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'true or false', value);
}

function checkRangeBound(argument: string, value: unknown): number {
  if (typeof value === 'number') return fround(value);
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
