import { type Dtype, type DtypeInfo, dtypes } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import {
  checkBound,
  checkDtype,
  checkObject,
  checkOptions,
  checkOrder,
  checkScale,
  type Unchecked,
} from './parameters.js';

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

/** Options after checking. Each was read once. */
export interface CheckedChoice {
  readonly rule: 'observer' | 'onnx';
  readonly symmetric: boolean;
  readonly dtype: DtypeInfo;
  readonly qmin: number;
  readonly qmax: number;
  readonly eps: number;
  /** `options.out`, unchecked. */
  readonly out: unknown;
}

/** float32 machine epsilon, PyTorch's default for the smallest scale. */
const defaultEps = 2 ** -23;

/**
 * Checks the options for choosing parameters, so that nothing about them can fail after data was touched. Each is
 * read once.
 *
 * @param names - the names that the options may hold
 */
export function checkChooseOptions(value: unknown, names: readonly string[]): CheckedChoice {
  const given = checkObject('options', value, "an object with a dtype, or with rule 'onnx'");
  const options = checkOptions(given, names);
  const rule = checkWord('options.rule', options.rule, ['observer', 'onnx']);
  const symmetric = checkWord('options.scheme', options.scheme, ['asymmetric', 'symmetric']) === 'symmetric';
  if (rule === 'onnx') {
    checkOnnxOptions(options, symmetric);
    const dtype = dtypes.uint8;
    const { qmin, qmax } = dtype;
    return { rule, symmetric, dtype, qmin, qmax, eps: defaultEps, out: options.out };
  }
  const dtype = checkDtype('options.dtype', options.dtype);
  const { qmin, qmax } = checkCodeRange(options, dtype);
  if (symmetric && dtype.signed && (qmin > 0 || qmax < 0)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_ZERO_POINT',
      `options.qmin..qmax must hold 0, the symmetric zero point of a signed dtype; got ${qmin}..${qmax}`,
    );
  }
  const { eps, out } = options;
  const smallest = eps === undefined ? defaultEps : checkScale('options.eps', eps);
  return { rule, symmetric, dtype, qmin, qmax, eps: smallest, out };
}

/** What rule 'onnx' leaves no choice about. */
const observerOptionNames = chooseOptionNames.filter((name) => !['dtype', 'scheme', 'rule'].includes(name));

/** The default may stand written out; anything else contradicts the rule. */
function checkOnnxOptions(options: Unchecked, symmetric: boolean): void {
  const { dtype } = options;
  if (dtype !== undefined && checkDtype('options.dtype', dtype) !== dtypes.uint8) {
    throw argumentError('ERR_LINQUANT_INVALID_DTYPE', 'options.dtype', "'uint8' with rule 'onnx'", dtype);
  }
  if (symmetric) throw onnxError('scheme', 'symmetric');
  for (const name of observerOptionNames) {
    const value = options[name];
    if (value !== undefined) throw onnxError(name, value);
  }
}

function onnxError(name: string, value: unknown): Error {
  const allowed = "left out with rule 'onnx' (it is uint8 and asymmetric)";
  return argumentError('ERR_LINQUANT_INVALID_OPTION', `options.${name}`, allowed, value);
}

/** The codes to use: the dtype's, reduced, narrowed, or the caller's own. */
function checkCodeRange(options: Unchecked, dtype: DtypeInfo): { qmin: number; qmax: number } {
  const reduceRange = checkFlag('options.reduceRange', options.reduceRange);
  const narrowRange = checkFlag('options.narrowRange', options.narrowRange);
  const { qmin: low, qmax: high } = options;
  const custom = low !== undefined || high !== undefined;
  if (custom && (reduceRange || narrowRange)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_OPTION',
      'options.qmin and options.qmax must be left out with reduceRange or narrowRange; got both',
    );
  }
  const factor = reduceRange ? 2 : 1;
  const lowest = Math.ceil(dtype.qmin / factor) + (narrowRange ? 1 : 0);
  const qmin = checkBound('options.qmin', low, dtype, lowest);
  const qmax = checkBound('options.qmax', high, dtype, Math.floor(dtype.qmax / factor));
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
