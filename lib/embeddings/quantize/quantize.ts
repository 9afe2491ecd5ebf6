import type { FloatOptionsOf } from '../../arguments/floats-types.js';
import { checkGivenWord, checkLeftOut, checkNamed } from '../../arguments/options.js';
import type { AxisOutput, CodeOutput, FloatInput } from '../../index.js';
import { checkVectors } from '../batch.js';
import type { RangesDtype } from '../ranges/parameters.js';
import { quantizeByRange, quantizeByRanges, quantizeByRow, quantizeMatrix } from './rules.js';
import type {
  MatrixRule,
  OutOption,
  QuantizedEmbeddings,
  RangeRule,
  RangesResult,
  RangesRule,
  RowResult,
  RowRule,
  TensorResult,
} from './types.js';

/** Each rule, and the options that belong to others. */
const rules = {
  row: { work: quantizeByRow, others: ['range', 'ranges', 'dialect', 'countClipped'] },
  matrix: { work: quantizeMatrix, others: ['range', 'ranges', 'dialect', 'countClipped'] },
  range: { work: quantizeByRange, others: ['ranges', 'dialect'] },
  ranges: { work: quantizeByRanges, others: ['range'] },
} as const;

const ruleNames = Object.keys(rules) as (keyof typeof rules)[];
const beside = { row: "rule 'row'", matrix: "rule 'matrix'", range: "rule 'range'", ranges: "rule 'ranges'" };
const optionNames = [
  'dimensions',
  'rule',
  'dtype',
  'range',
  'ranges',
  'dialect',
  'countClipped',
  'floatType',
  'out',
];

/**
 * Quantizes a batch of embeddings to a byte for each number, by one of four rules. A single vector is a batch of one row.
 *
 * - `row`: a scale for each vector, `max(f32(max|x| / 127), 2^-126)`; codes -127..127, int8. A row of zeros gets scale 1
 *   and codes 0. Cosine does not see the scales, so a store that compares codes needs none of them. Memory is read once.
 * - `matrix`: the same with one scale, from the largest |x| of the batch.
 * - `range`: the same with one scale from a range that is known beforehand: codes of different batches can be compared.
 *   Values outside of it saturate. Memory is read twice, here and for 'ranges', since NaN has to be looked for. -1..1 suits
 *   every unit vector, but in many dimensions few values are near the ends.
 * - `ranges`: a range for each dimension, from calibration: int8 and uint8 exactly as `quantize_embeddings` of
 *   sentence-transformers 5.7.0 and later, see {@link parametersForRanges}; with `dialect: 'sentence-transformers-5.6'` as its
 *   releases before, whose int8 codes below 0 are mostly one higher. Values outside saturate, where those releases wrapped.
 *
 * Codes are those of `quantize` with the parameters in the result: `dequantize(data, parameters, { shape })` turns them
 * back. float64 is rounded to float32 first, also where NumPy would compute in float64.
 *
 * This overload is rule 'row'.
 *
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @param x - float data of whole vectors, `[rows, dimensions]`, at any byte offset; zero rows are allowed, except with 'matrix' and
 * with 'ranges' without ranges
 * @param options - `rule` and `dimensions`, and what the rule takes besides; `floatType`: the type of x where it is raw bytes
 * or bits; `out`: where to write, a typed array of the dtype or a Buffer, of a byte for each number; with 'row' also an
 * object of `data` and optionally `scale` and `zeroPoint`, one element for each row. It may not share memory with x
 * @returns a new object with `out` or a new array; else only parameters and small objects are allocated, and vectors are
 * never copied. With `countClipped`, memory for a block of about 256 KB besides
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `row` and `column`, after which what `out` holds
 * is unspecified; or a range that is none. `ERR_LINQUANT_INVALID_SHAPE`: no whole vectors, or ranges of other dimensions;
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
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
 * // As sentence-transformers: ranges of calibration vectors, minima first.
 * const ranges = Float32Array.of(-1, -1, 1, 1);
 * const codes = quantizeEmbeddings(x, { dimensions: 2, rule: 'ranges', ranges, dtype: 'uint8', countClipped: true });
 * console.log(codes.data); // Uint8Array [ 203, 25, 127, 127, 255, 255 ]
 * console.log(codes.warnings[0]?.code); // many-clipped
 * ```
 */
export function quantizeEmbeddings<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(x: X, options: FloatOptionsOf<X> & RowRule & { readonly out?: AxisOutput<'int8', O> }): RowResult<O>;
/** By one scale: the batch's own, or that of a range. */
export function quantizeEmbeddings<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(x: X, options: FloatOptionsOf<X> & (MatrixRule | RangeRule) & OutOption<O>): TensorResult<O>;
/** By ranges of each dimension. */
export function quantizeEmbeddings<
  D extends RangesDtype = 'int8',
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(x: X, options: FloatOptionsOf<X> & RangesRule<D> & OutOption<O>): RangesResult<D, O>;
/** By a rule that is known at run time only. */
export function quantizeEmbeddings<X extends FloatInput | Uint16Array = FloatInput>(
  x: X,
  options: FloatOptionsOf<X> & (RowRule | MatrixRule | RangeRule | RangesRule),
): QuantizedEmbeddings;
export function quantizeEmbeddings(x: unknown, options: unknown): QuantizedEmbeddings {
  const given = checkNamed('options', options, optionNames);
  const name = checkGivenWord('options.rule', given.rule, ruleNames);
  const { work, others } = rules[name];
  checkLeftOut(given, others, beside[name]);
  return work(checkVectors('x', x, given.dimensions, given.floatType), given) as QuantizedEmbeddings;
}
