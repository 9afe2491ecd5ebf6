import {
  type AbsmaxRuleOptions,
  type AxisOptions,
  type AxisParameters,
  dequantize,
  type QuantizedAxisData,
  quantize,
  quantizeDynamic,
} from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const shape = [2, 2];
const absmax = { rule: 'absmax', shape, axis: 0 } as const;
const onnx = { rule: 'onnx', shape, axis: 0 } as const;
const observer = { dtype: 'uint8', scheme: 'symmetric', shape, axis: 0 } as const;
const scale = new Float32Array(2);
const zeroPoint = new Int32Array(2);
const options: AbsmaxRuleOptions & AxisOptions = absmax;

const rows = quantizeDynamic(x, absmax);
exact<QuantizedAxisData<'int8'>>()(rows);
exact<Int8Array<ArrayBuffer>>()(rows.data);
exact<Float32Array<ArrayBuffer>>()(rows.parameters.scale);
exact<Int32Array<ArrayBuffer>>()(rows.parameters.zeroPoint);
exact<'int8'>()(rows.parameters.dtype);
exact<number>()(rows.parameters.axis);
exact<number | undefined>()(rows.parameters.qmin);
exact<readonly number[]>()(rows.shape);
const parameters: AxisParameters<'int8'> = rows.parameters;
exact<QuantizedAxisData<'int8'>>()(quantizeDynamic(x, options));
exact<QuantizedAxisData<'uint8'>>()(quantizeDynamic(x, onnx));
exact<QuantizedAxisData<'uint8'>>()(quantizeDynamic(x, observer));
exact<QuantizedAxisData<'uint8'>>()(quantizeDynamic(x, { dtype: 'uint8', shape: [2, 2] as const, axis: 0 }));
exact<QuantizedAxisData<'int8', Buffer>>()(quantizeDynamic(x, { ...absmax, out: Buffer.alloc(4) as Buffer }));
exact<Buffer>()(quantizeDynamic(x, { ...onnx, out: { data: Buffer.alloc(4) as Buffer, scale } }).data);
exact<Uint8Array<ArrayBuffer>>()(
  quantizeDynamic(x, { ...observer, out: { data: new Uint8Array(4), scale, zeroPoint } }).data,
);
// What comes out goes in again.
exact<Int8Array<ArrayBuffer>>()(quantize(x, rows.parameters, { shape }));
exact<Float32Array<ArrayBuffer>>()(dequantize(rows.data, rows.parameters, { shape }));

// @ts-expect-error results are for reading
rows.parameters.axis = 0;
// @ts-expect-error one scale for each row
rows.parameters.scale.toFixed();
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

export { parameters };

// @ts-expect-error out without memory
quantizeDynamic(x, { ...absmax, out: { data: undefined } });
