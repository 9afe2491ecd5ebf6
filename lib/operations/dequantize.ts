import { type CodeInput, putCodes } from '../arguments/codes.js';
import { checkFloatOut, countOfOut, floatsIn } from '../arguments/floats.js';
import type {
  Float16ArrayLike,
  FloatOptions,
  FloatOutput,
  FloatsOr,
  FloatTypeOf,
  HalfOptions,
} from '../arguments/floats-types.js';
import { checkOptions } from '../arguments/options.js';
import { putLayoutFor, putParameters, storedNames } from '../arguments/parameters.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import { readShape, type ShapeOptions } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { slot } from '../kernels.js';
import type { Dtype, MaybeUnpacked } from '../tables/dtypes.js';
import type { FloatType } from '../tables/float-types.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'shape', 'length', 'floatType'];
const { numbers, dequantize: run } = kernels;
const tellers = 'options.shape or a typed array of floats as out';

/**
 * The option that tells how many codes there are, which bytes of packed codes do not.
 *
 * @category Data
 */
export interface LengthOptions {
  /** The number of codes. */
  readonly length?: number | undefined;
  /**
   * Tells options from a view, which has a length too: an `out` without its name.
   *
   * @internal
   */
  readonly byteLength?: undefined;
}

/**
 * What tells the number of packed codes.
 *
 * @category Data
 */
export type NumberOfCodes =
  | {
      /** The number of codes. */
      readonly length: number;
    }
  | {
      /** Sizes whose product is the number of codes. */
      readonly shape: readonly number[];
    };

/**
 * Turns codes back into numbers: `x = f32(f32((q - zeroPoint) * scale) + offset)`, with one rounding each, then rounded to
 * the float type of the result, ties to even. Values that were inside the range come back within `scale * (0.5 + (qmax - qmin) * 2^-23)`.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link FloatOutput}
 * @typeParam F - the float type of the result
 * @param q - codes of `parameters.dtype`, any number of them
 * @param parameters - the parameters that `q` was quantized with
 * @param options - `shape` as in {@link quantize}. `length`: the number of codes, which packed ones (4 and 2 bits) need unless
 * `shape` or a typed array as `out` tells it. `floatType`: the type of the result, 'float32' unless `out` tells another.
 * `out`: where to write, a {@link FloatOutput} for exactly as many floats; it may not share memory with q or the parameters
 * @returns `out`, or a new array; nothing else is allocated but typed copies of plain arrays of parameters, and data is never copied. Floats of 16 bits come as bits in a new
 * Uint16Array, also where Node has Float16Array: give one as `out` to have it filled
 * @throws TypeError and RangeError as {@link quantize}. Outputs are untouched then.
 * @category Quantize
 * @example
 * ```ts
 * import { dequantize } from 'linquant';
 *
 * const parameters = { dtype: 'int8', scale: 0.5, zeroPoint: 0 } as const;
 * dequantize(Int8Array.of(-100, 0, 50), parameters); // Float32Array [ -50, 0, 25 ]
 * dequantize(Int8Array.of(-100, 0, 50), parameters, { floatType: 'bfloat16' }); // Uint16Array [ 49736, 0, 16840 ]
 * dequantize(Uint8Array.of(0x0c, 0x02), { dtype: 'int4', scale: 1, zeroPoint: 0 }, { length: 3 }); // Float32Array [ -4, 0, 2 ]
 * ```
 */
export function dequantize<
  D extends Dtype,
  O extends FloatOutput | undefined = undefined,
  F extends FloatType = 'float32',
>(
  q: CodeInput<D>,
  parameters: AnyParameters<MaybeUnpacked<D>>,
  options?: ShapeOptions & LengthOptions & FloatOptions<F & FloatTypeOf<O>> & { readonly out?: O },
): FloatsOr<O, F>;
/** Codes that may be packed: `length`, `shape` or a typed array as `out` tells how many there are. */
export function dequantize<
  D extends Dtype,
  O extends FloatOutput | undefined = undefined,
  F extends FloatType = 'float32',
>(
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options: ShapeOptions &
    LengthOptions &
    FloatOptions<F & FloatTypeOf<O>> & { readonly out?: O } & (
      | NumberOfCodes
      | { readonly out: Float32Array | Float64Array | Float16ArrayLike }
    ),
): FloatsOr<O, F>;
/** Bits of 16-bit floats into a Uint16Array: `floatType` says which. */
export function dequantize<D extends Dtype, O extends Uint16Array>(
  q: CodeInput<D>,
  parameters: AnyParameters<D>,
  options: ShapeOptions & LengthOptions & HalfOptions & { readonly out: O },
): O;
export function dequantize(q: unknown, parameters: unknown, options?: unknown): ArrayBufferView {
  const { out, shape, length, floatType } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const { dtype, along } = putParameters(numbers, 0, parameters, storedNames);
  const type = checkFloatOut(out, floatType);
  const ofOut = dtype.bits < 8 ? countOfOut(out, type) : undefined;
  const view = putCodes(numbers, 0, 'q', q, dtype, length, sizes, ofOut, tellers);
  const count = numbers[slot.inner]!;
  if (along !== undefined || sizes !== undefined) putLayoutFor(numbers, 0, along, sizes, count);
  numbers[slot.floatType] = type.index;
  const floats = floatsIn(out, type, count);
  if (along === undefined) run(view, floats);
  else run(view, floats, along.scales, along.zeroPoints, along.offsets);
  throwUnlessOk(numbers[slot.status]!, 'q', along !== undefined);
  return floats;
}
