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
 * The option for the number of codes. Packed codes need it, since the last byte may have unused bits.
 *
 * @category Data
 */
export interface LengthOptions {
  /** The number of codes. */
  readonly length?: number | undefined;
  /**
   * Makes a typed array a type error here: an `out` passed without its name, which has a `length` too.
   *
   * @internal
   */
  readonly byteLength?: undefined;
}

/**
 * The options of which one tells the number of packed codes.
 *
 * @category Data
 */
export type NumberOfCodes =
  | {
      /** The number of codes. */
      readonly length: number;
    }
  | {
      /** The sizes of the axes; their product is the number of codes. */
      readonly shape: readonly number[];
    };

/**
 * Dequantizes codes: `x = f32(f32((q - zeroPoint) * scale) + offset)`. Each f32 is one rounding to float32; the result is then rounded to
 * the float type, half to even. For rounding 'half-even', no offset and a float32 result, a value inside the range comes back with an
 * error of at most `scale * (0.5 + (qmax - qmin) * 2^-23)`, unless it overflows.
 *
 * This overload is for codes of 8, 16 and 32 bits. Packed codes (4, 2 and 1 bits) need another option, see the next one.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link FloatOutput}
 * @typeParam F - the float type of the result
 * @param q - codes of `parameters.dtype`, any number of them
 * @param parameters - the parameters that `q` was quantized with
 * @param options - `shape` as in {@link quantize}. `length`: the number of codes, compared with q. `floatType`: the type of the result,
 * 'float32' unless given or told by `out`. `out`: the output, a {@link FloatOutput} of exactly the size of the result, not overlapping
 * q or the parameters
 * @returns `out`, or a new array. Only plain arrays of parameters are copied, never data. 16-bit floats are returned as bits in a
 * Uint16Array, even where Node has Float16Array: pass a Float16Array as `out` to get numbers
 * @throws TypeError and RangeError as {@link quantize}. Outputs are unchanged then.
 * @category Quantize
 * @example
 * ```ts
 * import { dequantize } from 'linquant';
 *
 * const parameters = { dtype: 'int8', scale: 0.5, zeroPoint: 0 } as const;
 * dequantize(Int8Array.of(-100, 0, 50), parameters); // Float32Array [ -50, 0, 25 ]
 * dequantize(Int8Array.of(-100, 0, 50), parameters, { floatType: 'bfloat16' }); // Uint16Array [ 49736, 0, 16840 ]
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
/**
 * Dequantizes packed codes (int4, uint4, int2, uint2, uint1), whose bytes do not tell their number: `length`, `shape` or a typed array as
 * `out` does. Takes the other dtypes too.
 *
 * @param q - codes of `parameters.dtype`, packed as in ONNX: the first in the low bits of the first byte
 * @param parameters - the parameters that `q` was quantized with
 * @param options - one of `length`, `shape` and a typed array as `out`; else as in the first overload
 * @returns `out`, or a new array of `floatType`
 * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`: no option tells the number; `ERR_LINQUANT_BYTE_LENGTH`: q has another number of bytes;
 * and as {@link quantize}
 * @throws TypeError as {@link quantize}
 * @category Quantize
 * @example
 * ```ts
 * import { dequantize } from 'linquant';
 *
 * const parameters = { dtype: 'int4', scale: 1, zeroPoint: 0 } as const;
 * dequantize(Uint8Array.of(0x0c, 0x02), parameters, { length: 3 }); // Float32Array [ -4, 0, 2 ]
 * ```
 */
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
/**
 * Dequantizes to the bits of 16-bit floats in a Uint16Array of yours. `floatType` says whether to write float16 or bfloat16.
 *
 * @param q - codes of `parameters.dtype`
 * @param parameters - the parameters that `q` was quantized with
 * @param options - `out`: a Uint16Array with one element for each code, not overlapping q or the parameters; `floatType`: 'float16' or
 * 'bfloat16'; `shape` and `length` as in the first overload
 * @returns `out`
 * @throws TypeError and RangeError as {@link quantize}. Outputs are unchanged then.
 * @category Quantize
 * @example
 * ```ts
 * import { dequantize } from 'linquant';
 *
 * const out = new Uint16Array(2);
 * dequantize(Int8Array.of(2, -4), { dtype: 'int8', scale: 0.5, zeroPoint: 0 }, { out, floatType: 'float16' }); // Uint16Array [ 15360, 49152 ]
 * ```
 */
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
