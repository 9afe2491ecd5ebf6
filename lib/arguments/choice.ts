import type { Choice } from '../arithmetic/affine-of-range.js';
import { argumentError, linquantError } from '../errors.js';
import { type Dtype, type DtypeInfo, dataDtypeNames, dtypeNamed, dtypes } from '../tables/dtypes.js';
import {
  checkBound,
  checkDataDtype,
  checkDtype,
  checkFlag,
  checkOrder,
  checkScale,
  checkWord,
} from './options.js';

/** The options for choosing parameters, in the order of {@link checkChoice}. */
export const choiceNames: readonly string[] = [
  'dtype',
  'scheme',
  'rule',
  'reduceRange',
  'narrowRange',
  'qmin',
  'qmax',
  'eps',
];

/** What the options must be, for messages. */
export const choiceAllowed = "an object with a dtype, or with rule 'onnx' or 'absmax'";

/** How parameters are chosen, with the dtype that they are for. */
export interface DtypeChoice extends Choice {
  readonly dtype: DtypeInfo;
}

/** float32 machine epsilon, PyTorch's default for the smallest scale. */
const defaultEps = 2 ** -23;

const schemes = ['asymmetric', 'symmetric'] as const;
const ruleNames = ['observer', 'onnx', 'absmax'] as const;

/** The rules without further options. */
export const fixedRules: Readonly<Record<'onnx' | 'absmax', DtypeChoice>> = {
  onnx: { dtype: dtypes.uint8, symmetric: false, zeroPoint: 0, qmin: 0, qmax: 255, eps: 0, scaleOfZero: 1 },
  absmax: {
    dtype: dtypes.int8,
    symmetric: true,
    zeroPoint: 0,
    qmin: -127,
    qmax: 127,
    eps: 2 ** -126,
    scaleOfZero: 1,
  },
};

function observerChoice(
  dtype: DtypeInfo,
  symmetric: boolean,
  qmin: number,
  qmax: number,
  eps: number,
): DtypeChoice {
  const zeroPoint = dtype.signed ? 0 : Math.ceil((qmin + qmax) / 2);
  return { dtype, symmetric, zeroPoint, qmin, qmax, eps, scaleOfZero: 0 };
}

/** The choices with all codes of a dtype and the default eps, for each dtype asymmetric and symmetric. Made once, not for each call. */
const usualChoices = Object.fromEntries(
  Object.values(dtypes).map((dtype) => [
    dtype.name,
    [false, true].map((symmetric) => observerChoice(dtype, symmetric, dtype.qmin, dtype.qmax, defaultEps)),
  ]),
) as unknown as Readonly<Record<Dtype, readonly [DtypeChoice, DtypeChoice]>>;

/**
 * Checks the options for choosing parameters. They are separate arguments because each caller reads them from its own options:
 * a shared function that read the object would meet many hidden classes, and its inline caches would become megamorphic.
 */
export function checkChoice(
  dtype: unknown,
  scheme: unknown,
  rule: unknown,
  reduceRange: unknown,
  narrowRange: unknown,
  qmin: unknown,
  qmax: unknown,
  eps: unknown,
): DtypeChoice {
  const name = checkWord('options.rule', rule, ruleNames);
  const isUsual =
    reduceRange === undefined &&
    narrowRange === undefined &&
    qmin === undefined &&
    qmax === undefined &&
    eps === undefined;
  if (name !== 'observer') {
    if (!isUsual) throwContradiction(name, { reduceRange, narrowRange, qmin, qmax, eps });
    return checkFixedRule(name, dtype, scheme);
  }
  const symmetric = checkWord('options.scheme', scheme, schemes) === 'symmetric';
  const info = checkDataDtype('options.dtype', checkDtype('options.dtype', dtype, dataDtypeNames));
  if (symmetric && info.bits === 1) throwOneBit(scheme);
  if (isUsual) return usualChoices[info.name][symmetric ? 1 : 0];
  return checkUnusual(info, symmetric, reduceRange, narrowRange, qmin, qmax, eps);
}

/** The formula's zero point for uint1 would be 1: every positive number would get the code of 0. */
function throwOneBit(scheme: unknown): never {
  const allowed = "'asymmetric' with dtype 'uint1', whose two codes leave no zero point in their middle";
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.scheme', allowed, scheme);
}

/** The choice with `reduceRange`, `narrowRange`, `qmin`, `qmax` or `eps`. */
function checkUnusual(
  dtype: DtypeInfo,
  symmetric: boolean,
  reduceRange: unknown,
  narrowRange: unknown,
  low: unknown,
  high: unknown,
  eps: unknown,
): DtypeChoice {
  const isReduced = checkFlag('options.reduceRange', reduceRange);
  const isNarrow = checkFlag('options.narrowRange', narrowRange);
  const custom = low !== undefined || high !== undefined;
  if (custom && (isReduced || isNarrow)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_OPTION',
      'options.qmin and options.qmax must be left out with reduceRange or narrowRange; got both',
    );
  }
  const factor = isReduced ? 2 : 1;
  const lowest = Math.ceil(dtype.qmin / factor) + (isNarrow ? 1 : 0);
  const qmin = checkBound('options.qmin', low, dtype, lowest);
  const qmax = checkBound('options.qmax', high, dtype, Math.floor(dtype.qmax / factor));
  checkOrder('options', qmin, qmax, low, high);
  if (symmetric && dtype.signed && (qmin > 0 || qmax < 0)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_ZERO_POINT',
      `options.qmin..qmax must hold 0, the symmetric zero point of a signed dtype; got ${qmin}..${qmax}`,
    );
  }
  return observerChoice(
    dtype,
    symmetric,
    qmin,
    qmax,
    eps === undefined ? defaultEps : checkScale('options.eps', eps),
  );
}

/** Returns the choice of a fixed rule. `dtype` and `scheme` may be given if they are the rule's own. */
function checkFixedRule(rule: keyof typeof fixedRules, dtype: unknown, scheme: unknown): DtypeChoice {
  const choice = fixedRules[rule];
  if (dtype !== undefined && dtypeNamed(dtype) !== choice.dtype) {
    const code = typeof dtype === 'string' ? 'ERR_LINQUANT_INVALID_DTYPE' : 'ERR_LINQUANT_INVALID_TYPE';
    throw argumentError(code, 'options.dtype', `'${choice.dtype.name}' with rule '${rule}'`, dtype);
  }
  if (scheme !== undefined && scheme !== schemeOf(choice)) {
    const code = typeof scheme === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
    throw argumentError(code, 'options.scheme', `'${schemeOf(choice)}' with rule '${rule}'`, scheme);
  }
  return choice;
}

function schemeOf({ symmetric }: Choice) {
  return symmetric ? 'symmetric' : 'asymmetric';
}

function throwContradiction(
  rule: keyof typeof fixedRules,
  options: Readonly<Record<string, unknown>>,
): never {
  const [option, value] = Object.entries(options).find(([, value]) => value !== undefined)!;
  const choice = fixedRules[rule];
  const allowed = `left out with rule '${rule}' (it is ${choice.dtype.name} and ${schemeOf(choice)})`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', `options.${option}`, allowed, value);
}
