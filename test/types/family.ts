import {
  type AnyParameters,
  type AxisRange,
  type ChosenAxisParameters,
  chooseParameters,
  type Float16ArrayLike,
  type FloatArrays,
  type FloatType,
  fakeQuantize,
  minMax,
  type PlainAxisParameters,
  parametersToJSON,
  type QuantizationParameters,
  type QuantizedAxisData,
  quantize,
  quantizeDynamic,
  requantize,
} from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const bits = new Uint16Array(4);
const shape = [2, 2];
declare const halves: Float16ArrayLike;
declare const either: AnyParameters;

// Every dtype has its array.
const int4 = { dtype: 'int4', scale: 1, zeroPoint: 0, rounding: 'down', offset: 0.5 } as const;
const int16 = { dtype: 'int16', scale: 1, zeroPoint: 0 } as const;
const columns = {
  dtype: 'int8',
  axis: -1,
  blockSize: 2,
  scale: [1, 2],
  zeroPoint: [0, 0],
  offset: [0, 1],
} as const;
exact<Uint8Array<ArrayBuffer>>()(quantize(x, int4));
exact<Int16Array<ArrayBuffer>>()(quantize(x, int16));
exact<Uint16Array<ArrayBuffer>>()(quantize(x, { dtype: 'uint16', scale: 1, zeroPoint: 0 }));
exact<Int32Array<ArrayBuffer>>()(quantize(x, { dtype: 'int32', scale: 1, zeroPoint: 0 }));
exact<Int8Array<ArrayBuffer>>()(quantize(x, columns, { shape }));
// @ts-expect-error packed codes into an Int8Array
quantize(x, int4, { out: new Int8Array(2) });
// @ts-expect-error codes of 16 bits into those of 8
quantize(x, int16, { out: new Int8Array(4) });
// @ts-expect-error blocks without an axis
quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0, blockSize: 2 });
// @ts-expect-error offsets of a whole tensor
quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0, offset: [0] });
// @ts-expect-error one offset along an axis
quantize(x, { dtype: 'int8', axis: 0, scale: [1, 2], zeroPoint: [0, 0], offset: 1 }, { shape });
// @ts-expect-error an unknown way of rounding
quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0, rounding: 'up' });

// Every type of floats goes in; bits must be named.
quantize(halves, int16);
quantize(Buffer.alloc(8), int16, { floatType: 'bfloat16' });
exact<Int16Array<ArrayBuffer>>()(quantize(bits, int16, { floatType: 'float16' }));
exact<Buffer>()(quantize(bits, int16, { floatType: 'float16', out: Buffer.alloc(8) as Buffer }));
// @ts-expect-error bits of no type
quantize(bits, int16);
// @ts-expect-error bits are of 16-bit floats
quantize(bits, int16, { floatType: 'float32' });
// @ts-expect-error an unknown type
quantize(x, int16, { floatType: 'float8' });

// Ranges and parameters along an axis.
const range = minMax(x, { shape, axis: 1, blockSize: 2 });
exact<AxisRange>()(range);
exact<AxisRange>()(minMax(bits, { shape, axis: 1, floatType: 'bfloat16' }));
const chosen = chooseParameters(range, { dtype: 'uint4' });
exact<ChosenAxisParameters<'uint4'>>()(chosen);
exact<Float32Array<ArrayBuffer>>()(chosen.scale);
exact<Int32Array<ArrayBuffer>>()(chosen.zeroPoint);
exact<ChosenAxisParameters<'int8'>>()(chooseParameters({ min: [0], max: [1], axis: 0 }, { rule: 'absmax' }));
exact<QuantizedAxisData<'uint2'>>()(quantizeDynamic(x, { dtype: 'uint2', shape, axis: -1, blockSize: 2 }));
exact<Uint8Array<ArrayBuffer>>()(quantizeDynamic(bits, { dtype: 'uint8', floatType: 'float16' }).data);
// @ts-expect-error an axis without a shape
minMax(x, { axis: 0 });
// @ts-expect-error blocks without an axis
minMax(x, { blockSize: 2 });
// @ts-expect-error blocks without an axis
quantizeDynamic(x, { dtype: 'int8', blockSize: 2 });
// @ts-expect-error bits of no type
quantizeDynamic(bits, { dtype: 'uint8' });
// @ts-expect-error bits of no type
minMax(bits, { shape, axis: 1 });

// What fakeQuantize makes is like its input.
declare const floatType: FloatType;
exact<Float32Array<ArrayBuffer>>()(fakeQuantize(x, int4));
exact<Float64Array<ArrayBuffer>>()(fakeQuantize(new Float64Array(4), columns, { shape }));
exact<Float16ArrayLike>()(fakeQuantize(halves, either, { mask: new Uint8Array(4) }));
exact<Uint16Array<ArrayBuffer>>()(fakeQuantize(bits, int4, { floatType: 'bfloat16' }));
exact<Float32Array<ArrayBuffer>>()(fakeQuantize(Buffer.alloc(16), int4));
exact<Uint16Array<ArrayBuffer>>()(fakeQuantize(Buffer.alloc(16), int4, { floatType: 'float16' }));
exact<FloatArrays[FloatType]>()(fakeQuantize(Buffer.alloc(16), int4, { floatType }));
exact<Buffer>()(fakeQuantize(x, int4, { out: Buffer.alloc(16) as Buffer }));
// @ts-expect-error doubles from floats
fakeQuantize(x, int4, { out: new Float64Array(4) });
// @ts-expect-error bits of no type
fakeQuantize(bits, int4);
// @ts-expect-error a mask is bytes
fakeQuantize(x, int4, { mask: new Int8Array(4) });

// Codes to codes.
exact<Int16Array<ArrayBuffer>>()(requantize(new Uint8Array(2), int4, int16, { length: 4 }));
exact<Buffer>()(requantize(new Int8Array(4), columns, int4, { shape, out: Buffer.alloc(2) as Buffer }));
// @ts-expect-error codes of another dtype
requantize(new Int8Array(4), int16, int4);
// @ts-expect-error one set of parameters
requantize(new Int8Array(4), columns);
// @ts-expect-error codes into those of another dtype
requantize(new Int8Array(4), columns, int4, { out: new Int8Array(4) });

// Plain parameters.
exact<PlainAxisParameters<'uint4'>>()(parametersToJSON(chosen));
exact<QuantizationParameters<'int16'>>()(parametersToJSON(int16 as QuantizationParameters<'int16'>));
exact<PlainAxisParameters | QuantizationParameters>()(parametersToJSON(either));
// @ts-expect-error no parameters
parametersToJSON({ dtype: 'int8' });
