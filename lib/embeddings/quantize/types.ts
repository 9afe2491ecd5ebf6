import type { GivenOr } from '../../arguments/codes.js';
import type { DimensionsOption, FirstRowOption } from '../../arguments/vectors.js';
import type {
  AnyParameters,
  AxisOutput,
  ChosenAxisParameters,
  CodeArrays,
  CodeOutput,
  QuantizationParameters,
  Range,
} from '../../index.js';
import type { NewFloat32Array } from '../../tables/new-arrays.js';
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
  D extends EmbeddingDtype = EmbeddingDtype,
  O = CodeArrays[D],
  P extends AnyParameters<D> = AnyParameters<D>,
> {
  /** The codes, row by row, a byte each or packed: `options.out` or its `data`, or a new typed array. */
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
   * compare them: for uint8, too, 0 is 0, whatever number it stands for. With fit 'least-squares' no code stands for 0: vectors of zeros.
   */
  readonly zeroRows: number;
  /** Reasons to doubt the ranges or the codes; usually empty. */
  readonly warnings: readonly EmbeddingWarning[];
}

/**
 * The dtypes of rule 'row'.
 *
 * @category Embeddings
 */
export type RowDtype = 'int8' | 'int4' | 'int2' | 'uint1';

/**
 * The dtypes of quantized embeddings.
 *
 * @category Embeddings
 */
export type EmbeddingDtype = RowDtype | RangesDtype;

/**
 * How the scale of a row is chosen:
 *
 * - 'absmax': `max(f32(max|x| / qmax), 2^-126)`, with codes -qmax..qmax, for int8, int4 and int2: 0 has the code 0.
 * - 'least-squares': of all scales, that whose codes have the largest cosine with the row, found exactly. The codes k stand for k + 1/2
 *   steps, so all of them are used and none stands for 0; `scale = <x, u> / <u, u>` with u = k + 1/2, `offset = scale / 2`. For uint1
 *   `scale = 2 * mean|x|` and `offset = -mean|x|`. This is the grid of RaBitQ with several bits (arXiv 2409.09913, without its rotation).
 *   Numbers count as multiples of 2^-(53 - bits - log2(dimensions)) of the largest, so that all sums are exact: 2^-41 for 4 bits and 256
 *   dimensions. Scales are at least 2^-126 and at most the largest float32; rows of zeros have scale 1, offset 0 and codes 0.
 *
 * @useDeclaredType
 * @category Embeddings
 */
export type RowFit = 'absmax' | 'least-squares';

/**
 * Parameters of rows by fit 'least-squares'.
 *
 * @category Embeddings
 */
export interface FittedParameters<D extends RowDtype = RowDtype> extends ChosenAxisParameters<D> {
  /** Half of the scale of each row, negative for uint1; 0 for a row of zeros. */
  readonly offset: NewFloat32Array;
}

/**
 * Options of rule 'row': each vector has its own scale.
 *
 * @category Embeddings
 */
export interface RowRule<D extends RowDtype = RowDtype, F extends RowFit = RowFit>
  extends DimensionsOption,
    FirstRowOption {
  /** For each row a scale of its own: see {@link RowFit}. */
  readonly rule: 'row';
  /** 'int8' unless given. Of 4, 2 and 1 bits `dimensions` must be a multiple of 2, 4 or 8, so that each row begins at a byte. */
  readonly dtype?: D | undefined;
  /** 'absmax' unless given, which uint1 does not have. */
  readonly fit?: F | undefined;
}

/**
 * Options of rule 'matrix': one scale for the batch.
 *
 * @category Embeddings
 */
export interface MatrixRule extends DimensionsOption, FirstRowOption {
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
export interface RangeRule extends DimensionsOption, FirstRowOption {
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
export interface RangesRule<D extends RangesDtype = RangesDtype> extends DimensionsOption, FirstRowOption {
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
export type RowResult<D extends RowDtype, F extends RowFit, O> = QuantizedEmbeddings<
  D,
  GivenOr<O, D>,
  RowParameters<D, F>
>;

/**
 * The parameters of rule 'row'.
 *
 * @category Embeddings
 */
export type RowParameters<D extends RowDtype, F extends RowFit> = F extends 'least-squares'
  ? FittedParameters<D>
  : ChosenAxisParameters<D>;

/**
 * The `out` of rule 'row': a view for the codes, or an object of views for codes and parameters.
 *
 * @category Embeddings
 */
export type RowOutput<
  D extends RowDtype,
  F extends RowFit,
  O extends CodeOutput<D> | undefined,
> = F extends 'least-squares'
  ?
      | O
      | ((O extends undefined ? never : unknown) & {
          /** The output for the codes. */
          readonly data: O;
          /** The output for the scales, one element for each row. Left out, an array is allocated. */
          readonly scale?: Float32Array | undefined;
          /** The output for the zero points, likewise. */
          readonly zeroPoint?: Int32Array | undefined;
          /** The output for the offsets, likewise. */
          readonly offset?: Float32Array | undefined;
        })
  : AxisOutput<D, O>;

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
