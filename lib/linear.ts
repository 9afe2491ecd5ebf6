import { dequantizeInto } from './dequantize.js';
import { type CodeArrays, type Dtype, dtypes } from './dtypes.js';
import { argumentError } from './errors.js';
import { typedArrayKind } from './intrinsics.js';
import { checkDtype, checkScale, checkZeroPoint } from './parameters.js';
import { checkOutOrAllocate, quantizeInto } from './quantize.js';
import { checkFloats, type FloatInput } from './views.js';

const int32Min = -(2 ** 31);
const int32Max = 2 ** 31 - 1;

/**
 * The lab's `linear_quantize(tensor, scale, zero_point, dtype)`: as {@link quantize} over all codes of the dtype, but
 * with any int32 zero point. The sum of quotient and zero point saturates, it never wraps.
 *
 * @param tensor - float data of any length, at any byte offset
 * @param scale - positive; used as the nearest float32
 * @param zeroPoint - an integer in -2^31..2^31-1
 * @param dtype - 'int8' or 'uint8'
 * @returns a new typed array of the dtype
 * @throws TypeError and RangeError as {@link quantize}
 * @category Quantize
 * @example
 * ```ts
 * import { linearQuantize } from 'linquant';
 *
 * linearQuantize(Float32Array.of(1, 2.5, 3, 4.5, 5), 0.1, 128, 'uint8'); // Uint8Array [ 138, 153, 158, 173, 178 ]
 * ```
 */
export function linearQuantize<D extends Dtype>(
  tensor: FloatInput,
  scale: number,
  zeroPoint: number,
  dtype: D,
): CodeArrays[D] {
  const info = checkDtype('dtype', dtype);
  const parameters = {
    dtype: info,
    scale: checkScale('scale', scale),
    zeroPoint: checkZeroPoint('zeroPoint', zeroPoint, int32Min, int32Max),
    qmin: info.qmin,
    qmax: info.qmax,
  };
  const floats = checkFloats('tensor', tensor);
  const out = checkOutOrAllocate(undefined, floats.count, parameters);
  return quantizeInto(out, floats, parameters, 'tensor') as CodeArrays[D];
}

/**
 * The lab's `linear_dequantize(tensor, scale, zero_point)`: as {@link dequantize}, with any int32 zero point (the
 * difference is exact, then rounded to float32) and the dtype taken from the array: an Int8Array holds int8, a
 * Uint8Array or Buffer uint8.
 *
 * @param tensor - codes, any number of them
 * @param scale - positive; used as the nearest float32
 * @param zeroPoint - an integer in -2^31..2^31-1
 * @returns a new Float32Array
 * @throws TypeError and RangeError as {@link dequantize}
 * @category Quantize
 * @example
 * ```ts
 * import { linearDequantize } from 'linquant';
 *
 * linearDequantize(Uint8Array.of(138, 153), 0.5, 128); // Float32Array [ 5, 12.5 ]
 * ```
 */
export function linearDequantize(tensor: CodeArrays[Dtype], scale: number, zeroPoint: number): Float32Array {
  const kind = typedArrayKind(tensor);
  const dtype = Object.values(dtypes).find(({ arrayName }) => arrayName === kind);
  if (dtype === undefined) {
    const allowed = 'an Int8Array, a Uint8Array or a Buffer';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'tensor', allowed, tensor);
  }
  const parameters = {
    dtype,
    scale: checkScale('scale', scale),
    zeroPoint: checkZeroPoint('zeroPoint', zeroPoint, int32Min, int32Max),
    qmin: dtype.qmin,
    qmax: dtype.qmax,
  };
  return dequantizeInto(undefined, tensor, parameters, undefined, 'tensor') as Float32Array;
}
