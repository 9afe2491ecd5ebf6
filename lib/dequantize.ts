import { type AnyParameters, type CheckedAxisParameters, checkAnyParameters } from './axis.js';
import { kernels } from './backend/select.js';
import type { Dtype } from './dtypes.js';
import { type CheckedParameters, checkOptions } from './parameters.js';
import type { ShapeOptions } from './quantize.js';
import { checkRows, checkShape } from './shape.js';
import { throwUnlessOk } from './status.js';
import { type CodeInput, checkCodes, checkOut, type FloatOutput, floatBytes } from './views.js';

const optionNames: readonly string[] = ['out', 'shape'];

/**
 * Turns codes back into float32 numbers: `x = f32(f32(q - zeroPoint) * scale)`, with one rounding each. Values that
 * were inside the range come back within `scale * (0.5 + (qmax - qmin) * 2^-23)`.
 *
 * This overload writes to `out` and allocates nothing. The data is never copied.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link FloatOutput}
 * @param q - codes of `parameters.dtype`, any number of them
 * @param parameters - the parameters that `q` was quantized with
 * @param options - `shape` as in {@link quantize}. `out`: where to write, a Float32Array or a Buffer (any byte offset)
 * of exactly 4 bytes for each code; it may not share memory with q
 * @returns `out`
 * @throws TypeError and RangeError as {@link quantize}. Outputs are untouched then.
 * @category Quantize
 * @example
 * ```ts
 * import { dequantize } from 'linquant';
 *
 * dequantize(Int8Array.of(-100, 0, 50), { dtype: 'int8', scale: 0.5, zeroPoint: 0 }); // Float32Array [ -50, 0, 25 ]
 * ```
 */
export function dequantize<D extends Dtype, O extends FloatOutput>(
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options: ShapeOptions & { readonly out: O },
): O;
/**
 * Without `out`: the one thing allocated is the result.
 *
 * @returns a new Float32Array
 */
export function dequantize<D extends Dtype>(
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options?: ShapeOptions & { readonly out?: undefined },
): Float32Array;
/**
 * With an `out` that may be there.
 *
 * @returns `out`, or a new Float32Array
 */
export function dequantize<D extends Dtype>(
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options?: ShapeOptions & { readonly out?: FloatOutput | undefined },
): FloatOutput;
export function dequantize(q: unknown, parameters: unknown, options?: unknown): ArrayBufferView {
  const { out, shape } = checkOptions(options, optionNames);
  return dequantizeInto(out, q, checkAnyParameters(parameters), shape, 'q');
}

/** Checks q and out and runs the kernel, with parameters that were checked. */
export function dequantizeInto(
  out: unknown,
  q: unknown,
  parameters: CheckedParameters | CheckedAxisParameters,
  shape: unknown,
  argument: string,
): ArrayBufferView {
  const { dtype } = parameters;
  const { view, count } = checkCodes(argument, q, dtype);
  const sizes = shape === undefined ? undefined : checkShape(shape, count);
  if ('scales' in parameters) checkRows('parameters.scale', parameters.rows, sizes, count);
  const result =
    out === undefined ? new Float32Array(count) : checkOut(out, 'Float32Array', count, floatBytes);
  const status =
    'scales' in parameters
      ? kernels.dequantizeRows(view, result, dtype.index, parameters.scales, parameters.zeroPoints)
      : kernels.dequantize(view, result, dtype.index, parameters.scale, parameters.zeroPoint);
  throwUnlessOk(status, argument, 'scales' in parameters);
  return result;
}
