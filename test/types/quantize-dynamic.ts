// What quantizeDynamic takes and gives, by its types: for a whole tensor, along an axis and in blocks.
import {
  type AbsmaxRuleOptions,
  type AxisOptions,
  type ChooseOptions,
  type CodeArrays,
  type CodeOutput,
  chooseParameters,
  type Dtype,
  type QuantizationParameters,
  type QuantizedAxisData,
  type QuantizedData,
  quantizeDynamic,
} from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const maybe: { out?: Buffer | undefined } = {};
declare const stored: ChooseOptions;
const shape = [2, 2];
const absmax = { rule: 'absmax', shape, axis: 0 } as const;
const scale = new Float32Array(2);
const zeroPoint = new Int32Array(2);
const options: AbsmaxRuleOptions & AxisOptions = absmax;
const onnx = { rule: 'onnx', shape, axis: 0 } as const;
const observer = { dtype: 'uint8', scheme: 'symmetric', shape, axis: 0 } as const;
const bits = new Uint16Array(4);
declare const flag: boolean;
const choices: ChooseOptions<'int8'>[] = [
  { dtype: 'int8', qmin: -10, qmax: 10 },
  { dtype: 'int8', qmin: -10, reduceRange: false, narrowRange: undefined },
  { dtype: 'int8', reduceRange: true, narrowRange: flag, qmin: undefined },
];
const zeroToOne = { min: 0, max: 1 };
const doubles = new Float64Array(4);
declare const place: { shape: number[]; axis?: number; blockSize?: number };
const codes = new Int8Array(4);

// One scale for the whole tensor. The rule or the dtype decides what is made, out what comes back.
const int8 = quantizeDynamic(x, { dtype: 'int8' });
exact<QuantizedData<'int8'>>()(int8);
exact<Int8Array<ArrayBuffer>>()(int8.data);
exact<QuantizationParameters<'int8'>>()(int8.parameters);
exact<readonly number[]>()(int8.shape);
exact<Uint8Array<ArrayBuffer>>()(
  quantizeDynamic(x, { dtype: 'uint8', scheme: 'symmetric', shape: [2, 2] }).data,
);
exact<QuantizedData<'uint8'>>()(quantizeDynamic(x, { rule: 'onnx' }));
exact<QuantizedData<'int8'>>()(quantizeDynamic(x, { rule: 'absmax', shape: [4] as const }));
exact<QuantizedData<'int8', Buffer>>()(quantizeDynamic(x, { dtype: 'int8', out: Buffer.alloc(4) as Buffer }));
exact<Buffer>()(quantizeDynamic(x, { rule: 'onnx', out: Buffer.alloc(4) as Buffer }).data);
exact<Int8Array<ArrayBuffer>>()(quantizeDynamic(x, { rule: 'absmax', out: new Int8Array(4) }).data);
exact<number>()(quantizeDynamic(x, { rule: 'absmax', shape: [2, 2], axis: undefined }).parameters.scale);
exact<Int8Array<ArrayBuffer> | Buffer>()(quantizeDynamic(x, { dtype: 'int8', ...maybe }).data);
exact<CodeArrays[Dtype] | Buffer>()(quantizeDynamic(x, stored).data as CodeArrays[Dtype] | Buffer);
quantizeDynamic(Buffer.alloc(16), { rule: 'onnx', dtype: 'uint8', scheme: 'asymmetric' });
quantizeDynamic(new SharedArrayBuffer(16), { dtype: 'int8', qmin: -10, qmax: 10, eps: 1 });
// @ts-expect-error results are for reading
int8.data = new Int8Array(4);
// @ts-expect-error a shape is for reading
int8.shape[0] = 1;
// @ts-expect-error no options
quantizeDynamic(x);
// @ts-expect-error neither dtype nor rule
quantizeDynamic(x, {});
// @ts-expect-error codes, no floats
quantizeDynamic(new Uint8Array(4), { dtype: 'uint8' });
// @ts-expect-error a plain number array
quantizeDynamic([1, 2], { dtype: 'uint8' });
// @ts-expect-error an unknown dtype
quantizeDynamic(x, { dtype: 'float16' });
// @ts-expect-error an unknown rule
quantizeDynamic(x, { rule: 'percentile' });
// @ts-expect-error a misspelt option
quantizeDynamic(x, { dtype: 'int8', narrow: true });
// @ts-expect-error parameters are no options
quantizeDynamic(x, { dtype: 'int8', scale: 1, zeroPoint: 0 });
// @ts-expect-error onnx excludes int8
quantizeDynamic(x, { rule: 'onnx', dtype: 'int8' });
// @ts-expect-error onnx is asymmetric
quantizeDynamic(x, { rule: 'onnx', scheme: 'symmetric' });
// @ts-expect-error absmax excludes uint8
quantizeDynamic(x, { rule: 'absmax', dtype: 'uint8' });
// @ts-expect-error absmax is symmetric
quantizeDynamic(x, { rule: 'absmax', scheme: 'asymmetric' });
// @ts-expect-error absmax knows its codes
quantizeDynamic(x, { rule: 'absmax', narrowRange: true });
// @ts-expect-error int8 into a Uint8Array
quantizeDynamic(x, { dtype: 'int8', out: new Uint8Array(4) });
// @ts-expect-error int8 into a Uint8Array
quantizeDynamic(x, { rule: 'absmax', out: new Uint8Array(4) });
// @ts-expect-error uint8 into an Int8Array
quantizeDynamic(x, { rule: 'onnx', out: new Int8Array(4) });
// @ts-expect-error codes into floats
quantizeDynamic(x, { dtype: 'int8', out: new Float32Array(4) });
// @ts-expect-error an object for out belongs to rows
quantizeDynamic(x, { rule: 'absmax', out: { data: new Int8Array(4) } });
// @ts-expect-error a shape is an array
quantizeDynamic(x, { rule: 'absmax', shape: 4 });

