import { Metric, queryConstants, ScoreForm } from '../kernels.js';
import { dialects } from '../tables/binary-dialects.js';
import { dtypes } from '../tables/dtypes.js';
import { floatTypes } from '../tables/float-types.js';
import type { Asked } from './asked.js';
import { bareParameters, oneSet } from './bare-codes.js';
import { codeConstants, floatConstants, type IntegerQueries, roundedQueries } from './constants.js';
import type { AffineParameters, BitRows, CodeRows, FloatRows, RowParameters, Rows } from './given.js';
import type { SearchMetric } from './types.js';

/** How rows are scored: what {@link Scorer} gives to the kernels. */
export interface Scoring {
  /** The name of the rows in messages. */
  readonly argument: string;
  readonly rows: number;
  readonly dimensions: number;
  readonly form: ScoreForm;
  readonly metric: Metric;
  readonly isLarger: boolean;
  /** The rows as they lie in memory. */
  readonly view: ArrayBufferView;
  readonly dtype: number;
  readonly floatType: number;
  /** Elements of a row with those that fill its last byte. */
  readonly columns: number;
  readonly rowBytes: number;
  /** [queries, columns] in the type of the form; bytes for bits. */
  readonly asked: Float32Array | Int32Array | Uint8Array;
  readonly queries: number;
  readonly constants: Float64Array;
  /** The parameters of rows. */
  readonly parameters: AffineParameters | undefined;
  /** Both sides have one grid. */
  readonly isSymmetric: boolean;
  /** Codes that are restored to floats, some rows at a time, and then scored as these. */
  readonly restored: CodeRows | undefined;
  /** Floats, to name a wrong one. */
  readonly floats: FloatRows | undefined;
}

const metrics: Readonly<Record<SearchMetric, Metric>> = {
  dot: Metric.dot,
  cosine: Metric.cosine,
  l2: Metric.l2,
  hamming: Metric.hamming,
};

/** Bits as codes of uint1: 2 c - 1. */
const signs: AffineParameters = { scale: 2, zeroPoint: 0, offset: -1 };

/** Finds how rows are scored; the metric is one that they have with such queries. */
export function scoringOf(
  argument: string,
  corpus: Rows,
  asked: Asked,
  metric: SearchMetric,
  byCodes: boolean,
): Scoring {
  if (corpus.kind === 'floats') return ofFloats(argument, corpus, asked, metric);
  if (corpus.kind === 'bits') {
    return metric === 'hamming' ? ofBits(argument, corpus, asked) : ofSigns(argument, corpus, asked, metric);
  }
  const { along } = corpus.parameters;
  const queries = asked.rows;
  if (byCodes && queries.kind === 'codes') {
    const { own, rows } = bareParameters(queries.parameters, corpus.parameters);
    return ofCodes(argument, corpus, asked, own, rows, metric);
  }
  if (queries.kind === 'codes' && along !== 'dimensions' && queries.parameters.along !== 'dimensions') {
    return ofCodes(argument, corpus, asked, queries.parameters, corpus.parameters, metric);
  }
  if (metric === 'l2' || (along === 'dimensions' && metric === 'cosine')) {
    return ofRestored(argument, corpus, asked, metric);
  }
  return ofWide(argument, corpus, asked, metric);
}

/** A scoring while it is made. Its fields are set one by one: spreading objects costs as much as scoring a hundred rows. */
type Draft = { -readonly [Name in keyof Scoring]: Scoring[Name] };

/** What all have in common. `queries` are those of `form`. */
function draftOf(
  argument: string,
  corpus: Rows,
  asked: Asked,
  metric: SearchMetric,
  form: ScoreForm,
  queries: Scoring['asked'],
  constants: Float64Array,
): Draft {
  const { dimensions, count } = asked;
  return {
    argument,
    rows: corpus.rows,
    dimensions,
    form,
    metric: metrics[metric],
    isLarger: metric === 'dot' || metric === 'cosine',
    view: corpus.kind === 'floats' ? corpus.vectors.view : corpus.memory,
    dtype: 0,
    floatType: 0,
    columns: dimensions,
    rowBytes: 0,
    asked: queries,
    queries: count,
    constants,
    parameters: undefined,
    isSymmetric: false,
    restored: undefined,
    floats: undefined,
  };
}

function ofFloats(argument: string, corpus: FloatRows, asked: Asked, metric: SearchMetric): Scoring {
  const scoring = byFloats(argument, corpus, asked, metric);
  const { type, rowBytes } = corpus.vectors;
  scoring.floatType = type.index;
  scoring.rowBytes = rowBytes;
  scoring.floats = corpus;
  return scoring;
}

function ofRestored(argument: string, corpus: CodeRows, asked: Asked, metric: SearchMetric): Scoring {
  const scoring = byFloats(argument, corpus, asked, metric);
  scoring.floatType = floatTypes.float32.index;
  scoring.rowBytes = asked.dimensions * 4;
  scoring.restored = corpus;
  return scoring;
}

