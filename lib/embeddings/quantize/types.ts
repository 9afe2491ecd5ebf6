import type { GivenOr } from '../../arguments/codes.js';
import type {
  AnyParameters,
  ChosenAxisParameters,
  CodeArrays,
  QuantizationParameters,
  Range,
} from '../../index.js';
import type { DimensionsOption } from '../batch.js';
import type { RangeCalibration } from '../ranges/calibration.js';
import type { RangesDtype, RangesParameters } from '../ranges/parameters.js';
import type { RangesInput } from '../ranges/ranges.js';
import type { RangesDialect } from './ranges-dialects.js';
import type { EmbeddingWarning } from './warnings.js';

/**
 * What {@link quantizeEmbeddings} gives.
 *
 * @category Embeddings
 */
export interface QuantizedEmbeddings<
  D extends RangesDtype = RangesDtype,
  O = CodeArrays[D],
  P extends AnyParameters<D> = AnyParameters<D>,
> {
  /** The codes, a byte each, row by row: `options.out` or its `data`, or a new typed array. */
  readonly data: O;
  /** What `dequantize(data, parameters, { shape })` turns the codes back with. */
  readonly parameters: P;
  /** Rows and dimensions. */
  readonly shape: readonly [number, number];
  /** The share of the values whose code had to be clamped, from 0 to 1, where `options.countClipped` asked for it. */
  readonly clipped?: number;
  /** What makes the range doubtful; empty where nothing does. */
  readonly warnings: readonly EmbeddingWarning[];
}

/**
 * A scale of its own for each vector.
 *
 * @category Embeddings
 */
export interface RowRule extends DimensionsOption {
  /** `scale = max(f32(max|x| / 127), 2^-126)` over each row, 1 for zeros; codes -127..127. */
  readonly rule: 'row';
  /** May be written out; no other dtype is possible. */
  readonly dtype?: 'int8' | undefined;
}

/**
 * One scale for the batch.
 *
 * @category Embeddings
 */
export interface MatrixRule extends DimensionsOption {
  /** As 'row', with the largest |x| of the whole batch. */
  readonly rule: 'matrix';
  /** May be written out; no other dtype is possible. */
  readonly dtype?: 'int8' | undefined;
}

/**
 * One scale that is known beforehand, for every batch the same.
 *
 * @category Embeddings
 */
export interface RangeRule extends DimensionsOption {
  /** As 'row', with the range's larger end as max|x|; values outside of it saturate. */
  readonly rule: 'range';
  /** -1..1 unless given, where all values of unit vectors lie; {@link quantileRange} finds a closer one. */
  readonly range?: Range | undefined;
  /** May be written out; no other dtype is possible. */
  readonly dtype?: 'int8' | undefined;
  /** Whether to count the values outside of the codes: one more pass. */
  readonly countClipped?: boolean | undefined;
}

/**
 * A range for each dimension, as sentence-transformers.
 *
 * @category Embeddings
 */
export interface RangesRule<D extends RangesDtype = RangesDtype> extends DimensionsOption {
  /** See {@link parametersForRanges}. */
  readonly rule: 'ranges';
  /** Of calibration vectors; left out, those of the batch itself, which takes one more pass and is seldom wise. */
  readonly ranges?: RangesInput | RangeCalibration | undefined;
  /** 'int8' unless given. */
  readonly dtype?: D | undefined;
  /** Whose codes these are; 'sentence-transformers' unless given. */
  readonly dialect?: RangesDialect | undefined;
  /** Whether to count the values outside of the codes: one more pass. */
  readonly countClipped?: boolean | undefined;
}

/**
 * The option of one output.
 *
 * @category Embeddings
 */
export interface OutOption<O> {
  /** Where the codes go, a byte each. */
  readonly out?: O | undefined;
}

/**
 * What rule 'row' gives.
 *
 * @category Embeddings
 */
export type RowResult<O> = QuantizedEmbeddings<'int8', GivenOr<O, 'int8'>, ChosenAxisParameters<'int8'>>;

/**
 * What the rules with one scale give.
 *
 * @category Embeddings
 */
export type TensorResult<O> = QuantizedEmbeddings<'int8', GivenOr<O, 'int8'>, QuantizationParameters<'int8'>>;

/**
 * What rule 'ranges' gives.
 *
 * @category Embeddings
 */
export type RangesResult<D extends RangesDtype, O> = QuantizedEmbeddings<
  D,
  GivenOr<O, D>,
  RangesParameters<D>
>;
