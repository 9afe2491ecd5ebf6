import { checkChoice, choiceNames } from '../arguments/choice.js';
import type { ChooseOptions, FewerCodes, ObserverOptions, OwnCodes } from '../arguments/choice-types.js';
import { checkLeftOut, checkOptions, checkWord, type Unchecked } from '../arguments/options.js';
import { argumentError } from '../errors.js';
import type { DataDtype } from '../tables/dtypes.js';
import type { Bins, Ends } from './bins.js';
import { entropyRange } from './entropy.js';
import { mseRange } from './mse.js';
import { percentileRange } from './percentile.js';

/**
 * How a range follows from a histogram.
 *
 * @category Calibration
 */
export interface MethodOptions {
  /**
   * - 'minmax' (default): minimum and maximum
   * - 'percentile': leaves out the outermost elements; the ends are edges of bins
   * - 'mse': the least squared error of the codes; needs `dtype` or a `rule`
   * - 'entropy': the least divergence of 128 levels, as ONNX Runtime
   */
  readonly method?: 'minmax' | 'percentile' | 'mse' | 'entropy' | undefined;
  /** With 'percentile': how many percent of the elements are kept, above 0 to 100; default: 99.999, as in ONNX Runtime. */
  readonly percentile?: number | undefined;
}

/**
 * A method, and the options for choosing parameters, by which 'percentile' knows the scheme and 'mse' the codes.
 *
 * @category Calibration
 */
export type HistogramRangeOptions = MethodOptions & {
  /** As in {@link ChooseOptions}; needed by 'mse'. */
  readonly dtype?: DataDtype | undefined;
  /** 'asymmetric' unless given or fixed by the rule. */
  readonly scheme?: ObserverOptions['scheme'];
  /** As in chooseParameters. */
  readonly rule?: 'observer' | 'onnx' | 'absmax' | undefined;
  /** As in {@link ChooseOptions}. */
  readonly eps?: number | undefined;
} & (FewerCodes | OwnCodes);

const methods = ['minmax', 'percentile', 'mse', 'entropy'] as const;
const methodNames: readonly string[] = ['method', 'percentile'];
const names: readonly string[] = [...methodNames, ...choiceNames];
const schemes = ['asymmetric', 'symmetric'] as const;

/** Finds the range of a histogram. */
export type Method = (bins: Bins) => Ends;

/** Checks the options of a method. Each is read once; `choice` are those for chooseParameters. */
export function checkMethod(options: unknown): { readonly find: Method; readonly choice: ChooseOptions } {
  const given = checkOptions(options, names);
  const copy: Record<string, unknown> = {};
  for (const name of names) {
    const value = given[name];
    if (value !== undefined) copy[name] = value;
  }
  const { method, percentile, ...choice } = copy;
  const name = checkWord('options.method', method, methods);
  if (name !== 'percentile') checkLeftOut(copy, ['percentile'], `method '${name}'`);
  return { find: methodOf(name, percentile, choice), choice: choice as unknown as ChooseOptions };
}

function methodOf(name: (typeof methods)[number], percentile: unknown, choice: Unchecked): Method {
  if (name === 'minmax') return ({ min, max }) => ({ min, max });
  if (name === 'entropy') return entropyRange;
  if (name === 'percentile') {
    const kept = checkPercentile(percentile);
    const symmetric = isSymmetric(choice);
    return (bins) => percentileRange(bins, kept, symmetric);
  }
  const checked = chosen(choice);
  return (bins) => mseRange(bins, checked);
}

function chosen(options: Unchecked) {
  const { dtype, scheme, rule, reduceRange, narrowRange, qmin, qmax, eps } = options;
  return checkChoice(dtype, scheme, rule, reduceRange, narrowRange, qmin, qmax, eps);
}

function isSymmetric(options: Unchecked): boolean {
  const { dtype, rule, scheme } = options;
  if (dtype !== undefined || rule !== undefined) return chosen(options).symmetric;
  return checkWord('options.scheme', scheme, schemes) === 'symmetric';
}

function checkPercentile(value: unknown): number {
  if (value === undefined) return 99.999;
  if (typeof value === 'number' && value > 0 && value <= 100) return value;
  const code = typeof value === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, 'options.percentile', 'a number above 0, up to 100', value);
}
