import { Best } from './best.js';
import { mostQueries } from './blocks.js';
import { Kept } from './kept.js';
import { Scorer } from './scorer.js';
import type { Scoring } from './scoring.js';

const scoresMemory = new Kept(Float64Array);

/** Results of all queries, [queries, k]. */
export interface Found {
  readonly indices: Uint32Array;
  readonly scores: Float64Array;
}

/**
 * Finds the best k rows of each query: some queries at a time meet the rows block by block.
 *
 * @param list - the rows that may be found, ascending; undefined for all
 * @param k - at most as many as there are such rows
 */
export function findBest(scoring: Scoring, list: Uint32Array | undefined, k: number): Found {
  const { queries } = scoring;
  const found = { indices: new Uint32Array(queries * k), scores: new Float64Array(queries * k) };
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
  const { queries } = scoring;
  const found = { indices: new Uint32Array(queries * k), scores: new Float64Array(queries * k) };
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

/** Scores block by block. `first` is the block's place among the rows, or among those of the list. */
export function forEachBlock(
  scorer: Scorer,
  list: Uint32Array | undefined,
  rows: number,
  use: (scores: Float64Array, length: number, first: number, part: Uint32Array | undefined) => void,
): void {
  const step = scorer.blockRows;
  const scores = scoresMemory.take(scorer.queries * step);
  for (let first = 0; first < rows; first += step) {
    const length = Math.min(step, rows - first);
    const block = length === step ? scores : scores.subarray(0, scorer.queries * length);
    const part = list?.subarray(first, first + length);
    scorer.score(first, length, part, block);
    use(block, length, first, part);
  }
}