const quantized = quantizeDynamic(x, absmax);
exact<QuantizedAxisData<'int8'>>()(quantized);
exact<Int8Array<ArrayBuffer>>()(quantized.data);
exact<Float32Array<ArrayBuffer>>()(quantized.parameters.scale);
exact<Int32Array<ArrayBuffer>>()(quantized.parameters.zeroPoint);
exact<'int8'>()(quantized.parameters.dtype);
exact<number>()(quantized.parameters.axis);
exact<number | undefined>()(quantized.parameters.qmin);
exact<readonly number[]>()(quantized.shape);
exact<QuantizedAxisData<'int8'>>()(quantizeDynamic(x, options));
exact<QuantizedAxisData<'uint8'>>()(quantizeDynamic(x, onnx));
exact<QuantizedAxisData<'uint8'>>()(quantizeDynamic(x, observer));
exact<QuantizedAxisData<'uint8'>>()(quantizeDynamic(x, { dtype: 'uint8', shape: [2, 2] as const, axis: 0 }));
exact<QuantizedAxisData<'int8', Buffer>>()(quantizeDynamic(x, { ...absmax, out: Buffer.alloc(4) as Buffer }));
exact<Buffer>()(quantizeDynamic(x, { ...onnx, out: { data: Buffer.alloc(4) as Buffer, scale } }).data);
exact<Uint8Array<ArrayBuffer>>()(
  quantizeDynamic(x, { ...observer, out: { data: new Uint8Array(4), scale, zeroPoint } }).data,
);
// @ts-expect-error results are for reading
quantized.parameters.axis = 0;
// @ts-expect-error one scale for each row
quantized.parameters.scale.toFixed();
// @ts-expect-error axis without shape
quantizeDynamic(x, { rule: 'absmax', axis: 0 });
// @ts-expect-error an axis is a number
quantizeDynamic(x, { rule: 'absmax', shape, axis: '0' });
// @ts-expect-error a shape is an array
quantizeDynamic(x, { rule: 'absmax', shape: 4, axis: 0 });
// @ts-expect-error neither dtype nor rule
quantizeDynamic(x, { shape, axis: 0 });
// @ts-expect-error absmax excludes uint8
quantizeDynamic(x, { ...absmax, dtype: 'uint8' });
// @ts-expect-error absmax knows its codes
quantizeDynamic(x, { ...absmax, qmax: 100 });
// @ts-expect-error onnx excludes int8
quantizeDynamic(x, { ...onnx, dtype: 'int8' });
// @ts-expect-error a misspelt option
quantizeDynamic(x, { ...absmax, axes: [0] });
// @ts-expect-error int8 into a Uint8Array
quantizeDynamic(x, { ...absmax, out: new Uint8Array(4) });
// @ts-expect-error int8 into a Uint8Array
quantizeDynamic(x, { ...absmax, out: { data: new Uint8Array(4) } });
// @ts-expect-error uint8 into an Int8Array
quantizeDynamic(x, { ...observer, out: { data: new Int8Array(4) } });
// @ts-expect-error out without data
quantizeDynamic(x, { ...absmax, out: { scale } });
// @ts-expect-error scales are floats
quantizeDynamic(x, { ...absmax, out: { data: new Int8Array(4), scale: new Int32Array(2) } });
// @ts-expect-error zero points are int32
quantizeDynamic(x, { ...absmax, out: { data: new Int8Array(4), zeroPoint: scale } });
// @ts-expect-error scales are written to a typed array
quantizeDynamic(x, { ...absmax, out: { data: new Int8Array(4), scale: [0, 0] } });
// @ts-expect-error a misspelt output
quantizeDynamic(x, { ...absmax, out: { data: new Int8Array(4), scales: scale } });
// @ts-expect-error uint8 is not int8
export const wrong: QuantizedAxisData<'int8'> = quantizeDynamic(x, onnx);
// @ts-expect-error out without memory
quantizeDynamic(x, { ...absmax, out: { data: undefined } });

