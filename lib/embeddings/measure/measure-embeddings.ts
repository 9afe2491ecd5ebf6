import type { FloatOptionsOf } from '../../arguments/floats-types.js';
import { checkCount, checkGivenWord, checkNamed, checkReadable, checkWord } from '../../arguments/options.js';
import { checkParameters, parameterNames, readParameters } from '../../arguments/parameters.js';
import { checkVectors, type DimensionsOption, type Vectors } from '../../arguments/vectors.js';
import { argumentError, linquantError } from '../../errors.js';
import type { AnyParameters, CodeInput, FloatInput } from '../../index.js';
import { Asked } from '../../search/asked.js';
import { findBest, rankAgain } from '../../search/find.js';
import { numberMetrics } from '../../search/metrics.js';
import { scoringOf } from '../../search/scoring.js';
import { type BinaryDialect, dialectNames } from '../../tables/binary-dialects.js';
import { finiteRange } from '../batch.js';
import { type CodeDialect, codeDialects } from '../quantize/code-dialects.js';
import { type EmbeddingWarning, zeroRowsWarnings } from '../quantize/warnings.js';
import { measuredBits } from './measured-bits.js';
import type { MeasuredCodes } from './measured-codes.js';
import { measuredNumbers, type SearchIn } from './measured-numbers.js';
import { countCommon } from './nearest.js';
import type { Metric } from './similarity.js';

/**
 * Codes to measure: a result of {@link quantizeEmbeddings} or {@link binarizeEmbeddings}, or codes from another source. Either numbers with
 * parameters, or bits with a dialect.
 *
 * @category Embeddings
 */
export type EmbeddingCodes =
  | {
      /** Codes, as `dequantize` takes them. */
      readonly data: CodeInput;
      /** Their parameters, for data of shape `[rows, dimensions]`. Scales must be positive: x is compared with their range. */
      readonly parameters: AnyParameters;
      /** The dialect of rule 'range' or 'ranges', if the codes are not the rule's own: queries get the same. */
      readonly dialect?: CodeDialect | undefined;
    }
  | {
      /** Bits, `ceil(dimensions / 8)` bytes a row. */
      readonly data: Uint8Array | Int8Array | Buffer;
      /** The dialect of the bits. */
      readonly dialect: BinaryDialect;
      /** Left out: bits have no parameters. */
      readonly parameters?: undefined;
    };

/**
 * Options of {@link measureEmbeddings}.
 *
 * @category Embeddings
 */
export interface MeasureOptions<X> extends DimensionsOption {
  /** Float vectors to search for, at least one, of the type of x. A query that is also in x finds itself. */
  readonly queries: X;
  /** The k of recall@k: how many nearest vectors to compare. 10 unless given; at most the number of vectors. */
  readonly k?: number | undefined;
  /** The metric of the exact search, and of the search in numeric codes: 'cosine' unless given. Bits are compared by Hamming distance. */
  readonly metric?: Metric | undefined;
  /**
   * What the search in numeric codes compares. 'codes' (default): the integer codes of vectors and queries, as in a store without
   * scales, those of rows fitted by least squares as odd integers (see `searchEmbeddings`). 'values': the dequantized vectors and float
   * queries. Ignored for bits.
   */
  readonly search?: 'codes' | 'values' | undefined;
  /** If given, the search in codes finds oversampling * k vectors, which are re-ranked by float vectors. 1 or more. */
  readonly oversampling?: number | undefined;
}

/**
 * How much of the vectors is preserved in their codes.
 *
 * @category Embeddings
 */
export interface EmbeddingMeasures {
  /** Mean recall@k, from 0 to 1: the share of the k nearest vectors of an exact float search that the search in codes finds. */
  readonly recall: number;
  /** The mean cosine between each vector and its dequantized codes (bits as -1 and 1). Two zero vectors count as 1. */
  readonly cosine: number;
  /** The share of values that were clamped to the lowest or highest code, from 0 to 1; 0 for bits. */
  readonly clipped: number;
  /** Bytes of the codes of a vector, without parameters. */
  readonly bytesPerVector: number;
  /**
   * How many vectors have no cosine in the search: their codes are all 0, or with search 'values' all their dequantized numbers. 0 for bits, which
   * are compared by Hamming distance.
   */
  readonly zeroRows: number;
  /** `zero-rows` where such vectors are compared by cosine; usually empty. */
  readonly warnings: readonly EmbeddingWarning[];
}

const optionNames = ['dimensions', 'queries', 'k', 'metric', 'search', 'oversampling', 'floatType'];

