import { typeNames } from '../arguments/float-errors.js';
import { checkFloat8Kind, checkFloat8Out, checkSaturate, type Float8Input } from '../arguments/float8.js';
import { checkFloatKind, checkFloatOut, floatsIn } from '../arguments/floats.js';
import type { FloatInput, FloatOutputs, FloatTypeOf } from '../arguments/floats-types.js';
import { checkNamed } from '../arguments/options.js';
import { putWholeLayout } from '../arguments/shape.js';
import { checkedCount, viewOf } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError } from '../errors.js';
import { slot } from '../kernels.js';
import type { FloatStorage, HalfType } from '../tables/float-types.js';
import {
  type ConvertArrays,
  type ConvertType,
  type Float8Type,
  isFloat8Type,
} from '../tables/float8-types.js';
import type { OutOr } from '../tables/new-arrays.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['from', 'to', 'out', 'saturate'];
const { numbers } = kernels;

/**
 * The option that names the float type of x. Required for a Uint16Array of bits.
 *
 * @category Data
 */
export type FromOptions<X> = [Extract<X, Uint16Array>] extends [never]
  ? {
      /** The type of x, where the array does not tell it: raw bytes are 'float32' unless given. */
      readonly from?: FloatTypeOf<X> | undefined;
    }
  : {
      /** The type of the bits. */
      readonly from: HalfType;
    };

/**
 * The outputs that `convert` takes for each type, of exactly the size of the result.
 *
 * @category Data
 */
export interface ConvertOutputs extends FloatOutputs {
  /** Codes. */
  float8_e4m3fn: Uint8Array;
  /** Codes. */
  float8_e5m2: Uint8Array;
}

/**
 * What `convert` is to make: `to`, `out` and, where the result is float8, `saturate`.
 *
 * @category Data
 */
export type ToOptions<F extends ConvertType, O> = {
  /** The type of the result. */
  readonly to: F;
  /** The output, of exactly the size of the result, not overlapping x. */
  readonly out?: O;
} & ([Extract<F, Float8Type>] extends [never]
  ? {
      /** Only for float8. */
      readonly saturate?: undefined;
    }
  : {
      /**
       * Whether numbers too large for the float8, and infinities, become its largest number. Left out or false, they become infinity in
       * `float8_e5m2` and NaN in `float8_e4m3fn`.
       */
      readonly saturate?: boolean | undefined;
    });

/**
 * Converts floats of one type to another. Values are rounded once, half to even, also from float64 to a 16-bit type or float8 (not to
 * float32 in between); values too large become infinities. NaN stays NaN: it keeps its sign and the leading bits of its payload,
 * and becomes quiet. (bfloat16 to float32 keeps all bits.) To the same type, the bytes are copied.
 *
 * float8 ({@link Float8Type}) are codes in a Uint8Array, for which `from` or `to` is needed. Values too large become infinity in
 * `float8_e5m2`, and NaN in `float8_e4m3fn`, which has no infinity: half of a step and more above the largest number. With `saturate`
 * they become the largest number, as infinities do. From and to float8, NaN keeps its sign only: it becomes 0x7f or 0xff in
 * `float8_e4m3fn`, 0x7e or 0xfe in `float8_e5m2`, and the quiet NaN without payload in the other types.
 *
 * Without `saturate` these are the codes of `astype` of ml_dtypes 0.6.0, of NaN too (which rounds float64 twice, though). With it the numbers
 * are those of Cast of ONNX Runtime 1.30, which saturates unless told otherwise. ONNX names no code for NaN: its reference
 * (`onnx.helper.float32_to_float8e5m2`) keeps the sign and makes 0x7f or 0xff, also in `float8_e5m2`.
 *
 * @typeParam X - the type of x
 * @typeParam F - the float type of the result
 * @typeParam O - the type of `out`
 * @param x - float data of any length, at any byte offset, or codes of float8
 * @param options - `to`: the type of the result. `from`: the type of x if that is raw bytes, a Uint16Array of bits or float8. `out`: the
 * output, of exactly the size of the result, not overlapping x. `saturate`: for float8
 * @returns `out`, or a new array. 16-bit floats are returned as bits in a Uint16Array, float8 as codes in a Uint8Array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`,
 * `ERR_LINQUANT_OVERLAP`. Outputs are unchanged then.
 * @category Floats
 * @example
 * ```ts
 * import { convert } from 'linquant';
 *
 * const halves = convert(Float32Array.of(1, -2, 1e6), { to: 'float16' }); // Uint16Array [ 15360, 49152, 31744 ]
 * convert(halves, { from: 'float16', to: 'float64' }); // Float64Array [ 1, -2, Infinity ]
 *
 * const codes = convert(Float32Array.of(1, -2, 1e6), { to: 'float8_e4m3fn', saturate: true }); // Uint8Array [ 56, 192, 126 ]
 * convert(codes, { from: 'float8_e4m3fn', to: 'float32' }); // Float32Array [ 1, -2, 448 ]
 * ```
 */
export function convert<
  X extends FloatInput | Uint16Array,
  F extends ConvertType,
  O extends ConvertOutputs[F] | undefined = undefined,
>(x: X, options: FromOptions<X> & ToOptions<F, O>): OutOr<O, ConvertArrays[F]>;
/** Converts codes of float8 to floats, or to the other float8. */
export function convert<F extends ConvertType, O extends ConvertOutputs[F] | undefined = undefined>(
  x: Float8Input,
  options: {
    /** The type of the codes. */
    readonly from: Float8Type;
  } & ToOptions<F, O>,
): OutOr<O, ConvertArrays[F]>;
export function convert(x: unknown, options: unknown): ArrayBufferView {
  const { from, to, out, saturate } = checkNamed('options', options, optionNames);
  if (to === undefined) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.to', typeNames('options.to'), to);
  }
  if (isLong(to) || isLong(from) || saturate !== undefined) return convertFloat8(x, from, to, out, saturate);
  const type = checkFloatKind('x', x, from, 'options.from');
  return converted(x, type, out, checkFloatOut(out, to, 'options.to'));
}

/** Whether a name may be one of a float8. All others are shorter, and lengths are compared faster than names. */
function isLong(name: unknown): boolean {
  return typeof name === 'string' && name.length > 8;
}

function convertFloat8(
  x: unknown,
  from: unknown,
  to: unknown,
  out: unknown,
  saturate: unknown,
): ArrayBufferView {
  const type: FloatStorage = isFloat8Type(from)
    ? checkFloat8Kind('x', x, from, 'options.from')
    : checkFloatKind('x', x, from, 'options.from');
  const isToFloat8 = isFloat8Type(to);
  const target: FloatStorage = isToFloat8
    ? checkFloat8Out(out, to, 'options.to')
    : checkFloatOut(out, to, 'options.to');
  numbers[slot.saturate] = checkSaturate(saturate, isToFloat8, type === target) ? 1 : 0;
  return converted(x, type, out, target);
}

function converted(x: unknown, type: FloatStorage, out: unknown, target: FloatStorage): ArrayBufferView {
  const view = viewOf('x', x);
  const count = checkedCount('x', view, type.bytes);
  const floats = floatsIn(out, target, count);
  putWholeLayout(numbers, 0, count);
  numbers[slot.floatType] = type.index;
  numbers[slot.toFloatType] = target.index;
  kernels.convert(view, floats);
  throwUnlessOk(numbers[slot.status]!, 'x');
  return floats;
}
