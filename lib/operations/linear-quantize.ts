import { checkFloats } from '../arguments/floats.js';
import type { FloatInput } from '../arguments/floats-types.js';
import { checkDtype, checkScale, checkZeroPoint } from '../arguments/options.js';
import { putWholeLayout } from '../arguments/shape.js';
import { checkedCount } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError } from '../errors.js';
import { slot } from '../kernels.js';
import { typedArrayKind } from '../platform/engine-views.js';
import {
  type CodeArrays,
  type CodeViews,
  type DtypeInfo,
  dtypes,
  type UnpackedDtype,
  unpackedDtypeNames,
} from '../tables/dtypes.js';
import { floatTypes } from '../tables/float-types.js';
import type { NewFloat32Array } from '../tables/new-arrays.js';
import { roundings } from '../tables/roundings.js';
import { throwUnlessOk } from './status.js';

const { numbers } = kernels;
const int32Min = -(2 ** 31);
const int32Max = 2 ** 31 - 1;

/**
 * {@link quantize} with the parameters as separate arguments and any int32 zero point, like `linear_quantize(tensor, scale, zero_point,
 * dtype)` in teaching material. The sum of the rounded quotient and the zero point saturates at the bounds of the dtype; it never wraps.
 *
 * @param tensor - float data of any length, at any byte offset; raw bytes are float32
 * @param scale - rounded to float32, where it must be positive and finite
 * @param zeroPoint - an integer in -2^31..2^31-1
 * @param dtype - 'int8', 'uint8', 'int16', 'uint16' or 'int32'
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
export function linearQuantize<D extends UnpackedDtype>(
  tensor: FloatInput,
  scale: number,
  zeroPoint: number,
  dtype: D,
): CodeArrays[D] {
  const info = checkDtype('dtype', dtype, unpackedDtypeNames);
  if (info.bits < 8) {
    const allowed = `one of ${unpackedDtypeNames.join(', ')}`;
    throw argumentError('ERR_LINQUANT_INVALID_DTYPE', 'dtype', allowed, dtype);
  }
  putLinear(info, checkScale('scale', scale), zeroPoint);
  const { view, count, type } = checkFloats('tensor', tensor);
  numbers[slot.floatType] = type.index;
  const out = info.allocate(count);
  putWholeLayout(numbers, 0, count);
  numbers[slot.finite] = 0;
  kernels.quantize(view, out);
  throwUnlessOk(numbers[slot.status]!, 'tensor');
  return out as CodeArrays[D];
}

/**
 * {@link dequantize} with the parameters as separate arguments and any int32 zero point. The difference of code and zero point is
 * computed exactly, then rounded to float32. The dtype is that of the array: an Int8Array is int8, a Uint8Array or Buffer uint8, an
 * Int16Array int16, a Uint16Array uint16, an Int32Array int32.
 *
 * @param tensor - codes, any number of them
 * @param scale - rounded to float32, where it must be finite; stored scales may be 0 or negative
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
export function linearDequantize(
  tensor: CodeViews[UnpackedDtype],
  scale: number,
  zeroPoint: number,
): NewFloat32Array {
  const kind = typedArrayKind(tensor);
  const dtype = Object.values(dtypes).find(({ arrayName, bits }) => arrayName === kind && bits >= 8);
  if (dtype === undefined) {
    const allowed = 'an Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array or Buffer';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'tensor', allowed, tensor);
  }
  putLinear(dtype, checkScale('scale', scale, true), zeroPoint);
  const view = tensor as ArrayBufferView;
  const count = checkedCount('tensor', view, dtype.bits / 8);
  const floats = new Float32Array(count);
  putWholeLayout(numbers, 0, count);
  kernels.dequantize(view, floats);
  throwUnlessOk(numbers[slot.status]!, 'tensor');
  return floats;
}

function putLinear(dtype: DtypeInfo, scale: number, zeroPoint: unknown): void {
  numbers[slot.dtype] = dtype.index;
  numbers[slot.rounding] = roundings['half-even'];
  numbers[slot.qmin] = dtype.qmin;
  numbers[slot.qmax] = dtype.qmax;
  numbers[slot.scale] = scale;
  numbers[slot.zeroPoint] = checkZeroPoint('zeroPoint', zeroPoint, int32Min, int32Max);
  numbers[slot.offset] = 0;
  numbers[slot.floatType] = floatTypes.float32.index;
}
