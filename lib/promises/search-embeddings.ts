import { searchEmbeddings as searchEmbeddingsNow } from '../search/search-embeddings.js';
import type { SearchCorpus, SearchOptions, SearchResult } from '../search/types.js';
import type { NewFloat64Array, NewUint32Array } from '../tables/new-arrays.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Finds the k nearest rows of each query as `searchEmbeddings` of `linquant/search` does, off the event loop or in slices: see
 * {@link PromiseOptions}. Threads work where the corpus is on a SharedArrayBuffer, and its parameters too where they are longer than 1 MiB;
 * or with `transfer`, which leaves the queries, `vectors` and `filter` where they are.
 *
 * @typeParam I - the type of `out.indices`
 * @typeParam S - the type of `out.scores`
 * @typeParam C - the type of the corpus
 * @typeParam Q - the type of the queries
 * @typeParam T - whether memory is taken over
 * @param corpus - as there. It must stay as it is until the promise settles
 * @param queries - as there
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `searchEmbeddings` returns, the same numbers. It rejects as that of {@link quantize}
 * @category Promises
 * @example
 * ```ts
 * import { searchEmbeddings } from 'linquant/promises';
 *
 * const x = Float32Array.of(1, 0, 0.6, 0.8, 0, 1, -1, 0); // four vectors of two dimensions
 * const { indices } = await searchEmbeddings(x, Float32Array.of(0.8, 0.6), { dimensions: 2, k: 2 });
 * console.log(indices); // Uint32Array(2) [ 1, 0 ]
 * ```
 */
export function searchEmbeddings<
  I extends Uint32Array = NewUint32Array,
  S extends Float64Array = NewFloat64Array,
  C extends SearchCorpus = SearchCorpus,
  Q extends SearchCorpus = SearchCorpus,
  T extends boolean = false,
>(
  corpus: C,
  queries: Q,
  options: SearchOptions<I, S> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, SearchResult<I, S>, Record<'corpus', C> & Record<'queries', Q>>;
export function searchEmbeddings(corpus: unknown, queries: unknown, options: unknown): Promise<unknown> {
  const run = searchEmbeddingsNow as (corpus: never, queries: never, options: never) => unknown;
  return later(run, ['corpus', 'queries'], [corpus, queries, options], undefined, () => false);
}
