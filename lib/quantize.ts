import { type AnyParameters, type CheckedAxisParameters, checkAnyParameters } from './axis.js';
import { kernels } from './backend/select.js';
import type { CodeArrays, Dtype } from './dtypes.js';
import { type CheckedParameters, checkOptions } from './parameters.js';
import { checkRows, checkShape } from './shape.js';
import { throwUnlessOk } from './status.js';
import { type CheckedView, type CodeOutput, checkFloats, checkOut, type FloatInput } from './views.js';

const optionNames: readonly string[] = ['out', 'shape'];

/**
 * Options that tell the shape of the data.
 *
 * @category Data
 */
export interface ShapeOptions {
  /** Sizes whose product is the number of elements; `[count]` unless given. */
  readonly shape?: readonly number[] | undefined;
}

/**
 * Quantizes float32 data: `q = clamp(rne(f32(x / scale)) + zeroPoint, qmin, qmax)`, the formula of ONNX
 * QuantizeLinear and of PyTorch, where rne rounds to nearest, ties to even. Nothing wraps: infinities and everything
 * out of range saturate. NaN gives `zeroPoint`, the code of 0.
 *
 * This overload writes to `out` and allocates nothing. The data is never copied.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link CodeOutput}
 * @param x - float data of any length, at any byte offset
 * @param parameters - as {@link chooseParameters} or {@link quantizeDynamic} gives them, or written by hand: one scale and
 * zero point for all of x, or one for each row ({@link AxisParameters})
 * @param options - `shape`: the shape of x, `[count]` unless given; with parameters of rows its first size is their
 * number. `out`: where to write, a typed array of the dtype or a Buffer, with exactly one code for each
 * element of x; it may not share memory with x
 * @returns `out`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_INVALID_SCALE`,
 * `ERR_LINQUANT_INVALID_ZERO_POINT`, `ERR_LINQUANT_INVALID_QRANGE`, `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. Outputs are untouched then. Two
 * SharedArrayBuffer objects on the same memory are seen to overlap by the native backend only.
 * @category Quantize
 * @example
 * ```ts
 * import { quantize } from 'linquant';
 *
 * const x = Float32Array.of(-1, 0, 0.5);
 * quantize(x, { dtype: 'int8', scale: 0.01, zeroPoint: 0 }); // Int8Array [ -100, 0, 50 ]
 * quantize(x, { dtype: 'uint8', scale: 0.01, zeroPoint: 128 }, { out: Buffer.alloc(3) }); // <Buffer 1c 80 b2>
 * ```
 */
export function quantize<D extends Dtype, O extends CodeOutput<D>>(
  x: FloatInput,
  parameters: AnyParameters<D>,
  options: ShapeOptions & { readonly out: O },
): O;
/**
 * Without `out`: the one thing allocated is the result.
 *
 * @returns a new typed array of the dtype
 */
export function quantize<D extends Dtype>(
  x: FloatInput,
  parameters: AnyParameters<D>,
  options?: ShapeOptions & { readonly out?: undefined },
): CodeArrays[D];
/**
 * With an `out` that may be there.
 *
 * @returns `out`, or a new typed array of the dtype
 */
export function quantize<D extends Dtype>(
  x: FloatInput,
  parameters: AnyParameters<D>,
  options?: ShapeOptions & { readonly out?: CodeOutput<D> | undefined },
): CodeOutput<D>;
export function quantize(x: unknown, parameters: unknown, options?: unknown): ArrayBufferView {
  const { out, shape } = checkOptions(options, optionNames);
  const checked = checkAnyParameters(parameters);
  const floats = checkFloats('x', x);
  const sizes = shape === undefined ? undefined : checkShape(shape, floats.count);
  if ('scales' in checked) checkRows('parameters.scale', checked.rows, sizes, floats.count);
  return quantizeInto(checkOutOrAllocate(out, floats.count, checked), floats, checked, 'x');
}

/** The caller's `out` after checking, or a new array. */
export function checkOutOrAllocate(
  out: unknown,
  count: number,
  { dtype }: Pick<CheckedParameters, 'dtype'>,
): ArrayBufferView {
  return out === undefined ? dtype.allocate(count) : checkOut(out, dtype.arrayName, count, dtype.bytes);
}

/** Runs the kernel on arguments that were checked, but for overlap, which the backend sees. */
export function quantizeInto(
  out: ArrayBufferView,
  { view }: CheckedView,
  parameters: CheckedParameters | CheckedAxisParameters,
  argument: string,
): ArrayBufferView {
  const { dtype, qmin, qmax } = parameters;
  const status =
    'scales' in parameters
      ? kernels.quantizeRows(view, out, dtype.index, parameters.scales, parameters.zeroPoints, qmin, qmax)
      : kernels.quantize(view, out, dtype.index, parameters.scale, parameters.zeroPoint, qmin, qmax);
  throwUnlessOk(status, argument, 'scales' in parameters);
  return out;
}
