import { lengthOfArray } from '../arguments/arrays.js';
import { checkCount, checkFlag, checkReadable } from '../arguments/options.js';
import { argumentError, linquantError } from '../errors.js';
import { isArray } from '../platform/engine-views.js';
import { checkIndices, checkScores } from './arrays.js';
import { Best } from './best.js';
import type { SearchResult } from './types.js';

/**
 * A result to merge: one of {@link searchEmbeddings} or {@link topK}, or the same from a worker.
 *
 * @category Search
 */
export interface MergeInput {
  /** Rows of the piece, `[queries, k]`. */
  readonly indices: Uint32Array;
  /** Their scores, the best first. */
  readonly scores: Float64Array;
  /** How many each query has. */
  readonly k: number;
  /** Whether larger scores are better. Left out in all results, their order tells it. */
  readonly largest?: boolean | undefined;
}

/**
 * Joins searches of pieces: of a file that does not fit into memory, or of parts of a corpus in workers. The result is that of one search of all
 * pieces, wherever they were cut.
 *
 * @param results - of each piece, with the same queries, metric and k
 * @param firstRows - of each piece, the number of its first row in the whole; fewer than 2^32 rows in all
 * @param k - how many rows to give for each query; all that there are where there are fewer. At most the k of the searches, else rows
 * between may be missing
 * @returns a new object with new arrays
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`: results of different queries, or rows beyond 2^32; `ERR_LINQUANT_INVALID_OPTION`: results of which in
 * some larger scores are better and in others smaller ones
 * @category Search
 * @example
 * ```ts
 * import { mergeResults, searchEmbeddings } from 'linquant/search';
 *
 * const x = Float32Array.of(1, 0, 0.6, 0.8, 0, 1, 0.8, 0.6);
 * const query = Float32Array.of(0.8, 0.6);
 * const options = { dimensions: 2, k: 2 };
 * const pieces = [x.subarray(0, 4), x.subarray(4)].map((piece) => searchEmbeddings(piece, query, options));
 * mergeResults(pieces, [0, 2], 2).indices; // Uint32Array [ 3, 1 ]
 * ```
 */
export function mergeResults(
  results: readonly MergeInput[],
  firstRows: readonly number[],
  k: number,
): SearchResult;
export function mergeResults(results: unknown, firstRows: unknown, k: unknown): SearchResult {
  const wanted = checkCount('k', k, 1);
  const given = readArray('results', results);
  const starts = readArray('firstRows', firstRows).map((row, i) =>
    checkCount(`firstRows[${i}]`, row, 0, 'ERR_LINQUANT_INVALID_SHAPE'),
  );
  if (starts.length !== given.length) {
    const allowed = `an array of as many rows as results, ${given.length}`;
    throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'firstRows', allowed, starts.length);
  }
  // All properties are read before any memory is looked at.
  const read = given.map((result, i) => readResult(`results[${i}]`, result));
  const pieces = read.map((result, i) => checkResult(`results[${i}]`, result, starts[i]!));
  const isLarger = directionOf(pieces);
  const queries = queriesOf(pieces);
  const held = pieces.reduce((sum, piece) => sum + piece.k, 0);
  const count = Math.min(wanted, held);
  const indices = new Uint32Array(queries * count);
  const scores = new Float64Array(queries * count);
  for (let query = 0; query < queries && count > 0; query++) {
    const best = new Best(1, count, isLarger);
    for (const piece of pieces) {
      const end = (query + 1) * piece.k;
      const own = piece.scores.slice(query * piece.k, end);
      const rows = piece.indices.subarray(query * piece.k, end).map((row) => row + piece.first);
      if (piece.k > 0) best.add(own, piece.k, 0, rows);
    }
    best.write(indices, scores, query * count);
  }
  return { indices, scores, k: count, largest: isLarger };
}

interface Piece {
  readonly indices: Uint32Array;
  readonly scores: Float64Array;
  readonly k: number;
  readonly first: number;
  readonly largest: boolean | undefined;
}

function readArray(argument: string, value: unknown): unknown[] {
  if (!isArray(value)) throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'an array', value);
  const length = lengthOfArray(argument, value);
  const elements: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const element = value[i];
    // A sparse array may have as many elements as it likes.
    if (element === undefined) {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', `${argument}[${i}]`, 'given', undefined);
    }
    elements.push(element);
  }
  return elements;
}

function readResult(argument: string, value: unknown) {
  const allowed = 'a result of searchEmbeddings: an object with indices, scores, k and largest';
  const { indices, scores, k, largest } = checkReadable(argument, value, allowed);
  return { indices, scores, k, largest };
}

function checkResult(argument: string, result: ReturnType<typeof readResult>, first: number): Piece {
  const largest = result.largest === undefined ? undefined : checkFlag(`${argument}.largest`, result.largest);
  const k = checkCount(`${argument}.k`, result.k, 0, 'ERR_LINQUANT_INVALID_SHAPE');
  const indices = checkIndices(`${argument}.indices`, result.indices);
  const scores = checkScores(`${argument}.scores`, result.scores);
  const count = indices.length;
  if (scores.length !== count || (k === 0 ? count !== 0 : count % k !== 0)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold as many indices as scores, and k of each for each query; got ${count}, ${scores.length} and k ${k}`,
    );
  }
  const highest = indices.reduce((most, row) => Math.max(most, row), 0) + first;
  if (highest >= 2 ** 32) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must have rows that stay below 2^32 after those before them; got ${highest}`,
    );
  }
  return { indices, scores, k, first, largest };
}

/** Whether larger scores are better: what results say, or the order of their scores. */
function directionOf(pieces: readonly Piece[]): boolean {
  let isLarger: boolean | undefined;
  pieces.forEach((piece, i) => {
    const own = piece.largest ?? orderOf(piece);
    isLarger ??= own;
    if (own === undefined || own === isLarger) return;
    const allowed = `${isLarger}, as in those before: one metric`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', `results[${i}].largest`, allowed, own);
  });
  if (isLarger !== undefined || pieces.every(({ k }) => k === 0)) return isLarger ?? true;
  const allowed = 'given, where no order of scores tells it';
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'results[0].largest', allowed, undefined);
}

/** Whether scores fall (true) or rise; undefined where they are equal. */
function orderOf({ scores, k }: Piece): boolean | undefined {
  for (let i = 1; i < scores.length; i++) {
    if (i % k !== 0 && scores[i - 1]! > scores[i]!) return true;
    if (i % k !== 0 && scores[i - 1]! < scores[i]!) return false;
  }
  return undefined;
}

/** The number of queries, which pieces without rows do not tell. */
function queriesOf(pieces: readonly Piece[]): number {
  let queries: number | undefined;
  pieces.forEach(({ indices, k }, i) => {
    if (k === 0) return;
    const own = indices.length / k;
    queries ??= own;
    if (own === queries) return;
    const allowed = `of as many queries as those before, ${queries}`;
    throw argumentError('ERR_LINQUANT_INVALID_SHAPE', `results[${i}]`, allowed, own);
  });
  return queries ?? 0;
}
