import {
  type ChooseOptions,
  type CodeArrays,
  type Dtype,
  type QuantizationParameters,
  type QuantizedData,
  quantizeDynamic,
} from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);

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
const maybe: { out?: Buffer | undefined } = {};
exact<Int8Array<ArrayBuffer> | Buffer>()(quantizeDynamic(x, { dtype: 'int8', ...maybe }).data);
declare const stored: ChooseOptions;
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
