import type { Rule } from '../arithmetic/affine-of-range.js';
import { argumentError, linquantError } from '../errors.js';
import { type DataDtype, type DtypeInfo, dtypes } from '../tables/dtypes.js';
import {
  checkBound,
  checkDataDtype,
  checkDtype,
  checkFlag,
  checkObject,
  checkOptions,
  checkOrder,
  checkScale,
  checkWord,
  type Unchecked,
} from './options.js';

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
export interface CheckedChoice extends Rule {
  readonly dtype: DtypeInfo;
  /** `options.out`, unchecked. */
  readonly out: unknown;
  /** `options.shape`, unchecked. */
  readonly shape: unknown;
  /** `options.axis`, unchecked. */
  readonly axis: unknown;
  /** `options.blockSize`, unchecked. */
  readonly blockSize: unknown;
  /** `options.floatType`, unchecked. */
  readonly floatType: unknown;
}

/** float32 machine epsilon, PyTorch's default for the smallest scale. */
const defaultEps = 2 ** -23;

/** The rules that leave no choice: everything about them, and the one dtype and scheme that may stand written out. */
const fixedRules = {
  onnx: {
    dtype: dtypes.uint8,
    rule: { symmetric: false, zeroPoint: 0, qmin: 0, qmax: 255, eps: 0, scaleOfZero: 1 },
  },
  absmax: {
    dtype: dtypes.int8,
    rule: { symmetric: true, zeroPoint: 0, qmin: -127, qmax: 127, eps: 2 ** -126, scaleOfZero: 1 },
  },
} as const satisfies Record<string, { dtype: DtypeInfo; rule: Rule }>;

const ruleNames = ['observer', 'onnx', 'absmax'] as const satisfies readonly (
  | 'observer'
  | keyof typeof fixedRules
)[];

/**
 * Checks the options for choosing parameters, so that nothing about them can fail after data was touched. Each is
 * read once.
 *
 * @param names - the names that the options may hold
 */
export function checkChooseOptions(value: unknown, names: readonly string[]): CheckedChoice {
  const given = checkObject('options', value, "an object with a dtype, or with rule 'onnx' or 'absmax'");
  const options = checkOptions(given, names);
  const name = checkWord('options.rule', options.rule, ruleNames);
  if (name !== 'observer') return checkFixedRule(name, options);
  const symmetric = checkWord('options.scheme', options.scheme, ['asymmetric', 'symmetric']) === 'symmetric';
  const dtype = checkDataDtype('options.dtype', checkDtype('options.dtype', options.dtype));
  const { qmin, qmax } = checkCodeRange(options, dtype);
  if (symmetric && dtype.signed && (qmin > 0 || qmax < 0)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_ZERO_POINT',
      `options.qmin..qmax must hold 0, the symmetric zero point of a signed dtype; got ${qmin}..${qmax}`,
    );
  }
  const { eps, out, shape, axis, blockSize, floatType } = options;
  const smallest = eps === undefined ? defaultEps : checkScale('options.eps', eps);
  const zeroPoint = dtype.signed ? 0 : Math.ceil((qmin + qmax) / 2);
  return {
    symmetric,
    zeroPoint,
    qmin,
    qmax,
    eps: smallest,
    scaleOfZero: 0,
    dtype,
    out,
    shape,
    axis,
    blockSize,
    floatType,
  };
}

/** What the other rules leave no choice about. */
const observerOptionNames = chooseOptionNames.filter((name) => !['dtype', 'scheme', 'rule'].includes(name));

/** What the rule has anyway may stand written out; anything else contradicts it. */
function checkFixedRule(name: keyof typeof fixedRules, options: Unchecked): CheckedChoice {
  const { rule, dtype } = fixedRules[name];
  const { dtype: givenDtype, scheme, out, shape, axis, blockSize, floatType } = options;
  if (givenDtype !== undefined && checkDtype('options.dtype', givenDtype) !== dtype) {
    const allowed = `'${dtype.name}' with rule '${name}'`;
    throw argumentError('ERR_LINQUANT_INVALID_DTYPE', 'options.dtype', allowed, givenDtype);
  }
  const own = rule.symmetric ? 'symmetric' : 'asymmetric';
  const others =
    scheme === undefined ? own : checkWord('options.scheme', scheme, ['asymmetric', 'symmetric']);
  if (others !== own) throw contradiction('scheme', name, others);
  for (const option of observerOptionNames) {
    const value = options[option];
    if (value !== undefined) throw contradiction(option, name, value);
  }
  // Written out: to spread the rule would take ten times as long as the rest of the call.
  const { symmetric, zeroPoint, qmin, qmax, eps, scaleOfZero } = rule;
  return {
    symmetric,
    zeroPoint,
    qmin,
    qmax,
    eps,
    scaleOfZero,
    dtype,
    out,
    shape,
    axis,
    blockSize,
    floatType,
  };
}

