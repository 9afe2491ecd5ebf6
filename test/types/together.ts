import {
  type AnyParameters,
  type AxisRange,
  type ChooseOptions,
  type ChosenAxisParameters,
  type CodeOutput,
  chooseParameters,
  convert,
  type DataDtype,
  type Dtype,
  dequantize,
  dequantizeGgml,
  type Float16ArrayLike,
  type FloatInput,
  fakeQuantize,
  minMax,
  type QuantizationParameters,
  type QuantizedAxisData,
  type QuantizedData,
  quantize,
  quantizeDynamic,
  quantizeGgml,
  type Range,
  requantize,
} from 'linquant';
import { exact } from './exact.js';

/*
 * What does not fit together must not compile where it is known; what may fit at run time must.
 */
const x = new Float32Array(4);
const doubles = new Float64Array(4);
const raw = Buffer.alloc(16) as Buffer;
const bits = new Uint16Array(4);
const shape = [2, 2];
const range = { min: 0, max: 1 };
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const int4 = { dtype: 'int4', scale: 1, zeroPoint: 0 } as const;
const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 } as const;
declare const halves: Float16ArrayLike;
declare const stored: QuantizationParameters;
declare const either: AnyParameters;
declare const any: FloatInput | Uint16Array;
declare const flag: boolean;

// int32 is for biases: they are quantized, and no parameters are chosen for them.
exact<Int32Array<ArrayBuffer>>()(quantize(x, bias));
exact<Float32Array<ArrayBuffer>>()(dequantize(new Int32Array(4), bias));
exact<Float32Array<ArrayBuffer>>()(fakeQuantize(x, stored));
exact<Float32Array<ArrayBuffer>>()(fakeQuantize(x, either, { shape }));
// @ts-expect-error biases are not trained with
fakeQuantize(x, bias);
// @ts-expect-error nor along an axis
fakeQuantize(bits, { dtype: 'int32', axis: 0, scale: [1], zeroPoint: [0] }, { floatType: 'float16' });
// @ts-expect-error no parameters are chosen for biases
chooseParameters(range, { dtype: 'int32' });
// @ts-expect-error no parameters are chosen for biases
quantizeDynamic(x, { dtype: 'int32' });
// @ts-expect-error no parameters are chosen for biases
quantizeDynamic(x, { dtype: 'int32', shape, axis: 0 });
// @ts-expect-error a dtype that may be int32
chooseParameters(range, { dtype: 'int8' as Dtype });
chooseParameters(range, { dtype: 'int8' as DataDtype });

// Bounds, or fewer codes by a rule.
const choices: ChooseOptions<'int8'>[] = [
  { dtype: 'int8', qmin: -10, qmax: 10 },
  { dtype: 'int8', qmin: -10, reduceRange: false, narrowRange: undefined },
  { dtype: 'int8', reduceRange: true, narrowRange: flag, qmin: undefined },
];
for (const choice of choices) {
  exact<QuantizationParameters<'int8'>>()(chooseParameters(range, choice));
  exact<QuantizedAxisData<'int8'>>()(quantizeDynamic(x, { ...choice, shape, axis: 0 }));
}
// @ts-expect-error a bound and a rule
chooseParameters(range, { dtype: 'int8', qmin: 1, reduceRange: true });
// @ts-expect-error a bound and a rule
chooseParameters(range, { dtype: 'int8', qmax: 1, narrowRange: true });
// @ts-expect-error a bound and a rule
quantizeDynamic(x, { dtype: 'int8', qmin: 1, reduceRange: true });
// @ts-expect-error a bound and a rule
quantizeDynamic(x, { dtype: 'int8', qmax: 1, narrowRange: true, shape, axis: 0 });

// A typed array tells its type of floats; the option may repeat it.
quantize(x, int8, { floatType: 'float32' });
quantize(doubles, int8, { floatType: 'float64' });
quantize(halves, int8, { floatType: 'float16' });
quantize(raw, int8, { floatType: 'float64' });
quantize(x as FloatInput, int8, { floatType: 'float64' });
quantize(any, int8, { floatType: 'float16' });
quantize(x, int8, { floatType: undefined });
convert(doubles, { from: 'float64', to: 'float16' });
// @ts-expect-error floats are no doubles
quantize(x, int8, { floatType: 'float64' });
// @ts-expect-error numbers are no bits
quantize(x, int8, { floatType: 'float16' });
// @ts-expect-error a Float16Array holds float16
quantize(halves, int8, { floatType: 'bfloat16' });
// @ts-expect-error doubles are no floats
minMax(doubles, { floatType: 'float32' });
// @ts-expect-error doubles are no floats
minMax(doubles, { floatType: 'float32', shape, axis: 0 });
// @ts-expect-error floats are no bits
minMax(x, { floatType: 'bfloat16' });
// @ts-expect-error doubles are no floats
quantizeDynamic(doubles, { rule: 'absmax', floatType: 'float32' });
// @ts-expect-error floats are no doubles
quantizeGgml(x, 'q8_0', { floatType: 'float64' });
// @ts-expect-error floats are no doubles
fakeQuantize(x, int8, { floatType: 'float64' });
// @ts-expect-error numbers are no bits
fakeQuantize(x, int8, { floatType: 'float16' });
// @ts-expect-error doubles are no floats
convert(doubles, { from: 'float32', to: 'float16' });

