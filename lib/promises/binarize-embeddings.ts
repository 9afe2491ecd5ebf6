import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import {
  type BinaryEmbeddings,
  type BinaryOptions,
  type BitsOr,
  binarizeEmbeddings as binarizeEmbeddingsNow,
} from '../embeddings/binary.js';
import type { BinaryDialect } from '../tables/binary-dialects.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Quantizes a batch of embeddings to signs as `binarizeEmbeddings` of `linquant/embeddings` does, off the event loop or in slices: see
 * {@link PromiseOptions}.
 *
 * @typeParam B - the dialect
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @typeParam T - whether memory is taken over
 * @param x - float data of whole vectors; on a SharedArrayBuffer, or with `transfer`, threads work on it. It must stay as it is until the promise settles
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `binarizeEmbeddings` returns, of the same bytes. It rejects as that of {@link quantize}
 * @category Promises
 * @example
 * ```ts
 * import { binarizeEmbeddings } from 'linquant/promises';
 *
 * const x = Float32Array.of(0.5, -1, 0, 2, 1, -3, 1, 1);
 * console.log((await binarizeEmbeddings(x, { dimensions: 8 })).data); // Uint8Array(1) [ 155 ]
 * ```
 */
export function binarizeEmbeddings<
  B extends BinaryDialect = 'ubinary',
  O extends (B extends 'binary' ? Int8Array : Uint8Array) | Buffer | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> & BinaryOptions<B> & PromiseOptions & TransferOption<T> & { readonly out?: O },
): PromiseOf<T, BinaryEmbeddings<B, BitsOr<O, B>>, Record<'x', X>>;
export function binarizeEmbeddings(x: unknown, options: unknown): Promise<unknown> {
  return later(binarizeEmbeddingsNow as (x: never, options: never) => unknown, ['x'], [x, options]);
}
