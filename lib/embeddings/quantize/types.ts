import type { GivenOr } from '../../arguments/codes.js';
import type { DimensionsOption } from '../../arguments/vectors.js';
import type {
  AnyParameters,
  ChosenAxisParameters,
  CodeArrays,
  QuantizationParameters,
  Range,
} from '../../index.js';
import type { RangeCalibration } from '../ranges/calibration.js';
import type { RangesDtype, RangesParameters } from '../ranges/parameters.js';
import type { RangesInput } from '../ranges/ranges.js';
import type { CodeDialect } from './code-dialects.js';
import type { RangeDialect } from './range-dialects.js';
import type { RangesDialect } from './ranges-dialects.js';
import type { EmbeddingWarning } from './warnings.js';

/**
 * The result of {@link quantizeEmbeddings}.
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
  /** The parameters of the codes: `dequantize(data, parameters, { shape })` returns floats. */
  readonly parameters: P;
  /** Rows and dimensions. */
  readonly shape: readonly [number, number];
  /**
   * With `options.countClipped`: the share of values that were clamped to the lowest or highest code, from 0 to 1. With dialect 'sqlite-vec'
   * it is counted by the formula of rule 'range', rounded down.
   */
  readonly clipped?: number;
  /** The dialect of the codes, if one was given and its codes differ from the rule's own. Queries must have the same. */
  readonly dialect?: CodeDialect;
  /**
   * How many vectors have the code 0 in all dimensions. They have no cosine, and each store ranks them otherwise. Codes count as stores
   * compare them: for uint8, too, 0 is 0, whatever number it stands for.
   */
  readonly zeroRows: number;
  /** Reasons to doubt the ranges or the codes; usually empty. */
  readonly warnings: readonly EmbeddingWarning[];
}

/**
 * Options of rule 'row': each vector has its own scale.
 *
 * @category Embeddings
 */
export interface RowRule extends DimensionsOption {
  /** For each row `scale = max(f32(max|x| / 127), 2^-126)`, 1 for a row of zeros; codes -127..127. */
  readonly rule: 'row';
  /** Always 'int8' with this rule. */
  readonly dtype?: 'int8' | undefined;
}

/**
 * Options of rule 'matrix': one scale for the batch.
 *
 * @category Embeddings
 */
export interface MatrixRule extends DimensionsOption {
  /** As 'row', with the largest |x| of the batch. */
  readonly rule: 'matrix';
  /** Always 'int8' with this rule. */
  readonly dtype?: 'int8' | undefined;
}

/**
 * Options of rule 'range': one scale from a given range, the same for every batch.
 *
 * @category Embeddings
 */
export interface RangeRule extends DimensionsOption {
  /** As 'row', with the larger of |min| and |max| as max|x|. Values beyond it saturate. */
  readonly rule: 'range';
  /** -1..1 unless given, which contains all values of unit vectors. {@link quantileRange} finds a narrower range. */
  readonly range?: Range | undefined;
  /** Always 'int8' with this rule. */
  readonly dtype?: 'int8' | undefined;
  /** Whose codes to make in place of the rule's own; of -1..1, so `range` must be left out. */
  readonly dialect?: RangeDialect | undefined;
  /** Whether to count the clipped values, which takes one more pass. */
  readonly countClipped?: boolean | undefined;
}

/**
 * Options of rule 'ranges': a range for each dimension, as in sentence-transformers.
 *
 * @category Embeddings
 */
export interface RangesRule<D extends RangesDtype = RangesDtype> extends DimensionsOption {
  /** See {@link parametersForRanges}. */
  readonly rule: 'ranges';
  /**
   * The ranges, from calibration vectors. Left out, those of the batch itself: codes of different batches are then not comparable.
   */
  readonly ranges?: RangesInput | RangeCalibration | undefined;
  /** 'int8' unless given. */
  readonly dtype?: D | undefined;
  /** Which release of sentence-transformers the codes shall agree with; 'sentence-transformers' (the latest) unless given. */
  readonly dialect?: RangesDialect | undefined;
  /** Whether to count the clipped values, which takes one more pass. */
  readonly countClipped?: boolean | undefined;
}

/**
 * The option for the output.
 *
 * @category Embeddings
 */
export interface OutOption<O> {
  /** The output for the codes, a byte each. */
  readonly out?: O | undefined;
}

/**
 * The result of rule 'row'.
 *
 * @category Embeddings
 */
export type RowResult<O> = QuantizedEmbeddings<'int8', GivenOr<O, 'int8'>, ChosenAxisParameters<'int8'>>;

/**
 * The result of rules 'matrix' and 'range'.
 *
 * @category Embeddings
 */
export type TensorResult<O> = QuantizedEmbeddings<'int8', GivenOr<O, 'int8'>, QuantizationParameters<'int8'>>;

/**
 * The result of rule 'ranges'.
 *
 * @category Embeddings
 */
export type RangesResult<D extends RangesDtype, O> = QuantizedEmbeddings<
  D,
  GivenOr<O, D>,
  RangesParameters<D>
>;
