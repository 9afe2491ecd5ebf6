import type { CodeInput } from '../arguments/codes.js';
import type { FloatInput } from '../arguments/floats-types.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import type { DimensionsOption } from '../arguments/vectors.js';
import type { BinaryDialect } from '../tables/binary-dialects.js';
import type { FloatType } from '../tables/float-types.js';
import type { NewFloat64Array, NewUint32Array } from '../tables/new-arrays.js';

/**
 * What a score is. With q a query and x a row:
 *
 * - 'cosine': q . x / sqrt(|q|^2 |x|^2); larger is better. A vector of zeros has no cosine: NaN, which comes last
 * - 'dot': q . x; larger is better
 * - 'l2': |q - x|^2, the square of the distance; smaller is better
 * - 'hamming': how many bits differ; smaller is better
 *
 * @category Search
 */
export type SearchMetric = 'cosine' | 'dot' | 'l2' | 'hamming';

/**
 * Codes of at most 8 bits (int8, uint8, packed int4, uint4, int2, uint2, uint1) with their parameters: of the whole, of rows (axis 0) or of dimensions
 * (axis 1), with or without offsets. A result of `quantizeEmbeddings` is one. Packed rows begin at bytes: `dimensions` is a multiple of the
 * codes in a byte.
 *
 * @category Search
 */
export interface SearchCodes {
  /** Codes `[rows, dimensions]`, as `dequantize` takes them, at any byte offset. */
  readonly data: CodeInput;
  /** Their parameters. Scales must be positive; blocks are not taken. */
  readonly parameters: AnyParameters;
}

/**
 * Bits of signs with their dialect. A result of `binarizeEmbeddings` is one.
 *
 * @category Search
 */
export interface SearchBits {
  /** Bits, `ceil(dimensions / 8)` bytes a row, at any byte offset. The unused bits of a row's last byte must be 0. */
  readonly data: Uint8Array | Int8Array | Buffer;
  /** Which bit of a byte is the first, and whether bytes are XORed with 0x80. */
  readonly dialect: BinaryDialect;
  /** Left out: bits have no parameters. */
  readonly parameters?: undefined;
}

/**
 * The rows to search in: floats, codes or bits, `[rows, dimensions]`. Nothing is copied.
 *
 * @category Search
 */
export type SearchCorpus = FloatInput | Uint16Array | SearchCodes | SearchBits;

/**
 * The options of {@link scoreEmbeddings}, and of {@link searchEmbeddings} for its scores.
 *
 * @category Search
 */
export interface ScoreOptions extends DimensionsOption {
  /**
   * What a score is: 'cosine' unless given. Bits by bits have 'hamming' only; bits by floats 'dot' (unless given), 'cosine' or 'hamming', for
   * which the floats become bits of the same dialect.
   */
  readonly metric?: SearchMetric | undefined;
  /**
   * What codes are compared by: 'values' (default), what they stand for; or 'codes', bare integers without scales and zero points, as a store
   * without scales compares them. Integers of rows whose offsets are half their scales (`fit: 'least-squares'`) are compared as
   * `2 code + 1`, or `2 code - 1` where they are
   * below 0, as those of uint1. A row of zeros, whose offset is 0, stays one. For bits 'codes' is the Hamming distance, 'values' the product of signs with float queries.
   */
  readonly search?: 'values' | 'codes' | undefined;
  /** The type of floats that are raw bytes ('float32' unless given) or in a Uint16Array of bits; of corpus, queries and vectors. */
  readonly floatType?: FloatType | undefined;
}

/**
 * The options of {@link searchEmbeddings}.
 *
 * @category Search
 */
export interface SearchOptions<I extends Uint32Array = Uint32Array, S extends Float64Array = Float64Array>
  extends ScoreOptions {
  /** How many rows to find for each query; 10 unless given. */
  readonly k?: number | undefined;
  /**
   * The rows that may be found: their numbers, in any order, or a bit for each row, as `packBits` packs them by default: row 0 in the
   * most significant bit of the first byte. Unused bits are ignored.
   */
  readonly filter?: Uint32Array | Uint8Array | undefined;
  /** Finds `oversampling * k` rows first, and ranks these again by `vectors`: a whole number, 1 or more. */
  readonly oversampling?: number | undefined;
  /**
   * What rows are ranked by again: the same rows as floats or finer codes, compared by their values and `metric`. With a corpus of bits `metric` is
   * for them alone; which bits come first is told by `search`.
   */
  readonly vectors?: FloatInput | Uint16Array | SearchCodes | undefined;
  /** Where results go: arrays of exactly `queries * k` elements, with the k of the result. */
  readonly out?: SearchOutput<I, S> | undefined;
}

/**
 * Where the results of {@link searchEmbeddings} go.
 *
 * @category Search
 */
export interface SearchOutput<I extends Uint32Array = Uint32Array, S extends Float64Array = Float64Array> {
  /** For the numbers of rows. */
  readonly indices: I;
  /** For their scores. */
  readonly scores: S;
}

/**
 * The nearest rows of each query.
 *
 * @category Search
 */
export interface SearchResult<I = NewUint32Array, S = NewFloat64Array> {
  /** Numbers of rows, `[queries, k]`, the best first; of equal scores the lower number. */
  readonly indices: I;
  /** Their scores, `[queries, k]`. */
  readonly scores: S;
  /** How many rows each query has: the k that was asked for, or all that there are. */
  readonly k: number;
  /** Whether larger scores are better. */
  readonly largest: boolean;
}
