import type { Metric } from '../../embeddings/index.js';
import { countCommon } from '../../embeddings/measure/nearest.js';
import { type SearchCorpus, type SearchOptions, searchEmbeddings } from '../../search/index.js';
import { type Kept, type Place, stores } from './stores.js';
import { type Way, waysFor } from './ways.js';

/** What a way costs and leaves. */
export interface Measured {
  readonly kept: string;
  readonly rule: string;
  /** Bytes of a vector, without scales. */
  readonly bytes: number;
  /** The share of the k nearest that a search finds. */
  readonly recall: number;
  /** The same after the best {@link Study.again} are ranked again by floats. */
  readonly recallAgain: number;
  readonly clipped: number;
  readonly zeroRows: number;
  /** Of one search of as many rows as the file has; where fewer were searched, in proportion. */
  readonly milliseconds: number;
  /** The rows that were searched. */
  readonly rows: number;
  /** What stores know it as; undefined if none takes it. */
  readonly storedAs: Kept | undefined;
  readonly stores: readonly Place[];
  /** Options of `linquant quantize`, where it makes such a file. */
  readonly options: string | undefined;
}

/** Vectors and the question about them. */
export interface Study {
  readonly corpus: Float32Array;
  readonly queries: Float32Array;
  readonly dimensions: number;
  readonly totalRows: number;
  readonly metric: Metric;
  readonly k: number;
  /** How many of the best by codes are ranked again by floats. */
  readonly again: number;
}

/** The rows on which ways are measured that fewer rows tell enough of. */
export const mostFewRows = 10_000;

/** Searches that are timed; the median counts. */
const timedSearches = 5;

/**
 * Measures all ways, float32 first.
 *
 * @param step - called before each, with its name
 * @returns `copies`: how many queries are found among the rows, number for number
 */
export function measureWays(
  study: Study,
  step: (name: string, index: number, count: number) => void,
): { readonly measured: Measured[]; readonly copies: number } {
  const { corpus, dimensions, metric } = study;
  const ways = waysFor(dimensions, metric);
  const all = exactOf(study, corpus);
  const rows = corpus.length / dimensions;
  let fewer: Exact | undefined;
  const exact: Measured = {
    ...{
      kept: 'float32',
      rule: '',
      bytes: 4 * dimensions,
      recall: 1,
      recallAgain: 1,
      clipped: 0,
      zeroRows: 0,
    },
    ...{ milliseconds: millisecondsOf(study, corpus, study.queries, { dimensions, metric }, rows), rows },
    ...{ storedAs: undefined, stores: [], options: undefined },
  };
  const others = ways.map((way, i) => {
    step(`${way.kept} ${way.rule}`.trim(), i, ways.length);
    if (!way.isOnFewer || rows <= mostFewRows) return measure(study, way, all);
    fewer ??= exactOf(study, someRows(corpus, dimensions));
    return measure(study, way, fewer);
  });
  return { measured: [exact, ...others], copies: countCopies(study, all) };
}

interface Exact {
  readonly x: Float32Array;
  /** The k nearest of each query, by floats. */
  readonly nearest: Uint32Array;
}

function exactOf({ queries, dimensions, metric, k }: Study, x: Float32Array): Exact {
  return { x, nearest: searchEmbeddings(x, queries, { dimensions, metric, k }).indices };
}

/** How many queries are among the rows too, number for number: they are found by any codes. */
function countCopies({ queries, dimensions, k }: Study, { x, nearest }: Exact): number {
  let copies = 0;
  for (let at = 0; at * dimensions < queries.length; at++) {
    const query = queries.subarray(at * dimensions, (at + 1) * dimensions);
    const isCopy = (row: number) => query.every((number, i) => number === x[row * dimensions + i]);
    if (nearest.subarray(at * k, (at + 1) * k).some(isCopy)) copies++;
  }
  return copies;
}

function someRows(x: Float32Array, dimensions: number): Float32Array {
  const rows = x.length / dimensions;
  const some = new Float32Array(mostFewRows * dimensions);
  for (let i = 0; i < mostFewRows; i++) {
    const row = Math.floor((i * rows) / mostFewRows);
    some.set(x.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
  }
  return some;
}

function measure(study: Study, way: Way, { x, nearest }: Exact): Measured {
  const { queries, dimensions, k, again } = study;
  const made = way.make(x, queries, dimensions);
  const { metric, search, floatType, clipped, zeroRows } = made;
  const options = { dimensions, metric, search, floatType };
  const rows = x.length / dimensions;
  const found = searchEmbeddings(made.corpus, made.queries, { ...options, k: again });
  const { kept, rule, bits } = way;
  return {
    ...{ kept, rule, bytes: Math.ceil((bits * dimensions) / 8), clipped, zeroRows, rows },
    recall: countCommon(nearest, found.indices, k, found.k, k) / nearest.length,
    // Those of the k nearest that are among these come first when floats rank them.
    recallAgain: countCommon(nearest, found.indices, k, found.k) / nearest.length,
    milliseconds: millisecondsOf(study, made.corpus, made.queries, options, rows),
    storedAs: way.stores,
    stores: way.stores === undefined ? [] : stores[way.stores],
    options: way.options,
  };
}

/** The median time of a search for one query. */
function millisecondsOf(
  { queries, dimensions, k, totalRows }: Study,
  corpus: SearchCorpus,
  asked: SearchCorpus,
  options: SearchOptions,
  rows: number,
): number {
  const count = Math.min(timedSearches, queries.length / dimensions);
  const times = Array.from({ length: count }, (_, i) => {
    const one = queryOf(asked, i, queries.length / dimensions);
    const started = performance.now();
    searchEmbeddings(corpus, one, { ...options, k });
    return performance.now() - started;
  });
  times.sort((a, b) => a - b);
  return (times[Math.floor(count / 2)]! * totalRows) / rows;
}

/** One of several queries. */
function queryOf(asked: SearchCorpus, i: number, count: number): SearchCorpus {
  const isBare = ArrayBuffer.isView(asked);
  const data = (isBare ? asked : (asked as { data: Uint8Array }).data) as Uint8Array;
  const each = data.length / count;
  const one = data.subarray(i * each, (i + 1) * each);
  if (isBare) return one as unknown as SearchCorpus;
  const { parameters, dialect } = asked as { parameters?: RowParameters; dialect?: string };
  if (parameters === undefined) return { data: one, dialect } as SearchCorpus;
  return { data: one, parameters: ofRow(parameters, i) } as SearchCorpus;
}

interface RowParameters {
  readonly axis?: number;
  readonly scale: Float32Array;
  readonly zeroPoint: Int32Array;
}

function ofRow(parameters: RowParameters, i: number): RowParameters {
  if (parameters.axis !== 0) return parameters;
  const { scale, zeroPoint } = parameters;
  return { ...parameters, scale: scale.subarray(i, i + 1), zeroPoint: zeroPoint.subarray(i, i + 1) };
}
