import type { FloatOptionsOf } from '../../arguments/floats-types.js';
import { checkGivenWord, checkLeftOut, checkNamed } from '../../arguments/options.js';
import { checkVectors } from '../../arguments/vectors.js';
import type { CodeOutput, FloatInput } from '../../index.js';
import type { RangesDtype } from '../ranges/parameters.js';
import { quantizeByRange, quantizeByRanges, quantizeByRow, quantizeMatrix } from './rules.js';
import type {
  MatrixRule,
  OutOption,
  QuantizedEmbeddings,
  RangeRule,
  RangesResult,
  RangesRule,
  RowDtype,
  RowFit,
  RowOutput,
  RowResult,
  RowRule,
  TensorResult,
} from './types.js';

/** The function of each rule, and the options that only other rules take. */
const rules = {
  row: { work: quantizeByRow, others: ['range', 'ranges', 'dialect', 'countClipped'] },
  matrix: { work: quantizeMatrix, others: ['fit', 'range', 'ranges', 'dialect', 'countClipped'] },
  range: { work: quantizeByRange, others: ['fit', 'ranges'] },
  ranges: { work: quantizeByRanges, others: ['fit', 'range'] },
} as const;

const ruleNames = Object.keys(rules) as (keyof typeof rules)[];
const beside = { row: "rule 'row'", matrix: "rule 'matrix'", range: "rule 'range'", ranges: "rule 'ranges'" };
const optionNames = [
  'dimensions',
  'rule',
  'dtype',
  'fit',
  'range',
  'ranges',
  'dialect',
  'countClipped',
  'floatType',
  'firstRow',
  'out',
];

/**
 * Quantizes a batch of embeddings, to one byte for each number or to fewer bits, by one of four rules. This overload is rule 'row'. A single vector is a
 * batch of one row.
 *
 * - `row`: each vector has its own scale, `max(f32(max|x| / 127), 2^-126)`; int8 codes -127..127. A row of zeros gets scale 1 and codes 0.
 *   Also codes of 4, 2 and 1 bits, and scales of least squares: see {@link RowFit}.
 *   Cosine similarity does not depend on the scales, so a store that compares codes by cosine does not need them.
 * - `matrix`: one scale for the batch, from the largest |x| in it.
 * - `range`: one scale from a given range, the same for all batches, so that codes of different batches can be compared.
 * - `ranges`: a range for each dimension, from calibration: int8 or uint8, exactly as `quantize_embeddings` of sentence-transformers
 *   5.7.0 and later. See {@link parametersForRanges}, and {@link RangesDialect} for the int8 codes of earlier releases.
 *
 * Codes are those of `quantize` with the parameters in the result (but for another dialect), and `dequantize(data, parameters, { shape })` returns the floats.
 * float64 is rounded to float32 first, also where NumPy would compute in float64.
 *
 * @typeParam D - the quantized type
 * @typeParam F - how scales are chosen
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @param x - float data of whole vectors, `[rows, dimensions]`, at any byte offset; zero rows are allowed
 * @param options - `rule: 'row'` and `dimensions`; `dtype`, 'int8' unless given, and `fit`, 'absmax' unless given; `floatType`: the type of x
 * if that is raw bytes or a Uint16Array of bits; `out`: an Int8Array (of fewer bits a Uint8Array) or Buffer for the codes, or an object of
 * views `{ data, scale, zeroPoint }`, with fit 'least-squares' also `offset` (all but `data` optional, with one element for each row), not
 * overlapping x
 * @returns a new object `{ data, parameters, shape, zeroRows, warnings }`. `zeroRows` counts vectors whose codes are all 0, which have no
 * cosine. Arrays are allocated only for what `out` does not provide; vectors are
 * not copied, and read once
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`; `out` is unspecified then.
 * `ERR_LINQUANT_INVALID_SHAPE`: x is not whole vectors, or a row of few bits is not whole bytes; `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
 * @category Embeddings
 * @example
 * ```ts
 * import { dequantize } from 'linquant';
 * import { quantizeEmbeddings } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(0.6, -0.8, 0, 0, 2, 4); // three vectors
 * const { data, parameters, shape } = quantizeEmbeddings(x, { dimensions: 2, rule: 'row' });
 * console.log(data); // Int8Array [ 95, -127, 0, 0, 64, 127 ]
 * dequantize(data, parameters, { shape }); // Float32Array [ 0.598..., -0.800..., 0, 0, 2.01..., 4 ]
 *
 * const few = quantizeEmbeddings(x, { dimensions: 2, rule: 'row', dtype: 'int4', fit: 'least-squares' });
 * console.log(few.data); // Uint8Array [ 133, 0, 115 ]
 * dequantize(few.data, few.parameters, { shape }); // Float32Array [ 0.591..., -0.806..., 0, 0, 1.89..., 4.05... ]
 * ```
 */
