import { kernels } from './backend/select.js';
import type { Dtype, DtypeInfo } from './dtypes.js';
import { checkOptions, checkParameters, type QuantizationParameters } from './parameters.js';
import { throwUnlessOk } from './status.js';
import { type CodeInput, checkCodes, checkOut, type FloatOutput, floatBytes } from './views.js';

const optionNames: readonly string[] = ['out'];

/**
 * Turns codes back into float32 numbers: `x = f32(f32(q - zeroPoint) * scale)`, with one rounding each. Values that
 * were inside the range come back within `scale * (0.5 + (qmax - qmin) * 2^-23)`.
 *
 * Without `out` one Float32Array is allocated, else nothing; the data is never copied.
 *
 * @param q - codes of `parameters.dtype`, any number of them: {@link CodeInput}
 * @param parameters - the parameters that `q` was quantized with
 * @param options - `out`: where to write, a Float32Array or a Buffer (any byte offset) of exactly 4 bytes for each
 * code; it may not share memory with q
 * @returns `out`, or a new Float32Array
 * @throws TypeError ERR_LINQUANT_INVALID_TYPE, ERR_LINQUANT_DETACHED
 * @throws RangeError as {@link quantize}. Outputs are untouched then.
 * @example
 * dequantize(Int8Array.of(-100, 0, 50), { dtype: 'int8', scale: 0.5, zeroPoint: 0 });
 * // Float32Array [-50, 0, 25]
 */
export function dequantize<D extends Dtype, O extends FloatOutput>(
  q: CodeInput<D>,
  parameters: QuantizationParameters<D>,
  options: { readonly out: O },
): O;
export function dequantize<D extends Dtype>(
  q: CodeInput<D>,
  parameters: QuantizationParameters<D>,
  options?: { readonly out?: undefined },
): Float32Array;
export function dequantize<D extends Dtype>(
  q: CodeInput<D>,
  parameters: QuantizationParameters<D>,
  options?: { readonly out?: FloatOutput | undefined },
): FloatOutput;
export function dequantize(q: unknown, parameters: unknown, options?: unknown): ArrayBufferView {
  const { out } = checkOptions(options, optionNames);
  const { dtype, scale, zeroPoint } = checkParameters(parameters);
  return dequantizeInto(out, q, dtype, scale, zeroPoint, 'q');
}

/** Checks q and out and runs the kernel, with parameters that were checked. */
export function dequantizeInto(
  out: unknown,
  q: unknown,
  dtype: DtypeInfo,
  scale: number,
  zeroPoint: number,
  argument: string,
): ArrayBufferView {
  const { view, count } = checkCodes(argument, q, dtype);
  const result =
    out === undefined ? new Float32Array(count) : checkOut(out, 'Float32Array', count, floatBytes);
  throwUnlessOk(kernels.dequantize(view, result, dtype.index, scale, zeroPoint), argument);
  return result;
}
