import { checkCount, checkFlag, checkOptions } from '../arguments/options.js';
import { linquantError } from '../errors.js';
import { types } from '../platform/node.js';
import { checkAnyScores } from './arrays.js';
import { Best } from './best.js';
import type { SearchResult } from './types.js';

/**
 * Options of {@link topK}.
 *
 * @category Search
 */
export interface TopKOptions {
  /** Whether larger scores are better: true unless given. */
  readonly largest?: boolean | undefined;
}

const optionNames: readonly string[] = ['largest'];

/** Scores that are handled at once. */
const step = 2 ** 15;

/**
 * Selects the k best of some scores, the best first; of equal scores the one with the lower index, NaN after all others.
 *
 * @param scores - the scores of one query, fewer than 2^32
 * @param k - how many, 1 or more; all where there are fewer
 * @param options - `largest`: whether larger scores are better, true unless given
 * @returns a new object with new arrays
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_INVALID_SHAPE`
 * @category Search
 * @example
 * ```ts
 * import { topK } from 'linquant/search';
 *
 * topK(Float64Array.of(0.1, 0.7, NaN, 0.7), 2).indices; // Uint32Array [ 1, 3 ]
 * topK(Float64Array.of(0.1, 0.7, NaN, 0.7), 2, { largest: false }).scores; // Float64Array [ 0.1, 0.7 ]
 * ```
 */
export function topK(scores: Float64Array | Float32Array, k: number, options?: TopKOptions): SearchResult;
export function topK(scores: unknown, k: unknown, options?: unknown): SearchResult {
  const { largest } = checkOptions(options, optionNames);
  const isLarger = largest === undefined || checkFlag('options.largest', largest);
  const wanted = checkCount('k', k, 1);
  const values = checkAnyScores('scores', scores);
  if (values.length >= 2 ** 32) throw countError(values.length);
  const count = Math.min(wanted, values.length);
  const indices = new Uint32Array(count);
  const found = new Float64Array(count);
  if (count > 0) {
    const best = new Best(1, count, isLarger);
    // A copy of float32, and of memory that another thread could change.
    const isOwn = values instanceof Float64Array && !types.isSharedArrayBuffer(values.buffer);
    for (let first = 0; first < values.length; first += step) {
      const part = values.subarray(first, first + step);
      best.add(isOwn ? (part as Float64Array) : new Float64Array(part), part.length, first, undefined);
    }
    best.write(indices, found, 0);
  }
  return { indices, scores: found, k: count, largest: isLarger };
}

function countError(count: number): Error {
  return linquantError('ERR_LINQUANT_INVALID_SHAPE', `scores must hold fewer than 2^32 scores; got ${count}`);
}
