import type { Float8Input } from '../arguments/float8.js';
import type { FloatInput } from '../arguments/floats-types.js';
import {
  type ConvertOutputs,
  convert as convertNow,
  type FromOptions,
  type ToOptions,
} from '../operations/convert.js';
import type { ConvertArrays, ConvertType, Float8Type } from '../tables/float8-types.js';
import type { OutOr } from '../tables/new-arrays.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Converts floats of one type to another as `convert` of `linquant` does, off the event loop or in slices: see {@link PromiseOptions}.
 *
 * @typeParam X - the type of x
 * @typeParam F - the type of the result
 * @typeParam O - the type of `out`
 * @typeParam T - whether memory is taken over
 * @param x - float data; on a SharedArrayBuffer, or with `transfer`, threads work on it. It must stay as it is until the promise settles
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `convert` returns, of the same bytes. It rejects as that of {@link quantize}
 * @category Promises
 * @example
 * ```ts
 * import { convert } from 'linquant/promises';
 *
 * const bits = await convert(Float32Array.of(1, -2), { to: 'float16' });
 * console.log(bits); // Uint16Array(2) [ 15360, 49152 ]
 * ```
 */
export function convert<
  X extends FloatInput | Uint16Array,
  F extends ConvertType,
  O extends ConvertOutputs[F] | undefined = undefined,
  T extends boolean = false,
>(
  x: X,
  options: FromOptions<X> & ToOptions<F, O> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, OutOr<O, ConvertArrays[F]>, Record<'x', X>>;
/** Converts codes of float8 to floats, or to the other float8. */
export function convert<
  F extends ConvertType,
  O extends ConvertOutputs[F] | undefined = undefined,
  X extends Float8Input = Float8Input,
  T extends boolean = false,
>(
  x: X,
  options: {
    /** The type of the codes. */
    readonly from: Float8Type;
  } & ToOptions<F, O> &
    PromiseOptions &
    TransferOption<T>,
): PromiseOf<T, OutOr<O, ConvertArrays[F]>, Record<'x', X>>;
export function convert(x: unknown, options: unknown): Promise<unknown> {
  return later(convertNow, ['x'], [x, options]);
}
