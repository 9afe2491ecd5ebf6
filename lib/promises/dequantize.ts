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
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Dequantizes codes as `dequantize` of `linquant` does, off the event loop or in slices: see {@link PromiseOptions}.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`
 * @typeParam F - the float type of the result
 * @typeParam T - whether memory is taken over
 * @param q - codes; on a SharedArrayBuffer, or with `transfer`, threads work on them. They must stay as they are until the promise settles
 * @param parameters - as there
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}. Packed codes need one that tells their number
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
  Q extends CodeInput<D> = CodeInput<D>,
  T extends boolean = false,
>(
  q: Q,
  parameters: AnyParameters<D>,
  options?: ShapeOptions &
    LengthOptions &
    FloatOptions<F & FloatTypeOf<O>> &
    PromiseOptions &
    TransferOption<T> & { readonly out?: O },
): PromiseOf<T, FloatsOr<O, F>, Record<'q', Q> & Record<'parameters', AnyParameters<D>>>;
/**
 * Dequantizes to the bits of 16-bit floats in a Uint16Array of yours.
 *
 * @param q - codes
 * @param parameters - as in the first overload
 * @param options - `out`: a Uint16Array with one element for each code; `floatType`: 'float16' or 'bfloat16'; else as in the first overload
 * @returns a promise of `out`
 * @category Promises
 */
export function dequantize<
  D extends Dtype,
  O extends Uint16Array,
  Q extends CodeInput<D> = CodeInput<D>,
  T extends boolean = false,
>(
  q: Q,
  parameters: AnyParameters<D>,
  options: ShapeOptions &
    LengthOptions &
    HalfOptions &
    PromiseOptions &
    TransferOption<T> & { readonly out: O },
): PromiseOf<T, O, Record<'q', Q> & Record<'parameters', AnyParameters<D>>>;
export function dequantize(q: unknown, parameters: unknown, options?: unknown): Promise<unknown> {
  return later(dequantizeNow, ['q', 'parameters'], [q, parameters, options]);
}