// So does a typed array as out.
const codes = new Int8Array(4);
exact<Float64Array<ArrayBuffer>>()(dequantize(codes, int8, { out: doubles, floatType: 'float64' }));
exact<Buffer>()(dequantize(codes, int8, { out: raw, floatType: 'float16' }));
exact<Float16ArrayLike>()(dequantize(codes, int8, { out: halves, floatType: 'float16' }));
// @ts-expect-error bits into floats
dequantize(codes, int8, { out: new Float32Array(4), floatType: 'float16' });
// @ts-expect-error floats into doubles
dequantize(codes, int8, { out: doubles, floatType: 'float32' });
// @ts-expect-error a Float16Array holds float16
dequantize(codes, int8, { out: halves, floatType: 'bfloat16' });
// @ts-expect-error bits into floats
dequantizeGgml(new Uint8Array(34), 'q8_0', { out: new Float32Array(32), floatType: 'float16' });

// Bytes of packed codes do not tell how many there are.
const packed = new Uint8Array(2);
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, int4, { length: 4 }));
exact<Float64Array<ArrayBuffer>>()(dequantize(packed, int4, { shape, floatType: 'float64' }));
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, int4, { out: new Float32Array(4) }));
exact<Uint16Array<ArrayBuffer>>()(dequantize(packed, int4, { out: bits, floatType: 'float16' }));
exact<Buffer>()(dequantize(packed, int4, { length: 4, out: raw }));
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, stored));
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, either, {}));
exact<Int8Array<ArrayBuffer>>()(requantize(packed, int4, int8, { shape }));
exact<Int8Array<ArrayBuffer>>()(requantize(packed, stored, int8));
exact<Uint8Array<ArrayBuffer>>()(requantize(codes, int8, int4));
// @ts-expect-error their number is missing
dequantize(packed, int4);
// @ts-expect-error their number is missing
dequantize(packed, int4, { floatType: 'float64' });
// @ts-expect-error nor does a Buffer
dequantize(packed, int4, { out: raw });
// @ts-expect-error their number is missing
requantize(packed, int4, int8);
// @ts-expect-error nor do codes as out
requantize(packed, int4, int8, { out: codes });

// What fakeQuantize writes is of the type of x.
exact<Buffer>()(fakeQuantize(raw, int4, { out: raw, floatType: 'float64' }));
exact<Float64Array<ArrayBuffer>>()(fakeQuantize(raw, int4, { out: doubles, floatType: 'float64' }));
exact<Uint16Array<ArrayBuffer>>()(fakeQuantize(halves, int4, { out: bits }));
exact<Float16ArrayLike>()(fakeQuantize(bits, int4, { out: halves, floatType: 'float16' }));
exact<Uint16Array<ArrayBuffer>>()(
  fakeQuantize(bits as Buffer | Uint16Array, int4, { floatType: 'bfloat16' }),
);
exact<Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Float16ArrayLike | Uint16Array<ArrayBuffer>>()(
  fakeQuantize(any, int4, { floatType: 'float16' }),
);
exact<Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Float16ArrayLike>()(
  fakeQuantize(x as FloatInput, int4),
);
// @ts-expect-error bits of floats
fakeQuantize(raw, int4, { out: bits });
// @ts-expect-error floats of bits
fakeQuantize(raw, int4, { out: x, floatType: 'float16' });
// @ts-expect-error a Float16Array holds float16
fakeQuantize(bits, int4, { out: halves, floatType: 'bfloat16' });

// A shape without an axis, and an axis that is known at run time only.
exact<Range>()(minMax(x, { shape }));
exact<Range>()(minMax(x, { shape, axis: undefined, blockSize: undefined }));
exact<Range>()(minMax(bits, { shape, floatType: 'float16' }));
declare const place: { shape: number[]; axis?: number; blockSize?: number };
exact<Range | AxisRange>()(minMax(x, place));
exact<Range | AxisRange>()(minMax(bits, { ...place, floatType: 'float16' }));
exact<QuantizationParameters<'int8'> | ChosenAxisParameters<'int8'>>()(
  chooseParameters(minMax(x, place), { dtype: 'int8' }),
);
exact<QuantizedData<'int8', CodeOutput<'int8'>> | QuantizedAxisData<'int8', CodeOutput<'int8'>>>()(
  quantizeDynamic(x, { dtype: 'int8', ...place }),
);
quantizeDynamic(x, { rule: 'absmax', ...place, out: codes });
// @ts-expect-error an axis without a shape
minMax(x, { axis: 0 as number | undefined });

// undefined is what is left out.
const left: QuantizationParameters<'int8'> = { ...int8, qmin: undefined, qmax: undefined, offset: undefined };
const rows: AnyParameters = {
  ...{ dtype: 'int8', axis: 0, scale: [1], zeroPoint: [0], offset: undefined },
  ...{ rounding: undefined, blockSize: undefined },
} as const;
quantize(x, left);
quantize(x, rows);
