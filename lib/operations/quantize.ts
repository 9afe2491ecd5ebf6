import { type CodeOutput, checkCodeOutOrAllocate, type GivenOr } from '../arguments/codes.js';
import { putFloats } from '../arguments/floats.js';
import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import { checkFlag, checkOptions } from '../arguments/options.js';
import { putLayoutFor, putParameters } from '../arguments/parameters.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import { readShape, type ShapeOptions } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { slot } from '../kernels.js';
import type { Dtype } from '../tables/dtypes.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'shape', 'floatType', 'finite'];
const { numbers, quantize: run } = kernels;

/** Whether the data has to be finite. */
export interface FiniteOption {
  /**
   * Refuses data that holds a NaN or an infinity, as float32: also a float64 that rounds to one. This costs hardly anything beside quantizing.
   * Without it infinities saturate, and NaN gives the code of 0.
   */
  readonly finite?: boolean | undefined;
}

/**
 * Quantizes float data: `q = clamp(round(f32(f32(x - offset) / scale)) + zeroPoint, qmin, qmax)`, where f32 is rounding to float32. With
 * the defaults (offset 0, round half to even) this is the formula of ONNX QuantizeLinear, with a float32 quotient as in ONNX
 * Runtime (for float16 too, where ONNX divides in the type of the scale). Values out of range, infinities too, saturate; nothing wraps. NaN gives the code of 0. float64 is rounded to float32 first.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link CodeOutput}
 * @typeParam X - the type of x
 * @param x - float data of any length, at any byte offset
 * @param parameters - from {@link chooseParameters} or {@link quantizeDynamic}, or your own: one scale and zero point for all of x, or
 * parameters along an axis ({@link AxisParameters})
 * @param options - `shape`: the shape of x, `[count]` unless given; parameters along an axis must fit it. `floatType`: the type of x if
 * that is raw bytes ({@link FloatOptions}). `out`: the output, a typed array of the dtype or a Buffer, of exactly the size of the codes,
 * not overlapping x or the parameters. `finite`: {@link FiniteOption}
 * @returns `out`, or a new typed array of the dtype. Data is never copied; plain arrays of parameters are copied to typed ones in each call
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_INVALID_SCALE`,
 * `ERR_LINQUANT_INVALID_ZERO_POINT`, `ERR_LINQUANT_INVALID_OFFSET`, `ERR_LINQUANT_INVALID_QRANGE`,
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. Outputs are unchanged
 * then. If two SharedArrayBuffer objects share memory, only the native backend notices an overlap. With `finite`, last of all,
 * `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, with its `index`; `out` is unspecified then
 * @category Quantize
 * @example
 * ```ts
 * import { quantize } from 'linquant';
 *
 * const x = Float32Array.of(-1, 0, 0.5);
 * quantize(x, { dtype: 'int8', scale: 0.01, zeroPoint: 0 }); // Int8Array [ -100, 0, 50 ]
 * quantize(x, { dtype: 'uint8', scale: 0.01, zeroPoint: 128 }, { out: Buffer.alloc(3) }); // <Buffer 1c 80 b2>
 * quantize(x, { dtype: 'int4', scale: 0.25, zeroPoint: 0 }); // Uint8Array [ 12, 2 ]
 *
 * // A scale and a zero point for each column.
 * const columns = { dtype: 'int8', axis: -1, scale: [1, 0.1], zeroPoint: [0, 1] } as const;
 * quantize(Float32Array.of(1, 1, 2, 2), columns, { shape: [2, 2] }); // Int8Array [ 1, 11, 2, 21 ]
 *
 * try {
 *   quantize(Float32Array.of(1, NaN), { dtype: 'int8', scale: 0.01, zeroPoint: 0 }, { finite: true });
 * } catch (error) {
 *   console.log((error as Error).message); // x must hold no NaN and no infinity; got NaN at index 1
 * }
 * ```
 */
export function quantize<
  D extends Dtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput = FloatInput,
>(
  x: X,
  parameters: AnyParameters<D>,
  options?: ShapeOptions & FloatOptionsOf<X> & FiniteOption & { readonly out?: O },
): GivenOr<O, D>;
/**
 * Quantizes 16-bit floats that are given as bits in a Uint16Array. `floatType` says whether they are float16 or bfloat16.
 *
 * @param x - a Uint16Array of bits, or other float data of that type
 * @param parameters - as in the first overload
 * @param options - `floatType`: 'float16' or 'bfloat16'; `shape`, `out` and `finite` as in the first overload
 * @returns `out`, or a new typed array of the dtype
 * @throws TypeError and RangeError as the first overload
 * @category Quantize
 * @example
 * ```ts
 * import { quantize } from 'linquant';
 *
 * const bits = Uint16Array.of(0x3c00, 0xc000); // the float16 1 and -2
 * quantize(bits, { dtype: 'int8', scale: 0.5, zeroPoint: 0 }, { floatType: 'float16' }); // Int8Array [ 2, -4 ]
 * ```
 */
export function quantize<
  D extends Dtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = Uint16Array,
>(
  x: X,
  parameters: AnyParameters<D>,
  options: ShapeOptions & FloatOptionsOf<X> & FiniteOption & { readonly out?: O },
): GivenOr<O, D>;
export function quantize(x: unknown, parameters: unknown, options?: unknown): ArrayBufferView {
  const { out, shape, floatType, finite } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  numbers[slot.finite] = finite === undefined ? 0 : checkFlag('options.finite', finite) ? 1 : 0;
  const { dtype, along } = putParameters(numbers, 0, parameters);
  const view = putFloats(numbers, 'x', x, floatType);
  const count = numbers[slot.inner]!;
  if (along !== undefined || sizes !== undefined) putLayoutFor(numbers, 0, along, sizes, count);
  const codes = checkCodeOutOrAllocate(out, dtype, count);
  if (along === undefined) run(view, codes);
  else run(view, codes, along.scales, along.zeroPoints, along.offsets);
  throwUnlessOk(numbers[slot.status]!, 'x', along !== undefined);
  return codes;
}