/**
 * Measures how well codes preserve vectors: recall@k, mean cosine and the share of clipped values. Both searches are exact, those
 * of `searchEmbeddings` in `linquant/search`. Results are the same on every machine and backend, and of equally near vectors the first one
 * ranks higher. A vector of zeros has no cosine and ranks last, as in
 * pgvector and DuckDB; stores that rank it first (sqlite-vec, libSQL) find less than the recall here says, so `zeroRows` counts such vectors.
 *
 * @param x - the float vectors, `[rows, dimensions]`, at least one
 * @param codes - of the same vectors: `data` and `parameters`, or `data` and `dialect`
 * @param options - see {@link MeasureOptions}; `floatType`: the type of x and the queries if they are raw bytes or a Uint16Array of bits
 * @returns a new object. Allocates up to two copies of the vectors as float32, and memory for the search
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`; the errors of `dequantize` for codes
 * and parameters; `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`
 * @category Embeddings
 * @example
 * ```ts
 * import { binarizeEmbeddings, measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
 *
 * const x = Float32Array.from({ length: 800 }, (_, i) => Math.sin(i * i));
 * const queries = Float32Array.from({ length: 80 }, (_, i) => Math.cos(i * i));
 * const codes = quantizeEmbeddings(x, { dimensions: 8, rule: 'row' });
 * const { recall, cosine, bytesPerVector } = measureEmbeddings(x, codes, { dimensions: 8, queries });
 * console.log(recall > 0.9, cosine > 0.999, bytesPerVector); // true true 8
 *
 * const bits = binarizeEmbeddings(x, { dimensions: 8 });
 * const rough = measureEmbeddings(x, bits, { dimensions: 8, queries });
 * const rescored = measureEmbeddings(x, bits, { dimensions: 8, queries, oversampling: 4 });
 * console.log(rough.recall < rescored.recall, rough.bytesPerVector); // true 1
 * ```
 */
export function measureEmbeddings<X extends FloatInput | Uint16Array = FloatInput>(
  x: X,
  codes: EmbeddingCodes,
  options: MeasureOptions<X> & FloatOptionsOf<X>,
): EmbeddingMeasures;
export function measureEmbeddings(x: unknown, codes: unknown, options: unknown): EmbeddingMeasures {
  const given = checkNamed('options', options, optionNames);
  const metric = checkWord<Metric>('options.metric', given.metric, numberMetrics);
  const searchIn = checkWord<SearchIn>('options.search', given.search, ['codes', 'values']);
  const k = given.k === undefined ? 10 : checkCount('options.k', given.k, 1);
  const factor =
    given.oversampling === undefined ? 0 : checkCount('options.oversampling', given.oversampling, 1);
  const { dimensions: size, floatType, queries: asking } = given;
  // Getters of the codes may change x, so they are read before it is judged.
  const ownCodes = readCodes(codes);
  // A NaN in x is met by the exact search, which reads it anyway.
  const vectors = checkRows('x', x, size, floatType);
  const queries = checkRows('options.queries', asking, size, floatType);
  finiteRange(queries);
  const { rows, dimensions } = vectors;
  if (k > rows) {
    const most = `at most the number of vectors, ${rows}`;
    const allowed = given.k === undefined ? `given, ${most}: its default is ${k}` : most;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.k', allowed, given.k);
  }
  const measured = measuredOf(vectors, ownCodes, metric, searchIn);
  const asked = new Asked({ kind: 'floats', rows: queries.rows, vectors: queries }, dimensions);
  const exact = scoringOf('x', { kind: 'floats', rows, vectors }, asked, metric, false);
  const wanted = findBest(exact, undefined, k).indices;
  const candidates = Math.min(rows, k * Math.max(1, factor));
  const rough = findBest(measured.scoring(queries, asked), undefined, candidates).indices;
  const found = factor === 0 ? rough : rankAgain(exact, rough, k).indices;
  const zeroRows = measured.zeroRows();
  return {
    recall: countCommon(wanted, found, k) / (k * queries.rows),
    cosine: measured.cosine(),
    clipped: measured.clipped(),
    bytesPerVector: measured.bytesPerVector,
    zeroRows,
    warnings: zeroRowsWarnings(metric === 'cosine' ? zeroRows : 0, rows),
  };
}

/** Checks that there is at least one vector. */
function checkRows(argument: string, x: unknown, dimensions: unknown, floatType: unknown): Vectors {
  const vectors = checkVectors(argument, x, dimensions, floatType);
  if (vectors.rows === 0) {
    throw linquantError('ERR_LINQUANT_EMPTY', `${argument} must hold at least one vector; got none`);
  }
  return vectors;
}

/** Codes whose properties were read. */
interface OwnCodes {
  readonly data: unknown;
  /** Undefined for bits. */
  readonly parameters: AnyParameters | undefined;
  /** Of bits a binary dialect, of numbers one of codes. */
  readonly dialect: BinaryDialect | CodeDialect | undefined;
}

const parametersOfCodes = parameterNames('codes.parameters');

/** Reads codes, and copies their parameters, so that no getter runs later. */
function readCodes(codes: unknown): OwnCodes {
  const allowed = 'an object with data and parameters, or data and dialect';
  const { data, parameters, dialect } = checkReadable('codes', codes, allowed);
  if (parameters === undefined) {
    return { data, parameters: undefined, dialect: checkGivenWord('codes.dialect', dialect, dialectNames) };
  }
  const own = readParameters(parameters, parametersOfCodes) as unknown as AnyParameters;
  // x is compared with the range of the codes, which wants positive scales.
  checkParameters(own, parametersOfCodes);
  return { data, parameters: own, dialect: checkWord('codes.dialect', dialect, codeDialects) };
}

function measuredOf(vectors: Vectors, codes: OwnCodes, metric: Metric, searchIn: SearchIn): MeasuredCodes {
  const { data, parameters, dialect } = codes;
  if (parameters !== undefined) {
    return measuredNumbers(vectors, data as CodeInput, parameters, dialect as CodeDialect, metric, searchIn);
  }
  return measuredBits(vectors, data, dialect as BinaryDialect);
}