export function quantizeEmbeddings<
  D extends RowDtype = 'int8',
  F extends RowFit = 'absmax',
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & RowRule<D, F> & { readonly out?: RowOutput<D, F, O> },
): RowResult<D, F, O>;
/**
 * Quantizes a batch of embeddings to int8 with one scale for all vectors. Rule 'matrix' takes the scale from the largest |x| of the batch.
 * Rule 'range' takes it from a given range, -1..1 unless given, so that codes of different batches and queries can be compared.
 *
 * A range is used as symmetric: its larger end counts as max|x|, and values beyond it saturate. -1..1 contains the values of any unit
 * vector, but in many dimensions they use only few of the codes; {@link quantileRange} finds a narrower range.
 *
 * @param x - float data of whole vectors, `[rows, dimensions]`; zero rows are allowed with 'range' only
 * @param options - `rule` and `dimensions`; with 'range' also `range: { min, max }` or a {@link RangeDialect}, and `countClipped`; `floatType`: the type of x if that
 * is raw bytes or a Uint16Array of bits; `out`: an Int8Array or Buffer with a byte for each number, not overlapping x
 * @returns a new object `{ data, parameters, shape, zeroRows, warnings }`, with `countClipped` also `clipped`, the share of saturated values.
 * `zeroRows` counts vectors whose codes are all 0: those that are short beside the range. `countClipped` takes another pass over x and about 256 KB
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column` (`out` is unspecified then), or a range
 * that is not finite or has min > max; `ERR_LINQUANT_EMPTY`: 'matrix' with zero rows; and as the first overload
 * @throws TypeError as the first overload
 * @category Embeddings
 * @example
 * ```ts
 * import { quantizeEmbeddings } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(0.6, -0.8, 1, 0); // two vectors
 * quantizeEmbeddings(x, { dimensions: 2, rule: 'range' }).data; // Int8Array [ 76, -102, 127, 0 ]
 * ```
 */
export function quantizeEmbeddings<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(x: X, options: FloatOptionsOf<X> & (MatrixRule | RangeRule) & OutOption<O>): TensorResult<O>;
/**
 * Quantizes a batch of embeddings to int8 or uint8 with a range for each dimension, exactly as `quantize_embeddings` of
 * sentence-transformers 5.7.0 and later. Values outside of their range saturate (releases of 2025 wrapped). See {@link parametersForRanges}.
 *
 * @param x - float data of whole vectors, `[rows, dimensions]`; zero rows are allowed if `ranges` is given
 * @param options - `rule: 'ranges'` and `dimensions`; `ranges`: `[2, dimensions]`, minima first, or a {@link RangeCalibration}; left out, those
 * of x itself; `dtype`: 'int8' unless given; `countClipped`; `floatType`: the type of x if that is raw bytes or a Uint16Array of bits;
 * `out`: a typed array of the dtype or a Buffer, with a byte for each number, not overlapping x
 * @returns a new object `{ data, parameters, shape, zeroRows, warnings }`, with `countClipped` also `clipped`, the share of saturated values
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`, or a wrong range, with its `column`;
 * `ERR_LINQUANT_INVALID_SHAPE`: ranges of other dimensions; `ERR_LINQUANT_EMPTY`: neither ranges nor vectors; and as the first overload
 * @throws TypeError as the first overload
 * @category Embeddings
 * @example
 * ```ts
 * import { quantizeEmbeddings } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(0.6, -0.8, 0, 0, 2, 4); // three vectors
 * const ranges = Float32Array.of(-1, -1, 1, 1); // from calibration: minima, then maxima
 * const codes = quantizeEmbeddings(x, { dimensions: 2, rule: 'ranges', ranges, dtype: 'uint8', countClipped: true });
 * console.log(codes.data); // Uint8Array [ 203, 25, 127, 127, 255, 255 ]
 * console.log(codes.clipped, codes.warnings[0]?.code); // 0.333... many-clipped
 * ```
 */
export function quantizeEmbeddings<
  D extends RangesDtype = 'int8',
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(x: X, options: FloatOptionsOf<X> & RangesRule<D> & OutOption<O>): RangesResult<D, O>;
/**
 * Quantizes a batch of embeddings by a rule that is known only at run time. Takes no `out`.
 *
 * @param x - float data of whole vectors, `[rows, dimensions]`
 * @param options - those of any of the four rules
 * @returns as the overload of the rule; the type has any dtype and any parameters
 * @throws RangeError and TypeError as the overload of the rule
 * @category Embeddings
 */
export function quantizeEmbeddings<X extends FloatInput | Uint16Array = FloatInput>(
  x: X,
  options: FloatOptionsOf<X> & (RowRule | MatrixRule | RangeRule | RangesRule),
): QuantizedEmbeddings;
export function quantizeEmbeddings(x: unknown, options: unknown): QuantizedEmbeddings {
  return quantizeByOptions(x, options, false);
}

/**
 * The same for vectors of which more is known.
 *
 * @param knownFinite - whether a pass has shown that they have no NaN and no infinity, so that no rule makes one for that alone
 */
export function quantizeByOptions(x: unknown, options: unknown, knownFinite: boolean): QuantizedEmbeddings {
  const given = checkNamed('options', options, optionNames);
  const name = checkGivenWord('options.rule', given.rule, ruleNames);
  const { work, others } = rules[name];
  checkLeftOut(given, others, beside[name]);
  const vectors = checkVectors('x', x, given.dimensions, given.floatType, given.firstRow);
  return work(vectors, given, knownFinite) as QuantizedEmbeddings;
}
