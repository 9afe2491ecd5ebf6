import type { CodeOutput } from '../arguments/codes.js';
import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import { quantizeEmbeddings as quantizeEmbeddingsNow } from '../embeddings/quantize/quantize.js';
import type {
  MatrixRule,
  OutOption,
  QuantizedEmbeddings,
  RangeRule,
  RangesResult,
  RangesRule,
  RowDtype,
  RowFit,
  RowOutput,
  RowResult,
  RowRule,
  TensorResult,
} from '../embeddings/quantize/types.js';
import type { RangesDtype } from '../embeddings/ranges/parameters.js';
import { copyCalibration } from './copy-calibration.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Quantizes a batch of embeddings as `quantizeEmbeddings` of `linquant/embeddings` does, off the event loop or in slices: see
 * {@link PromiseOptions}. This overload is rule 'row'.
 *
 * @typeParam D - the quantized type
 * @typeParam F - how scales are chosen
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @typeParam T - whether memory is taken over
 * @param x - float data of whole vectors; on a SharedArrayBuffer, or with `transfer`, threads work on it. It must stay as it is until the promise settles
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `quantizeEmbeddings` returns, of the same bytes. It rejects as that of {@link quantize}
 * @category Promises
 * @example
 * ```ts
 * import { quantizeEmbeddings } from 'linquant/promises';
 *
 * const x = Float32Array.of(0.6, -0.8, 0, 0, 2, 4); // three vectors
 * const { data } = await quantizeEmbeddings(x, { dimensions: 2, rule: 'row', threads: 2 });
 * console.log(data); // Int8Array(6) [ 95, -127, 0, 0, 64, 127 ]
 * ```
 */
export function quantizeEmbeddings<
  D extends RowDtype = 'int8',
  F extends RowFit = 'absmax',
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    RowRule<D, F> &
    PromiseOptions &
    TransferOption<T> & { readonly out?: RowOutput<D, F, O> },
): PromiseOf<T, RowResult<D, F, O>, Record<'x', X>>;
/**
 * Rules 'matrix' and 'range'.
 *
 * @param x - as in the first overload
 * @param options - as in the first overload
 * @returns as the first overload
 * @category Promises
 */
export function quantizeEmbeddings<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> & (MatrixRule | RangeRule) & OutOption<O> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, TensorResult<O>, Record<'x', X>>;
/**
 * Rule 'ranges'.
 *
 * @param x - as in the first overload
 * @param options - as in the first overload
 * @returns as the first overload
 * @category Promises
 */
export function quantizeEmbeddings<
  D extends RangesDtype = 'int8',
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> & RangesRule<D> & OutOption<O> & PromiseOptions & TransferOption<T>,
): PromiseOf<T, RangesResult<D, O>, Record<'x', X>>;
/**
 * A rule that is known only at run time. Takes no `out`.
 *
 * @param x - as in the first overload
 * @param options - those of any rule
 * @returns as the first overload
 * @category Promises
 */
export function quantizeEmbeddings<
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    PromiseOptions &
    TransferOption<T> &
    (RowRule | MatrixRule | RangeRule | RangesRule),
): PromiseOf<T, QuantizedEmbeddings, Record<'x', X>>;
export function quantizeEmbeddings(x: unknown, options: unknown): Promise<unknown> {
  return later(
    quantizeEmbeddingsNow as (x: never, options: never) => unknown,
    ['x'],
    [x, options],
    copyCalibration,
  );
}