function byFloats(argument: string, corpus: Rows, asked: Asked, metric: SearchMetric): Draft {
  const values = asked.values();
  const constants = floatConstants(values, asked.count, asked.dimensions);
  return draftOf(argument, corpus, asked, metric, ScoreForm.floats, values, constants);
}

/** Codes by codes, whose sums are exact. */
function ofCodes(
  argument: string,
  corpus: CodeRows,
  asked: Asked,
  own: RowParameters,
  parameters: RowParameters,
  metric: SearchMetric,
): Scoring {
  const { count, dimensions } = asked;
  const integers = asked.integers();
  const constants = codeConstants(
    integers,
    count,
    dimensions,
    (query) => own.scales?.[query] ?? own.scale,
    (query) => own.zeroPoints?.[query] ?? own.zeroPoint,
    (query) => (own.scales === undefined ? own.offset : (own.offsets?.[query] ?? 0)),
  );
  const isOneGrid =
    own.along === undefined &&
    parameters.along === undefined &&
    own.scale === parameters.scale &&
    own.offset === parameters.offset;
  const scoring = draftOf(argument, corpus, asked, metric, ScoreForm.codes, integers, constants);
  putCodes(scoring, corpus, parameters);
  scoring.isSymmetric = isOneGrid;
  return scoring;
}

/** The key of queries that are rounded without scales of dimensions. */
const rounded = {};

/** Codes by floats, which are rounded once to integers of 24 bits. */
function ofWide(argument: string, corpus: CodeRows, asked: Asked, metric: SearchMetric): Scoring {
  const { parameters } = corpus;
  const { count, dimensions } = asked;
  const isFolded = parameters.along === 'dimensions';
  const { integers, constants } = isFolded
    ? asked.once(parameters.scales!, () => foldedQueries(asked, parameters))
    : asked.once(rounded, () => roundedQueries(asked.values(), count, dimensions));
  const scoring = draftOf(argument, corpus, asked, metric, ScoreForm.wideCodes, integers, constants);
  putCodes(scoring, corpus, isFolded ? oneSet(parameters, 1, 0) : parameters);
  return scoring;
}

/** Scales of dimensions go into the queries; zero points and offsets make one sum for each query. */
function foldedQueries(asked: Asked, { scales, zeroPoints, offsets }: RowParameters): IntegerQueries {
  const { count, dimensions } = asked;
  const values = asked.values();
  const added = new Float64Array(count);
  for (let query = 0; query < count; query++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) {
      const shift = (offsets?.[i] ?? 0) - zeroPoints![i]! * scales![i]!;
      sum += values[query * dimensions + i]! * shift;
    }
    added[query] = sum;
  }
  return roundedQueries(values, count, dimensions, scales, added);
}

function putCodes(scoring: Draft, { parameters: { dtype } }: CodeRows, parameters: AffineParameters): void {
  scoring.dtype = dtype.index;
  scoring.rowBytes = (scoring.dimensions * dtype.bits) / 8;
  scoring.parameters = parameters;
}

function ofBits(argument: string, corpus: BitRows, asked: Asked): Scoring {
  const bits = asked.bits(corpus.dialect);
  const constants = new Float64Array(asked.count * queryConstants);
  const scoring = draftOf(argument, corpus, asked, 'hamming', ScoreForm.bits, bits, constants);
  scoring.rowBytes = Math.ceil(asked.dimensions / 8);
  scoring.columns = scoring.rowBytes * 8;
  return scoring;
}

/**
 * Signs by floats: codes 0 and 1 that stand for -1 and 1. The numbers of a query are put where the dialect has the bits of their dimensions; a
 * byte that is XORed with 0x80 has its first dimension negated, and so the query.
 */
function ofSigns(argument: string, corpus: BitRows, asked: Asked, metric: SearchMetric): Scoring {
  const { count, dimensions } = asked;
  const { bitOrder, signed } = dialects[corpus.dialect];
  const rowBytes = Math.ceil(dimensions / 8);
  const columns = rowBytes * 8;
  const values = asked.values();
  const placed = new Float32Array(count * columns);
  for (let query = 0; query < count; query++) {
    for (let i = 0; i < dimensions; i++) {
      const place = bitOrder === 'big' ? i ^ 7 : i;
      const value = values[query * dimensions + i]!;
      placed[query * columns + place] = signed && (place & 7) === 7 ? -value : value;
    }
  }
  const { integers, constants } = roundedQueries(placed, count, columns);
  const scoring = draftOf(argument, corpus, asked, metric, ScoreForm.wideCodes, integers, constants);
  scoring.dtype = dtypes.uint1.index;
  scoring.columns = columns;
  scoring.rowBytes = rowBytes;
  scoring.parameters = signs;
  return scoring;
}
