import type { CodeOutput, GivenOr } from '../arguments/codes.js';
import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import type { ShapeOptions } from '../arguments/shape.js';
import { type FiniteOption, quantize as quantizeNow } from '../operations/quantize.js';
import type { Dtype } from '../tables/dtypes.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Quantizes float data as `quantize` of `linquant` does, off the event loop or in slices: see {@link PromiseOptions}.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @typeParam T - whether memory is taken over
 * @param x - float data of any length; on a SharedArrayBuffer, or with `transfer`, threads work on it. It must stay as it is until the promise settles
 * @param parameters - as there
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `quantize` returns, of the same bytes. It rejects with its errors, with TypeError `ERR_LINQUANT_DETACHED` where
 * memory was taken away or resized meanwhile (`out` is unspecified then), and with the reason of `signal`. With
 * `transfer` of a {@link Transferred}: an error of this package has the memory then as `transferred`, once it was taken; a reason of `signal` has not, nor what
 * `onProgress` threw: it is gone. TypeError `ERR_LINQUANT_TRANSFER`: memory that cannot be transferred; nothing was taken
 * @category Promises
 * @example
 * ```ts
 * import { quantize } from 'linquant/promises';
 *
 * const x = new Float32Array(new SharedArrayBuffer(4 * 1_000_000)).fill(0.5);
 * const codes = await quantize(x, { dtype: 'int8', scale: 0.01, zeroPoint: 0 }, { threads: 2 });
 * console.log(codes.length, codes[0]); // 1000000 50
 * ```
 */
export function quantize<
  D extends Dtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  parameters: AnyParameters<D>,
  ...options: [Extract<X, Uint16Array>] extends [never]
    ? [
        options?: ShapeOptions &
          FloatOptionsOf<X> &
          FiniteOption &
          PromiseOptions &
          TransferOption<T> & { readonly out?: O },
      ]
    : [
        options: ShapeOptions &
          FloatOptionsOf<X> &
          FiniteOption &
          PromiseOptions &
          TransferOption<T> & { readonly out?: O },
      ]
): PromiseOf<T, GivenOr<O, D>, Record<'x', X> & Record<'parameters', AnyParameters<D>>>;
export function quantize(x: unknown, parameters: unknown, options?: unknown): Promise<unknown> {
  return later(quantizeNow, ['x', 'parameters'], [x, parameters, options]);
}
