import { scoreEmbeddings as scoreEmbeddingsNow } from '../search/score-embeddings.js';
import type { ScoreOptions, SearchCorpus } from '../search/types.js';
import type { NewFloat64Array, OutOr } from '../tables/new-arrays.js';
import { later } from './later.js';
import type { PromiseOptions } from './types.js';

/**
 * Scores all rows with all queries as `scoreEmbeddings` of `linquant/search` does, off the event loop or in slices: see
 * {@link PromiseOptions}. Threads work where the corpus, and `out` where it is given, are on SharedArrayBuffers.
 *
 * @typeParam O - the type of `out`
 * @param corpus - as there. It must stay as it is until the promise settles
 * @param queries - as there
 * @param options - those of there, and {@link PromiseOptions}
 * @returns a promise of what `scoreEmbeddings` returns, the same numbers. It rejects as that of {@link quantize}
 * @category Promises
 * @example
 * ```ts
 * import { scoreEmbeddings } from 'linquant/promises';
 *
 * const x = Float32Array.of(1, 0, 0, 1);
 * console.log(await scoreEmbeddings(x, Float32Array.of(3, 4), { dimensions: 2, metric: 'dot' })); // Float64Array(2) [ 3, 4 ]
 * ```
 */
export function scoreEmbeddings<O extends Float64Array | Float32Array | undefined = undefined>(
  corpus: SearchCorpus,
  queries: SearchCorpus,
  options: ScoreOptions & PromiseOptions & { readonly out?: O },
): Promise<OutOr<O, NewFloat64Array>>;
export function scoreEmbeddings(corpus: unknown, queries: unknown, options: unknown): Promise<unknown> {
  const run = scoreEmbeddingsNow as (corpus: never, queries: never, options: never) => unknown;
  return later(run, [corpus, queries, options], undefined, () => false);
}
