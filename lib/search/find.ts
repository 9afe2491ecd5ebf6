import { Best } from './best.js';
import { mostQueries } from './blocks.js';
import { keptMemory } from './kept.js';
import { Scorer } from './scorer.js';
import type { Scoring } from './scoring.js';

/** Results of all queries, [queries, k]. */
export interface Found {
  readonly indices: Uint32Array;
  readonly scores: Float64Array;
}

/** Does searches elsewhere. */
export interface SearchHandler {
  readonly find: typeof findBest;
  readonly rank: typeof rankAgain;
  readonly score: typeof scoreAll;
}

let handler: SearchHandler | undefined;

/** Until it is called with undefined, searches are handed to `given`. What it throws is thrown by them. */
export function interceptSearches(given: SearchHandler | undefined): void {
  handler = given;
}

/**
 * Finds the best k rows of each query: some queries at a time meet the rows block by block.
 *
 * @param list - the rows that may be found, ascending; undefined for all
 * @param k - at most as many as there are such rows
 */
export function findBest(scoring: Scoring, list: Uint32Array | undefined, k: number): Found {
  if (handler !== undefined) return handler.find(scoring, list, k);
  const { queries } = scoring;
  const found = noneFound(queries, k);
  if (k === 0) return found;
  const rows = list?.length ?? scoring.rows;
  for (let first = 0; first < queries; first += mostQueries) {
    const count = Math.min(mostQueries, queries - first);
    const best = new Best(count, k, scoring.isLarger);
    forEachBlock(new Scorer(scoring, first, count, rows), list, rows, (scores, length, row, part) =>
      best.add(scores, length, row, part),
    );
    best.write(found.indices, found.scores, first * k);
  }
  return found;
}

/**
 * Ranks rows that were found again, by another scoring.
 *
 * @param candidates - for each query as many rows
 * @param k - at most as many as these
 */
export function rankAgain(scoring: Scoring, candidates: Uint32Array, k: number): Found {
  if (handler !== undefined) return handler.rank(scoring, candidates, k);
  const { queries } = scoring;
  const found = noneFound(queries, k);
  if (k === 0) return found;
  const count = candidates.length / queries;
  for (let query = 0; query < queries; query++) {
    const list = candidates.slice(query * count, (query + 1) * count).sort();
    const best = new Best(1, k, scoring.isLarger);
    forEachBlock(new Scorer(scoring, query, 1, count), list, count, (scores, length, row, part) =>
      best.add(scores, length, row, part),
    );
    best.write(found.indices, found.scores, query * k);
  }
  return found;
}

/** Results that are to be written. */
export function noneFound(queries: number, k: number): Found {
  return { indices: new Uint32Array(queries * k), scores: new Float64Array(queries * k) };
}

/**
 * Scores all rows with all queries.
 *
 * @param all - [queries, rows]
 */
export function scoreAll(scoring: Scoring, all: Float64Array | Float32Array): void {
  if (handler !== undefined) {
    handler.score(scoring, all);
    return;
  }
  const { queries, rows } = scoring;
  for (let first = 0; first < queries; first += mostQueries) {
    const count = Math.min(mostQueries, queries - first);
    forEachBlock(new Scorer(scoring, first, count, rows), undefined, rows, (scores, length, row) =>
      putScores(all, scores, count, length, rows, first, row),
    );
  }
}

/** Puts a block of scores, [count, length], where it belongs in those of `rows` rows. */
export function putScores(
  all: Float64Array | Float32Array,
  scores: Float64Array,
  count: number,
  length: number,
  rows: number,
  first: number,
  row: number,
): void {
  for (let query = 0; query < count; query++) {
    all.set(scores.subarray(query * length, (query + 1) * length), (first + query) * rows + row);
  }
}

/** Scores block by block. `first` is the block's place among the rows, or among those of the list. */
export function forEachBlock(
  scorer: Scorer,
  list: Uint32Array | undefined,
  rows: number,
  use: (scores: Float64Array, length: number, first: number, part: Uint32Array | undefined) => void,
): void {
  const step = scorer.blockRows;
  const scores = keptMemory.scores.take(scorer.queries * step);
  for (let first = 0; first < rows; first += step) {
    const length = Math.min(step, rows - first);
    const block = length === step ? scores : scores.subarray(0, scorer.queries * length);
    const part = list?.subarray(first, first + length);
    scorer.score(first, length, part, block);
    use(block, length, first, part);
  }
}
