import type { CodeInput } from '../arguments/codes.js';
import type {
  FloatOptions,
  FloatOutput,
  FloatsOr,
  FloatTypeOf,
  HalfOptions,
} from '../arguments/floats-types.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import type { ShapeOptions } from '../arguments/shape.js';
import { dequantize as dequantizeNow, type LengthOptions } from '../operations/dequantize.js';
import type { Dtype } from '../tables/dtypes.js';
import type { FloatType } from '../tables/float-types.js';
import { later } from './later.js';
import type { PromiseOptions } from './types.js';

/**
 * Dequantizes codes as `dequantize` of `linquant` does, off the event loop or in slices: see {@link PromiseOptions}.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`
 * @typeParam F - the float type of the result
 * @param q - codes; on a SharedArrayBuffer threads work on them. They must stay as they are until the promise settles
 * @param parameters - as there
 * @param options - those of there, and {@link PromiseOptions}. Packed codes need one that tells their number
 * @returns a promise of what `dequantize` returns, of the same bytes. It rejects as that of {@link quantize}
 * @category Promises
 * @example
 * ```ts
 * import { dequantize } from 'linquant/promises';
 *
 * const floats = await dequantize(Int8Array.of(-100, 0, 50), { dtype: 'int8', scale: 0.5, zeroPoint: 0 });
 * console.log(floats); // Float32Array(3) [ -50, 0, 25 ]
 * ```
 */
export function dequantize<
  D extends Dtype,
  O extends FloatOutput | undefined = undefined,
  F extends FloatType = 'float32',
>(
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options?: ShapeOptions &
    LengthOptions &
    FloatOptions<F & FloatTypeOf<O>> &
    PromiseOptions & { readonly out?: O },
): Promise<FloatsOr<O, F>>;
/**
 * Dequantizes to the bits of 16-bit floats in a Uint16Array of yours.
 *
 * @param q - codes
 * @param parameters - as in the first overload
 * @param options - `out`: a Uint16Array with one element for each code; `floatType`: 'float16' or 'bfloat16'; else as in the first overload
 * @returns a promise of `out`
 * @category Promises
 */
export function dequantize<D extends Dtype, O extends Uint16Array>(
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options: ShapeOptions & LengthOptions & HalfOptions & PromiseOptions & { readonly out: O },
): Promise<O>;
export function dequantize(q: unknown, parameters: unknown, options?: unknown): Promise<ArrayBufferView> {
  return later(dequantizeNow, [q, parameters, options]);
}
