import { checkCount, checkNamed, checkNames, checkObject, checkWord } from '../arguments/options.js';
import { checkOutSize } from '../arguments/views.js';
import { argumentError } from '../errors.js';
import type { NewFloat64Array, NewUint32Array } from '../tables/new-arrays.js';
import { checkFiner, checkOversampling, finalMetric, firstMetric } from './again.js';
import { checkIndices, checkScores } from './arrays.js';
import { Asked } from './asked.js';
import { readFilter } from './filter.js';
import { findBest, rankAgain } from './find.js';
import { checkFloatTypeName, checkGiven, readGiven } from './given.js';
import { metricOf } from './metrics.js';
import { scoringOf } from './scoring.js';
import type { SearchCorpus, SearchOptions, SearchResult } from './types.js';

const optionNames: readonly string[] = [
  'dimensions',
  'k',
  'metric',
  'search',
  'oversampling',
  'vectors',
  'filter',
  'floatType',
  'out',
];
const outNames: readonly string[] = ['indices', 'scores'];

/**
 * Finds the k nearest rows of each query by an exact search of all rows, or of those that a filter names. Reads floats, codes and bits where they
 * lie, in any Buffer at any offset, also in shared memory; nothing is copied.
 *
 * Scores are defined, and the same doubles on every backend and instruction set:
 *
 * - floats (after rounding to float32): sums in float64 of eight interleaved lanes, joined by a tree
 * - codes by codes with one scale a row or one for all: exact integer sums; scales, zero points and offsets enter after the sum
 * - codes by floats, 'dot' and 'cosine': each query is rounded once to integers of 24 bits (|q| / 8355711 the step, so each of its numbers is off
 *   by 6e-8 of the largest at most); everything after is exact. Scales of dimensions go into the query before. 'l2', and 'cosine'
 *   with scales of dimensions, restore rows as `dequantize` does and score these floats
 * - bits: a count of bits that differ, or the dot product of signs (-1 and 1) with the float query
 *
 * Of equal scores the lower row comes first. Queries are taken 64 at a time; a batch reads the rows once for these.
 *
 * @typeParam I - the array of `out.indices`
 * @typeParam S - the array of `out.scores`
 * @param corpus - the rows: floats, `{ data, parameters }` or `{ data, dialect }`
 * @param queries - one vector or several: floats, or codes or bits of the same kind
 * @param options - see {@link SearchOptions}
 * @returns a new object with new arrays, or with those of `out`. Allocates for each of 64 queries 24 bytes or more for each of k results, 8
 * bytes for each of its dimensions, 256 KB of scores, and 4 bytes a row for a filter that is no ascending Uint32Array. Of this scratch memory
 * arrays of up to 1 MB are kept for the next call, 8 MB in all at most
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`; `ERR_LINQUANT_INVALID_SHAPE`: no whole rows;
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_OUT_SIZE`, and the errors of `dequantize` for
 * parameters. `out` is unchanged then
 * @category Search
 * @example
 * ```ts
 * import { quantizeEmbeddings } from 'linquant/embeddings';
 * import { searchEmbeddings } from 'linquant/search';
 *
 * const x = Float32Array.of(1, 0, 0.6, 0.8, 0, 1, -1, 0); // four vectors of two dimensions
 * const query = Float32Array.of(0.8, 0.6);
 * const { indices } = searchEmbeddings(x, query, { dimensions: 2, k: 2 });
 * console.log(indices); // Uint32Array(2) [ 1, 0 ]
 *
 * const codes = quantizeEmbeddings(x, { dimensions: 2, rule: 'row' });
 * const found = searchEmbeddings(codes, query, { dimensions: 2, k: 2, metric: 'l2', filter: Uint32Array.of(2, 0) });
 * console.log(found.indices, found.k); // Uint32Array(2) [ 0, 2 ] 2
 * ```
 */
export function searchEmbeddings<
  I extends Uint32Array = NewUint32Array,
  S extends Float64Array = NewFloat64Array,
>(corpus: SearchCorpus, queries: SearchCorpus, options: SearchOptions<I, S>): SearchResult<I, S>;
export function searchEmbeddings(corpus: unknown, queries: unknown, options: unknown): SearchResult {
  const given = checkNamed('options', options, optionNames);
  const { dimensions: size, k: wanted, metric: name, search, filter, floatType } = given;
  const { oversampling, vectors: finer, out } = given;
  const dimensions = checkCount('options.dimensions', size, 1);
  const most = wanted === undefined ? 10 : checkCount('options.k', wanted, 1);
  const byCodes = checkWord('options.search', search, ['values', 'codes']) === 'codes';
  const factor = checkOversampling(oversampling, finer);
  checkFloatTypeName(floatType);
  // Getters run here, before anything is judged that they could change.
  const outs = readOut(out);
  const readRows = readGiven('corpus', corpus);
  const readQueries = readGiven('queries', queries);
  const readFiner = finer === undefined ? undefined : readGiven('options.vectors', finer);

  const rows = checkGiven('corpus', readRows, dimensions, floatType);
  const askedRows = checkGiven('queries', readQueries, dimensions, floatType, true);
  const again =
    readFiner && checkFiner(checkGiven('options.vectors', readFiner, dimensions, floatType, true), rows);
  const final = again === undefined ? undefined : finalMetric(name, askedRows);
  const metric = metricOf(
    rows.kind,
    askedRows.kind,
    again === undefined ? name : firstMetric(rows, final!),
    byCodes,
  );
  const list = readFilter(filter, rows.rows);
  const available = list?.length ?? rows.rows;
  const k = Math.min(most, available);
  const results = checkOut(outs, askedRows.rows * k);

  const asked = new Asked(askedRows, dimensions);
  const scoring = scoringOf('corpus', rows, asked, metric, byCodes);
  let found = findBest(scoring, list, Math.min(available, k * factor));
  let { isLarger } = scoring;
  if (again !== undefined) {
    const finerScoring = scoringOf('options.vectors', again, asked, final!, false);
    found = rankAgain(finerScoring, found.indices, k);
    isLarger = finerScoring.isLarger;
  }
  results?.indices.set(found.indices);
  results?.scores.set(found.scores);
  const { indices, scores } = (outs ?? found) as {
    indices: Uint32Array<ArrayBuffer>;
    scores: Float64Array<ArrayBuffer>;
  };
  return { indices, scores, k, largest: isLarger };
}

interface Outs {
  readonly indices: unknown;
  readonly scores: unknown;
}

function readOut(out: unknown): Outs | undefined {
  if (out === undefined) return undefined;
  const allowed = 'an object with indices and scores';
  if (ArrayBuffer.isView(out)) throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
  const given = checkObject('options.out', out, allowed);
  checkNames('options.out', given, outNames);
  const { indices, scores } = given;
  return { indices, scores };
}

/** Checks `out` and gives the same memory in arrays of our own. They are written at the end, so they may overlap what is read. */
function checkOut(
  outs: Outs | undefined,
  count: number,
): { indices: Uint32Array; scores: Float64Array } | undefined {
  if (outs === undefined) return undefined;
  const indices = checkIndices('options.out.indices', outs.indices);
  const scores = checkScores('options.out.scores', outs.scores);
  checkOutSize('options.out.indices', indices, count * 4, count);
  checkOutSize('options.out.scores', scores, count * 8, count);
  return { indices, scores };
}
