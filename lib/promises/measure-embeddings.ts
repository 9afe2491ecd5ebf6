import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import {
  type EmbeddingCodes,
  type EmbeddingMeasures,
  type MeasureOptions,
  measureEmbeddings as measureEmbeddingsNow,
} from '../embeddings/measure/measure-embeddings.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Measures what codes of embeddings lose as `measureEmbeddings` of `linquant/embeddings` does; its searches are done off the event loop or in
 * slices: see {@link PromiseOptions}.
 *
 * @typeParam X - the type of x
 * @typeParam C - the type of codes
 * @typeParam T - whether memory is taken over
 * @param x - as there; on a SharedArrayBuffer, or with `transfer`, threads search in it. It must stay as it is until the promise settles
 * @param codes - as there
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `measureEmbeddings` returns, the same numbers. It rejects as that of {@link quantize}
 * @category Promises
 * @example
 * ```ts
 * import { measureEmbeddings, quantizeEmbeddings } from 'linquant/promises';
 *
 * const x = Float32Array.of(1, 0, 0.6, 0.8, 0, 1, -1, 0);
 * const codes = await quantizeEmbeddings(x, { dimensions: 2, rule: 'row' });
 * const { recall } = await measureEmbeddings(x, codes, { dimensions: 2, queries: Float32Array.of(0.8, 0.6), k: 1 });
 * console.log(recall); // 1
 * ```
 */
export function measureEmbeddings<
  X extends FloatInput | Uint16Array = FloatInput,
  C extends EmbeddingCodes = EmbeddingCodes,
  T extends boolean = false,
>(
  x: X,
  codes: C,
  options: MeasureOptions<X> & FloatOptionsOf<X> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, EmbeddingMeasures, Record<'x', X> & Record<'codes', C>>;
export function measureEmbeddings(x: unknown, codes: unknown, options: unknown): Promise<unknown> {
  const run = measureEmbeddingsNow as (x: never, codes: never, options: never) => EmbeddingMeasures;
  return later(run, ['x', 'codes'], [x, codes, options], undefined, () => false);
}