// In blocks, and from every type of floats.
exact<QuantizedAxisData<'uint2'>>()(quantizeDynamic(x, { dtype: 'uint2', shape, axis: -1, blockSize: 2 }));
exact<Uint8Array<ArrayBuffer>>()(quantizeDynamic(bits, { dtype: 'uint8', floatType: 'float16' }).data);
// @ts-expect-error blocks without an axis
quantizeDynamic(x, { dtype: 'int8', blockSize: 2 });
// @ts-expect-error bits of no type
quantizeDynamic(bits, { dtype: 'uint8' });

// int32 is for biases: no parameters are chosen for them.
// @ts-expect-error no parameters are chosen for biases
quantizeDynamic(x, { dtype: 'int32' });
// @ts-expect-error no parameters are chosen for biases
quantizeDynamic(x, { dtype: 'int32', shape, axis: 0 });

// Bounds, or fewer codes by a rule.
for (const choice of choices) {
  exact<QuantizationParameters<'int8'>>()(chooseParameters(zeroToOne, choice));
  exact<QuantizedAxisData<'int8'>>()(quantizeDynamic(x, { ...choice, shape, axis: 0 }));
}
// @ts-expect-error a bound and a rule
quantizeDynamic(x, { dtype: 'int8', qmin: 1, reduceRange: true });
// @ts-expect-error a bound and a rule
quantizeDynamic(x, { dtype: 'int8', qmax: 1, narrowRange: true, shape, axis: 0 });
// @ts-expect-error doubles are no floats
quantizeDynamic(doubles, { rule: 'absmax', floatType: 'float32' });
exact<QuantizedData<'int8', CodeOutput<'int8'>> | QuantizedAxisData<'int8', CodeOutput<'int8'>>>()(
  quantizeDynamic(x, { dtype: 'int8', ...place }),
);
quantizeDynamic(x, { rule: 'absmax', ...place, out: codes });
