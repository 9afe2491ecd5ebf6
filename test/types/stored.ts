// Values as files and JSON hold them: what the helpers give, and what parameters may be made of.
import {
  type AxisRange,
  chooseParameters,
  type Dtype,
  dequantize,
  type ErrorJSON,
  errorFromJSON,
  errorToJSON,
  type FloatTensor,
  type FloatType,
  floatsFromArrays,
  isDtype,
  isFloatType,
  type LinquantError,
  minMax,
  type PlainAxisRange,
  quantize,
  type Range,
  rangeToJSON,
} from 'linquant';
import type { Tensor } from 'linquant/formats';
import { exact } from './exact.js';

declare const tensor: Tensor;
declare const range: AxisRange;
declare const either: Range | AxisRange;
const x = new Float32Array(4);

exact<FloatTensor>()(floatsFromArrays([[1, 2], x, Float64Array.of(1)]));
exact<Float32Array<ArrayBuffer>>()(floatsFromArrays(1).data);
// @ts-expect-error JSON's null is no number
floatsFromArrays([1, null]);
// @ts-expect-error codes are no floats
floatsFromArrays(Int8Array.of(1));

const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
if (isFloatType(tensor.dtype)) {
  exact<Int8Array<ArrayBuffer>>()(quantize(tensor.data, parameters, { floatType: tensor.dtype }));
}
// @ts-expect-error not every tensor holds floats
quantize(tensor.data, parameters, { floatType: tensor.dtype });
const name: string = tensor.dtype;
if (isFloatType(name)) exact<FloatType>()(name);
if (isDtype(name)) exact<Dtype>()(name);

exact<PlainAxisRange>()(rangeToJSON(range));
exact<Range>()(rangeToJSON(minMax(x)));
exact<Range | PlainAxisRange>()(rangeToJSON(either));
chooseParameters(rangeToJSON(range), { rule: 'absmax' });

exact<ErrorJSON>()(errorToJSON(new Error('e')));
exact<LinquantError>()(errorFromJSON({ name: 'Error', message: 'm' }));

// Zero points in the type of the codes, scales as doubles.
const stored = { dtype: 'uint8', scale: Float64Array.of(1), zeroPoint: Uint8Array.of(1), axis: 0 } as const;
exact<Float32Array<ArrayBuffer>>()(dequantize(Uint8Array.of(1), stored));
// @ts-expect-error 64-bit integers are none
dequantize(Uint8Array.of(1), { ...stored, zeroPoint: BigInt64Array.of(1n) });
