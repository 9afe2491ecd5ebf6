import { axisIn, checkAxis, putAxisLayout } from '../arguments/axis.js';
import { type CodeInput, checkCodes } from '../arguments/codes.js';
import { checkFloatKind } from '../arguments/floats.js';
import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import { checkOptions } from '../arguments/options.js';
import { putLayoutFor, putParameters } from '../arguments/parameters.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import { putWholeLayout, readShape } from '../arguments/shape.js';
import { checkedCount, viewOf } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { linquantError } from '../errors.js';
import { Measure, measureCount, Status, slot } from '../kernels.js';
import { type Dtype, packedBytes } from '../tables/dtypes.js';
import type { NewFloat64Array } from '../tables/new-arrays.js';
import type {
  AxisQuantizationMeasures,
  MeasureAxisOptions,
  MeasureTensorOptions,
  QuantizationMeasures,
} from './measure-quantization-types.js';
import { checkNotEmpty, checkParts, sizesWithAxis } from './min-max.js';
import { throwUnlessOk, unfitError } from './status.js';

const optionNames: readonly string[] = ['shape', 'axis', 'floatType'];
const { numbers } = kernels;

/** What a backend measured: see {@link Measure}. */
interface MeasureSums {
  /** The measures one after the other, each with an element for each result. */
  readonly values: Float64Array;
  /** An array for each measure, with an element for each result. */
  readonly of: (measure: Measure) => NewFloat64Array;
  /** How many elements of x each result has. */
  readonly elements: number;
  /** Counted from the first; undefined for one result. */
  readonly axis: number | undefined;
}

/**
 * Measures how far codes are from the floats that they stand for, for each index of an axis.
 *
 * The codes need not be those of `quantize`: any of the dtype are measured. The axis is that of the results; parameters have their own.
 *
 * @typeParam X - the type of x
 * @typeParam D - the quantized type
 * @param x - the float data, at any byte offset. float64 counts as it does for {@link quantize}, rounded to float32
 * @param q - codes of `parameters.dtype`, one for each element of x; packed ones as in {@link dequantize}
 * @param parameters - the parameters that `q` was quantized with: of the whole tensor, along an axis or in blocks, with any offset and
 * rounding. Scales must be positive
 * @param options - `shape` and `axis`: see {@link MeasureAxisOptions}. `floatType`: the type of x if that is raw bytes or a Uint16Array of bits
 * @returns a new object with new arrays. x is read once, and nothing but the results is allocated. The same bytes on every backend and
 * instruction set: each sum adds eight interleaved lanes over at most 4096 elements, then these sums in order
 * @throws RangeError `ERR_LINQUANT_EMPTY`: no elements; `ERR_LINQUANT_INVALID_RANGE`: x has a NaN, an infinity or a float64 too large for
 * float32, the first at `index`; `ERR_LINQUANT_BYTE_LENGTH`: q does not hold as many codes as x has elements; and as {@link quantize}
 * @throws TypeError as {@link quantize}
 * @category Quantize
 * @example
 * ```ts
 * import { measureQuantization, quantizeDynamic } from 'linquant';
 *
 * const x = Float32Array.of(1, -0.5, 0.3, 100, 7, -30); // two rows of three
 * const rows = { shape: [2, 3], axis: 0 };
 * const { data, parameters } = quantizeDynamic(x, { dtype: 'int8' });
 * const { sqnr, maxErrorIndex } = measureQuantization(x, data, parameters, rows);
 * console.log(sqnr.map(Math.round), maxErrorIndex); // Float64Array(2) [ 15, 55 ] Float64Array(2) [ 2, 4 ]
 * ```
 */
export function measureQuantization<X extends FloatInput | Uint16Array, D extends Dtype>(
  x: X,
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options: MeasureAxisOptions & FloatOptionsOf<X>,
): AxisQuantizationMeasures;
/**
 * Measures how far codes are from the floats that they stand for: signal-to-quantization-noise ratio (SQNR), mean squared error, the
 * largest error and where it is, mean absolute error, cosine, and the share that was clipped, in one pass without restoring the floats
 * to memory.
 *
 * SQNR is that of Lin, Talathi and Annapureddy, "Fixed Point Quantization of Deep Convolutional Networks" (ICML 2016), and of PyTorch's
 * `torch.ao.ns.fx.utils.compute_sqnr`: `10 log10(sum of x^2 / sum of (x - r)^2)`.
 *
 * @param x - the float data, with at least one element
 * @param q - codes of `parameters.dtype`
 * @param parameters - the parameters that `q` was quantized with
 * @param options - `floatType` as in the first overload; `shape`: that of x, which parameters along an axis must fit
 * @returns a new object
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 * @example
 * ```ts
 * import { measureQuantization, quantize } from 'linquant';
 *
 * const x = Float32Array.of(0.25, -1, 3, 200);
 * const parameters = { dtype: 'int8', scale: 0.5, zeroPoint: 0 } as const;
 * const measures = measureQuantization(x, quantize(x, parameters), parameters);
 * measures.maxAbsoluteError; // 136.5
 * measures.maxErrorIndex; // 3
 * measures.clipped; // 0.25
 * measures.sqnr.toFixed(2); // '3.32'
 * ```
 */
export function measureQuantization<X extends FloatInput, D extends Dtype>(
  x: X,
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options?: MeasureTensorOptions & FloatOptionsOf<X>,
): QuantizationMeasures;
/**
 * Measures the codes of 16-bit floats that are given as bits in a Uint16Array. `floatType` says whether they are float16 or bfloat16.
 *
 * @param x - a Uint16Array of bits, or other float data of that type
 * @param q - codes of `parameters.dtype`
 * @param parameters - the parameters that `q` was quantized with
 * @param options - `floatType`: 'float16' or 'bfloat16'; `shape` as in the overload for a whole tensor
 * @returns a new object
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 * @example
 * ```ts
 * import { measureQuantization } from 'linquant';
 *
 * const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
 * const bits = Uint16Array.of(0x3c00, 0xc000); // the float16 1 and -2
 * measureQuantization(bits, Int8Array.of(1, -1), parameters, { floatType: 'float16' }).noise; // 1
 * ```
 */
