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
import type { PromiseOptions } from './types.js';

/**
 * Converts floats of one type to another as `convert` of `linquant` does, off the event loop or in slices: see {@link PromiseOptions}.
 *
 * @typeParam X - the type of x
 * @typeParam F - the type of the result
 * @typeParam O - the type of `out`
 * @param x - float data; on a SharedArrayBuffer threads work on it. It must stay as it is until the promise settles
 * @param options - those of there, and {@link PromiseOptions}
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
>(x: X, options: FromOptions<X> & ToOptions<F, O> & PromiseOptions): Promise<OutOr<O, ConvertArrays[F]>>;
/** Converts codes of float8 to floats, or to the other float8. */
export function convert<F extends ConvertType, O extends ConvertOutputs[F] | undefined = undefined>(
  x: Float8Input,
  options: {
    /** The type of the codes. */
    readonly from: Float8Type;
  } & ToOptions<F, O> &
    PromiseOptions,
): Promise<OutOr<O, ConvertArrays[F]>>;
export function convert(x: unknown, options: unknown): Promise<ArrayBufferView> {
  return later(convertNow, [x, options]);
}
