import { checkCount, checkNamed, checkWord } from '../arguments/options.js';
import { checkApart, checkOutSize } from '../arguments/views.js';
import type { NewFloat64Array, OutOr } from '../tables/new-arrays.js';
import { checkAnyScores } from './arrays.js';
import { Asked } from './asked.js';
import { scoreAll } from './find.js';
import { checkFloatTypeName, checkGiven, readGiven } from './given.js';
import { metricOf } from './metrics.js';
import { type Scoring, scoringOf } from './scoring.js';
import type { ScoreOptions, SearchCorpus } from './types.js';

const optionNames: readonly string[] = ['dimensions', 'metric', 'search', 'floatType', 'out'];

/**
 * The scores of all rows with each query, as {@link searchEmbeddings} defines them.
 *
 * @typeParam O - the type of `out`
 * @param corpus - the rows, as in {@link searchEmbeddings}
 * @param queries - one vector or several, as there
 * @param options - see {@link ScoreOptions}; `out`: a Float64Array or Float32Array (scores are then rounded) of `queries * rows` elements, not overlapping
 * corpus or its parameters
 * @returns `out`, or a new Float64Array: `[queries, rows]`
 * @throws TypeError and RangeError as {@link searchEmbeddings}, and `ERR_LINQUANT_OVERLAP`. After `ERR_LINQUANT_INVALID_RANGE` for corpus, `out` is
 * unspecified
 * @category Search
 * @example
 * ```ts
 * import { scoreEmbeddings } from 'linquant/search';
 *
 * const x = Float32Array.of(1, 0, 3, 4, 0, 1);
 * scoreEmbeddings(x, Float32Array.of(2, 1), { dimensions: 2, metric: 'dot' }); // Float64Array [ 2, 10, 1 ]
 * scoreEmbeddings(x, Float32Array.of(2, 1), { dimensions: 2, metric: 'l2' }); // Float64Array [ 2, 10, 4 ]
 * ```
 */
export function scoreEmbeddings<O extends Float64Array | Float32Array | undefined = undefined>(
  corpus: SearchCorpus,
  queries: SearchCorpus,
  options: ScoreOptions & { readonly out?: O },
): OutOr<O, NewFloat64Array>;
export function scoreEmbeddings(
  corpus: unknown,
  queries: unknown,
  options: unknown,
): Float64Array | Float32Array {
  const given = checkNamed('options', options, optionNames);
  const { dimensions: size, metric: name, search, floatType, out } = given;
  const dimensions = checkCount('options.dimensions', size, 1);
  const byCodes = checkWord('options.search', search, ['values', 'codes']) === 'codes';
  checkFloatTypeName(floatType);
  const readRows = readGiven('corpus', corpus);
  const readQueries = readGiven('queries', queries);

  const rows = checkGiven('corpus', readRows, dimensions, floatType);
  const askedRows = checkGiven('queries', readQueries, dimensions, floatType, true);
  const metric = metricOf(rows.kind, askedRows.kind, name, byCodes);
  const count = askedRows.rows * rows.rows;
  const target = checkOut(out, count);

  const asked = new Asked(askedRows, dimensions);
  const scoring = scoringOf('corpus', rows, asked, metric, byCodes);
  if (target !== undefined) checkOutApart(target, scoring);
  const all = target ?? new Float64Array(count);
  scoreAll(scoring, all);
  return target === undefined ? all : (out as Float64Array | Float32Array);
}

/** Checks `out` and gives the same memory in an array of our own. */
function checkOut(out: unknown, count: number): Float64Array | Float32Array | undefined {
  if (out === undefined) return undefined;
  const own = checkAnyScores('options.out', out);
  checkOutSize('options.out', own, count * own.BYTES_PER_ELEMENT, count);
  return own;
}

/** Scores are written while rows are still read. */
function checkOutApart(out: ArrayBufferView, { view, parameters }: Scoring): void {
  const { scales, zeroPoints, offsets } = parameters ?? {};
  for (const input of [view, scales, zeroPoints, offsets]) {
    if (input !== undefined) checkApart('options.out', out, 'corpus', input);
  }
}
