import { scoreEmbeddings as scoreEmbeddingsNow } from '../search/score-embeddings.js';
import type { ScoreOptions, SearchCorpus } from '../search/types.js';
import type { NewFloat64Array, OutOr } from '../tables/new-arrays.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Scores all rows with all queries as `scoreEmbeddings` of `linquant/search` does, off the event loop or in slices: see
 * {@link PromiseOptions}. Threads work where the corpus, and `out` where it is given, are on SharedArrayBuffers, or with `transfer`, which leaves the
 * queries where they are.
 *
 * @typeParam O - the type of `out`
 * @typeParam C - the type of the corpus
 * @typeParam Q - the type of the queries
 * @typeParam T - whether memory is taken over
 * @param corpus - as there. It must stay as it is until the promise settles
 * @param queries - as there
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
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
export function scoreEmbeddings<
  O extends Float64Array | Float32Array | undefined = undefined,
  C extends SearchCorpus = SearchCorpus,
  Q extends SearchCorpus = SearchCorpus,
  T extends boolean = false,
>(
  corpus: C,
  queries: Q,
  options: ScoreOptions & PromiseOptions & TransferOption<T> & { readonly out?: O },
): PromiseOf<T, OutOr<O, NewFloat64Array>, Record<'corpus', C> & Record<'queries', Q>>;
export function scoreEmbeddings(corpus: unknown, queries: unknown, options: unknown): Promise<unknown> {
  const run = scoreEmbeddingsNow as (corpus: never, queries: never, options: never) => unknown;
  return later(run, ['corpus', 'queries'], [corpus, queries, options], undefined, () => false);
}
