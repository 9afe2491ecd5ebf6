import { checkFloatKind, checkFloatOut, floatsIn } from '../arguments/floats.js';
import type { FloatInput, FloatOutputs, FloatsOr, FloatTypeOf } from '../arguments/floats-types.js';
import { checkNamed } from '../arguments/options.js';
import { putWholeLayout } from '../arguments/shape.js';
import { checkedCount, viewOf } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError } from '../errors.js';
import { slot } from '../kernels.js';
import { type FloatType, floatTypes, type HalfType } from '../tables/float-types.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['from', 'to', 'out'];
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
 * Converts floats of one type to another. Values are rounded once, half to even, also from float64 to a 16-bit type (not to float32 in
 * between); values too large become infinities. NaN stays NaN: it keeps its sign and the leading bits of its payload, and
 * becomes quiet. (bfloat16 to float32 keeps all bits.) To the same type, the bytes are copied.
 *
 * @typeParam X - the type of x
 * @typeParam F - the float type of the result
 * @typeParam O - the type of `out`
 * @param x - float data of any length, at any byte offset
 * @param options - `to`: the type of the result. `from`: the type of x if that is raw bytes or a Uint16Array of bits. `out`: the output,
 * of exactly the size of the result, not overlapping x
 * @returns `out`, or a new array. 16-bit floats are returned as bits in a Uint16Array
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
 * ```
 */
export function convert<
  X extends FloatInput | Uint16Array,
  F extends FloatType,
  O extends FloatOutputs[F] | undefined = undefined,
>(x: X, options: FromOptions<X> & { readonly to: F; readonly out?: O }): FloatsOr<O, F>;
export function convert(x: unknown, options: unknown): ArrayBufferView {
  const { from, to, out } = checkNamed('options', options, optionNames);
  if (to === undefined) {
    const allowed = `one of ${Object.keys(floatTypes).join(', ')}`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.to', allowed, to);
  }
  const type = checkFloatKind('x', x, from, 'options.from');
  const view = viewOf('x', x);
  const count = checkedCount('x', view, type.bytes);
  const target = checkFloatOut(out, to, 'options.to');
  const floats = floatsIn(out, target, count);
  putWholeLayout(numbers, 0, count);
  numbers[slot.floatType] = type.index;
  numbers[slot.toFloatType] = target.index;
  kernels.convert(view, floats);
  throwUnlessOk(numbers[slot.status]!, 'x');
  return floats;
}
