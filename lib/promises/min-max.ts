import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import { minMax as minMaxNow } from '../operations/min-max.js';
import type { AxisOptions, AxisRange, Range, TensorOptions } from '../operations/min-max-types.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Minima and maxima along an axis as `minMax` of `linquant` finds them, off the event loop or in slices: see {@link PromiseOptions}.
 *
 * @param x - float data; on a SharedArrayBuffer, or with `transfer`, threads work on it. It must stay as it is until the promise settles
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `minMax` returns. It rejects as that of {@link quantize}
 * @category Promises
 */
export function minMax<X extends FloatInput | Uint16Array, T extends boolean = false>(
  x: X,
  options: AxisOptions & FloatOptionsOf<X> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, AxisRange, Record<'x', X>>;
/**
 * Minimum and maximum of all elements.
 *
 * @param x - float data, not empty
 * @param options - as in the first overload, without `axis`
 * @returns a promise of what `minMax` returns
 * @category Promises
 * @example
 * ```ts
 * import { minMax } from 'linquant/promises';
 *
 * console.log(await minMax(Float32Array.of(1, -2, 0.5))); // { min: -2, max: 1 }
 * ```
 */
export function minMax<X extends FloatInput, T extends boolean = false>(
  x: X,
  options?: TensorOptions & FloatOptionsOf<X> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, Range, Record<'x', X>>;
/**
 * Minimum and maximum of 16-bit floats that are given as bits in a Uint16Array.
 *
 * @param x - a Uint16Array of bits
 * @param options - `floatType`: 'float16' or 'bfloat16'; else as in the first overload, without `axis`
 * @returns a promise of what `minMax` returns
 * @category Promises
 */
export function minMax<X extends FloatInput | Uint16Array, T extends boolean = false>(
  x: X,
  options: TensorOptions & FloatOptionsOf<X> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, Range, Record<'x', X>>;
export function minMax(x: unknown, options?: unknown): Promise<unknown> {
  return later(minMaxNow as (x: never, options: never) => Range | AxisRange, ['x'], [x, options]);
}