export function measureQuantization<X extends FloatInput | Uint16Array, D extends Dtype>(
  x: X,
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options: MeasureTensorOptions & FloatOptionsOf<X>,
): QuantizationMeasures;
export function measureQuantization(
  x: unknown,
  q: unknown,
  parameters: unknown,
  options?: unknown,
): QuantizationMeasures | AxisQuantizationMeasures {
  const sums = measureSums(x, q, parameters, options);
  return sums.axis === undefined ? ofTensor(sums) : ofAxis(sums, sums.axis);
}

/** The sums from which `linquant/embeddings` makes a mean cosine and the share clipped. */
export interface RowSums {
  /** Of each row of x, the sum of squares. */
  readonly own: Float64Array;
  /** The same of the restored floats. */
  readonly restored: Float64Array;
  /** Of each row, the sum of products of both. */
  readonly product: Float64Array;
  /** How many elements are clipped, in all rows. */
  readonly clipped: number;
}

/** Measures, with the arguments of {@link measureQuantization}, of which `axis` is 0. */
export function measureRows(x: unknown, q: unknown, parameters: unknown, options: unknown): RowSums {
  const { of } = measureSums(x, q, parameters, options);
  let clipped = 0;
  for (const count of of(Measure.clipped)) clipped += count;
  return { own: of(Measure.signal), restored: of(Measure.restored), product: of(Measure.product), clipped };
}

function measureSums(x: unknown, q: unknown, parameters: unknown, options: unknown): MeasureSums {
  const { shape, axis, floatType } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const place = checkAxis('options.axis', axis);
  const { dtype, along } = putParameters(numbers, 0, parameters);
  const type = checkFloatKind('x', x, floatType);
  const view = viewOf('x', x);
  const count = checkedCount('x', view, type.bytes);
  numbers[slot.floatType] = type.index;
  putLayoutFor(numbers, 0, along, sizes, count);
  let results = 1;
  let found: number | undefined;
  if (place === undefined) {
    checkNotEmpty('x', count);
    putWholeLayout(numbers, slot.from, count);
  } else {
    const given = sizesWithAxis(sizes, count);
    found = axisIn('options.axis', place, given);
    results = putAxisLayout(numbers, slot.from, found, 0, given);
    checkParts(count, results, found, 0);
  }
  const { view: codes, bytes } = checkCodes('q', q, dtype);
  const wanted = packedBytes(count, dtype.bits);
  if (bytes !== wanted) {
    throw linquantError(
      'ERR_LINQUANT_BYTE_LENGTH',
      `q must hold exactly ${wanted} bytes, for the ${count} elements of x as ${dtype.name}; got ${bytes} bytes`,
    );
  }
  // Room for sums in between, where the elements of a result are apart.
  const sets = numbers[slot.from + slot.outer]! > 1 && results > 1 ? 2 : 1;
  const values = new Float64Array(results * measureCount * sets);
  kernels.measure(view, codes, values, along?.scales, along?.zeroPoints, along?.offsets);
  if (numbers[slot.status] === Status.notFinite) throw unfitError('x');
  throwUnlessOk(numbers[slot.status]!, 'x and q', along !== undefined);
  return {
    values,
    of: (measure) => values.slice(measure * results, (measure + 1) * results),
    elements: results === 0 ? 0 : count / results,
    axis: found,
  };
}

function ofTensor({ values, elements }: MeasureSums): QuantizationMeasures {
  // One result: the measures lie side by side.
  const signal = values[Measure.signal]!;
  const noise = values[Measure.noise]!;
  return {
    sqnr: sqnrOf(signal, noise),
    signal,
    noise,
    meanSquaredError: noise / elements,
    meanAbsoluteError: values[Measure.absolute]! / elements,
    maxAbsoluteError: values[Measure.largest]!,
    maxErrorIndex: values[Measure.index]!,
    cosine: cosineOf(values[Measure.product]!, signal, values[Measure.restored]!),
    clipped: values[Measure.clipped]! / elements,
  };
}

function ofAxis({ of, elements }: MeasureSums, axis: number): AxisQuantizationMeasures {
  const signal = of(Measure.signal);
  const noise = of(Measure.noise);
  const restored = of(Measure.restored);
  const mean = (sum: number) => sum / elements;
  return {
    sqnr: signal.map((sum, i) => sqnrOf(sum, noise[i]!)),
    signal,
    noise,
    meanSquaredError: noise.map(mean),
    meanAbsoluteError: of(Measure.absolute).map(mean),
    maxAbsoluteError: of(Measure.largest),
    maxErrorIndex: of(Measure.index),
    cosine: of(Measure.product).map((sum, i) => cosineOf(sum, signal[i]!, restored[i]!)),
    clipped: of(Measure.clipped).map(mean),
    axis,
  };
}

function sqnrOf(signal: number, noise: number): number {
  return noise === 0 ? Infinity : 10 * Math.log10(signal / noise);
}

/** Roundings may leave a quotient just outside -1..1. Of several NaN with different bits it gives one. */
function cosineOf(product: number, signal: number, restored: number): number {
  const cosine = product / Math.sqrt(signal * restored);
  return Number.isNaN(cosine) ? NaN : Math.max(-1, Math.min(1, cosine));
}
