import { atOnce } from '../embeddings/files/piece-work.js';
import { type SearchFileOptions, searchFileBy } from '../embeddings/files/search-file.js';
import type { SearchCorpus, SearchResult } from '../search/types.js';
import { vectorWork } from './in-files.js';
import { takeOptions } from './options.js';
import { snapshotOf } from './snapshot.js';
import type { ThreadsOption } from './types.js';

/**
 * Finds the k nearest rows of each query in a file as `searchFile` of `linquant/embeddings` does, with threads that search the pieces, so that the
 * event loop goes on.
 *
 * @param path - as there
 * @param queries - as there
 * @param options - those of there, and {@link ThreadsOption}
 * @returns a promise of what `searchFile` returns, the same numbers. Pieces are of 8 MiB instead of 2 unless `rows` is given. Rows are ranked again
 * (`oversampling`) on the main thread
 * @category Promises
 * @example
 * ```ts
 * import { searchFile } from 'linquant/promises';
 * import { openNpy } from 'linquant/formats';
 *
 * const path = 'examples/data/word-vectors.npy';
 * const file = await openNpy(path);
 * const queries = (await file.rows(7, 9)).toFloat32Array();
 * await file.close();
 *
 * const { indices } = await searchFile(path, queries, { k: 3, threads: 2 });
 * console.log(indices[0], indices[3]); // 7 8
 * ```
 */
export async function searchFile(
  path: string,
  queries: SearchCorpus,
  options?: SearchFileOptions & ThreadsOption,
): Promise<SearchResult>;
export async function searchFile(path: unknown, queries: unknown, options?: unknown): Promise<SearchResult> {
  const { rest, threads, signal } = takeOptions(options, ['threads', 'signal']);
  const snapshot = snapshotOf([queries, rest], () => undefined);
  // What memory a proxy or an object of a class has, nobody can know.
  if (snapshot === undefined) return searchFileBy(path, queries, withSignal(rest, signal), atOnce);
  const [own, others] = snapshot.arguments;
  return searchFileBy(path, own, withSignal(others, signal), vectorWork(threads, snapshot.known));
}

function withSignal(options: unknown, signal: AbortSignal | undefined): unknown {
  return signal === undefined ? options : Object.assign(Object.create(null), options, { signal });
}
