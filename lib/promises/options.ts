import { checkCallback, checkFlag, checkSignal } from '../arguments/options.js';
import { mostThreads } from '../backend/deferral.js';
import { argumentError } from '../errors.js';
import { isRevoked } from '../platform/engine-views.js';
import { builtIn, types } from '../platform/node.js';
import type { Progress } from './types.js';

/** The options of a promise, checked, and those of its namesake. */
export interface Asked {
  /** The options without those below; what was given where it is no object, or has none of them. */
  readonly rest: unknown;
  readonly signal: AbortSignal | undefined;
  /** Undefined for 'auto'. */
  readonly threads: number | undefined;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly transfer: boolean;
}

const own: readonly string[] = ['signal', 'threads', 'onProgress', 'transfer'];

/**
 * Takes the options of promises out; the namesake checks the others. Getters run here, once.
 *
 * @param names - those that are taken
 */
export function takeOptions(options: unknown, names = own): Asked {
  if (typeof options !== 'object' || options === null || !hasNames(options, names)) {
    return { rest: options, signal: undefined, threads: undefined, onProgress: undefined, transfer: false };
  }
  const rest: Record<string, unknown> = {};
  const taken: Record<string, unknown> = {};
  for (const name in options) {
    (names.includes(name) ? taken : rest)[name] = (options as Record<string, unknown>)[name];
  }
  return {
    rest,
    signal: checkSignal(taken.signal),
    threads: checkThreads(taken.threads),
    onProgress: checkCallback('options.onProgress', taken.onProgress),
    transfer: checkFlag('options.transfer', taken.transfer),
  };
}

/** Also names that are inherited, as those of all options. Nothing is read yet. */
function hasNames(options: object, names: readonly string[]): boolean {
  try {
    for (const name of names) {
      // ArrayBuffers have a method of the name of an option.
      if (name in options && !(name === 'transfer' && types.isAnyArrayBuffer(options))) return true;
    }
    return false;
  } catch (error) {
    // The function has an error for a revoked proxy.
    if (isRevoked(options)) return false;
    throw error;
  }
}

function checkThreads(threads: unknown): number | undefined {
  if (threads === undefined || threads === 'auto') return undefined;
  const isCount = Number.isInteger(threads) && (threads as number) >= 1 && (threads as number) <= mostThreads;
  if (isCount) return threads as number;
  const code = typeof threads === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, 'options.threads', `'auto' or a whole number from 1 to ${mostThreads}`, threads);
}

/** The processors that this process may use. */
export const processors = Math.min(mostThreads, builtIn('node:os').availableParallelism());