function contradiction(option: string, rule: keyof typeof fixedRules, value: unknown): Error {
  const { dtype, rule: fixed } = fixedRules[rule];
  const allowed = `left out with rule '${rule}' (it is ${dtype.name} and ${fixed.symmetric ? 'symmetric' : 'asymmetric'})`;
  return argumentError('ERR_LINQUANT_INVALID_OPTION', `options.${option}`, allowed, value);
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

/**
 * How to choose scale and zero point.
 *
 * @category Parameters
 */
export type ChooseOptions<D extends DataDtype = DataDtype> = ObserverOptions<D> & (FewerCodes | OwnCodes);

/**
 * How to choose scale and zero point, whatever the codes in use.
 *
 * @category Parameters
 */
export interface ObserverOptions<D extends DataDtype = DataDtype> {
  /** The quantized type; int32 is not for data. */
  readonly dtype: D;
  /** 'asymmetric' (default) uses all codes for min..max; 'symmetric' puts 0.0 in the middle of the codes. */
  readonly scheme?: 'asymmetric' | 'symmetric' | undefined;
  /** 'observer' (default) is PyTorch's MinMaxObserver; see {@link RuleOptions} for the others. */
  readonly rule?: 'observer' | undefined;
  /** The smallest scale; default: 2^-23, the float32 machine epsilon. Used as the nearest float32. */
  readonly eps?: number | undefined;
}

/**
 * The codes to use: those of the dtype, or fewer by a rule.
 *
 * @category Parameters
 */
export interface FewerCodes {
  /** Drops one bit (int8: -64..63, uint8: 0..127), for kernels that add pairs of products in 16 bits. */
  readonly reduceRange?: boolean | undefined;
  /** Leaves out the lowest code (int8: -127..127). */
  readonly narrowRange?: boolean | undefined;
  /** Excluded by a rule. */
  readonly qmin?: undefined;
  /** Excluded by a rule. */
  readonly qmax?: undefined;
}

/**
 * The codes to use, by the caller's own bounds.
 *
 * @category Parameters
 */
export interface OwnCodes {
  /** The lowest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmin?: number | undefined;
  /** The highest code to use; default: the dtype's. Excludes `reduceRange` and `narrowRange`. */
  readonly qmax?: number | undefined;
  /** Excluded by bounds. */
  readonly reduceRange?: false | undefined;
  /** Excluded by bounds. */
  readonly narrowRange?: false | undefined;
}

/**
 * Chooses as ONNX DynamicQuantizeLinear does: uint8, asymmetric, scale 1 for a range of zero.
 *
 * @category Parameters
 */
export interface OnnxRuleOptions {
  /** Names this rule. */
  readonly rule: 'onnx';
  /** May be given, but is settled. */
  readonly dtype?: 'uint8' | undefined;
  /** May be given, but is settled. */
  readonly scheme?: 'asymmetric' | undefined;
}

/**
 * Chooses by the absolute maximum over 127: int8, symmetric, codes -127..127, scale 1 for a range of zero.
 *
 * @category Parameters
 */
export interface AbsmaxRuleOptions {
  /** Names this rule. */
  readonly rule: 'absmax';
  /** May be given, but is settled. */
  readonly dtype?: 'int8' | undefined;
  /** May be given, but is settled. */
  readonly scheme?: 'symmetric' | undefined;
}

/**
 * The rules that leave no choice about codes and scheme.
 *
 * @category Parameters
 */
export type RuleOptions = OnnxRuleOptions | AbsmaxRuleOptions;
