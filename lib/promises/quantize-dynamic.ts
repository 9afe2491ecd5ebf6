import type { AbsmaxRuleOptions, ChooseOptions, OnnxRuleOptions } from '../arguments/choice-types.js';
import type { CodeOutput, GivenOr } from '../arguments/codes.js';
import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import type { AxisOptions, TensorOptions } from '../operations/min-max-types.js';
import { quantizeDynamic as quantizeDynamicNow } from '../operations/quantize-dynamic.js';
import type { AxisOutput, QuantizedAxisData, QuantizedData } from '../operations/quantize-dynamic-types.js';
import type { DataDtype } from '../tables/dtypes.js';
import { later } from './later.js';
import type { PromiseOf, PromiseOptions, TransferOption } from './types.js';

/**
 * Chooses parameters along an axis and quantizes, as `quantizeDynamic` of `linquant` does, off the event loop or in slices: see
 * {@link PromiseOptions}. Other overloads are for the rules 'absmax' and 'onnx', and for the whole tensor.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`
 * @typeParam X - the type of x
 * @typeParam T - whether memory is taken over
 * @param x - float data; on a SharedArrayBuffer, or with `transfer`, threads work on it. It must stay as it is until the promise settles
 * @param options - those of there, {@link PromiseOptions} and {@link TransferOption}
 * @returns a promise of what `quantizeDynamic` returns, of the same bytes. It rejects as that of {@link quantize}
 * @category Promises
 */
export function quantizeDynamic<
  D extends DataDtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    ChooseOptions<D> &
    AxisOptions &
    PromiseOptions &
    TransferOption<T> & { readonly out?: AxisOutput<D, O> },
): PromiseOf<T, QuantizedAxisData<D, GivenOr<O, D>>, Record<'x', X>>;
/**
 * Along an axis by rule 'absmax'.
 *
 * @param x - as in the first overload
 * @param options - as in the first overload
 * @returns as the first overload
 * @category Promises
 */
export function quantizeDynamic<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    AbsmaxRuleOptions &
    AxisOptions &
    PromiseOptions &
    TransferOption<T> & { readonly out?: AxisOutput<'int8', O> },
): PromiseOf<T, QuantizedAxisData<'int8', GivenOr<O, 'int8'>>, Record<'x', X>>;
/**
 * Along an axis by rule 'onnx'.
 *
 * @param x - as in the first overload
 * @param options - as in the first overload
 * @returns as the first overload
 * @category Promises
 */
export function quantizeDynamic<
  O extends CodeOutput<'uint8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    OnnxRuleOptions &
    AxisOptions &
    PromiseOptions &
    TransferOption<T> & { readonly out?: AxisOutput<'uint8', O> },
): PromiseOf<T, QuantizedAxisData<'uint8', GivenOr<O, 'uint8'>>, Record<'x', X>>;
/**
 * The whole tensor by the default rule.
 *
 * @param x - as in the first overload
 * @param options - as in the first overload, without `axis`
 * @returns as the first overload
 * @category Promises
 * @example
 * ```ts
 * import { quantizeDynamic } from 'linquant/promises';
 *
 * const { data, parameters } = await quantizeDynamic(Float32Array.of(-1, 0, 1), { dtype: 'uint8' });
 * console.log(data, parameters.zeroPoint); // Uint8Array(3) [ 0, 127, 254 ] 127
 * ```
 */
export function quantizeDynamic<
  D extends DataDtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    ChooseOptions<D> &
    TensorOptions &
    PromiseOptions &
    TransferOption<T> & { readonly out?: O },
): PromiseOf<T, QuantizedData<D, GivenOr<O, D>>, Record<'x', X>>;
/**
 * The whole tensor by rule 'onnx'.
 *
 * @param x - as in the first overload
 * @param options - as in the first overload, without `axis`
 * @returns as the first overload
 * @category Promises
 */
export function quantizeDynamic<
  O extends CodeOutput<'uint8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    OnnxRuleOptions &
    TensorOptions &
    PromiseOptions &
    TransferOption<T> & { readonly out?: O },
): PromiseOf<T, QuantizedData<'uint8', GivenOr<O, 'uint8'>>, Record<'x', X>>;
/**
 * The whole tensor by rule 'absmax'.
 *
 * @param x - as in the first overload
 * @param options - as in the first overload, without `axis`
 * @returns as the first overload
 * @category Promises
 */
export function quantizeDynamic<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
  T extends boolean = false,
>(
  x: X,
  options: FloatOptionsOf<X> &
    AbsmaxRuleOptions &
    TensorOptions &
    PromiseOptions &
    TransferOption<T> & { readonly out?: O },
): PromiseOf<T, QuantizedData<'int8', GivenOr<O, 'int8'>>, Record<'x', X>>;
export function quantizeDynamic(x: unknown, options: unknown): Promise<unknown> {
  return later(quantizeDynamicNow as (x: never, options: never) => unknown, ['x'], [x, options]);
}
