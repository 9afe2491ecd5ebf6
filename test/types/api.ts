/*
 * What must compile and what must not: never run, checked by `npm run lint` (tsc --build).
 */
import {
  type AbsmaxRuleOptions,
  type AnyParameters,
  type AxisParameters,
  backend,
  chooseParameters,
  dequantize,
  linearQuantize,
  minMax,
  type QuantizationParameters,
  type QuantizedRows,
  quantize,
  quantizeDynamic,
  type RowOptions,
} from 'linquant';
import { readNpy, type Tensor } from 'linquant/formats';

const x = new Float32Array(4);
const p = chooseParameters(minMax(x), { dtype: 'uint8' });
const a: Uint8Array = quantize(x, p);
const b: Buffer = quantize(x, p, { out: Buffer.alloc(4) });
const p2: QuantizationParameters = JSON.parse('{}');
const c = quantize(x, p2); // Int8Array | Uint8Array
const d: Int8Array = quantizeDynamic(x, { dtype: 'int8' }).data;
const e: Uint8Array = quantizeDynamic(x, { rule: 'onnx' }).data;
const f = dequantize(c, p2);
const g: Int8Array = linearQuantize(x, 1, 0, 'int8');
const opt: { out?: Int8Array | undefined } = {};
const h = quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0 }, opt);
async function t(): Promise<Tensor> {
  return readNpy('x');
}
// @ts-expect-error a plain number array
minMax([1, 2]);
// @ts-expect-error no dtype
chooseParameters({ min: 0, max: 1 }, {});
// @ts-expect-error int8 into a Uint8Array
quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0 }, { out: new Uint8Array(4) });
// @ts-expect-error int8 codes with uint8 parameters, out given
dequantize(new Int8Array(4), { dtype: 'uint8', scale: 1, zeroPoint: 0 }, { out: new Float32Array(4) });
const maybe: { out?: Buffer | undefined } = {};
const i = quantizeDynamic(x, { dtype: 'int8', ...maybe });
// @ts-expect-error unknown dtype
linearQuantize(x, 1, 0, 'int9');
// @ts-expect-error onnx excludes int8
quantizeDynamic(x, { rule: 'onnx', dtype: 'int8' });
// @ts-expect-error not floats
quantize(new Uint8Array(4), p);
// @ts-expect-error not floats
quantize(new Int8Array(4), p);
// @ts-expect-error not int8 codes
dequantize(new Uint8Array(4), { dtype: 'int8', scale: 1, zeroPoint: 0 });
// @ts-expect-error the description cannot be written to
backend.name = 'native';

// Rows.
const shape = [2, 2];
const absmax = { rule: 'absmax', shape, axis: 0 } as const;
const j: Int8Array = quantizeDynamic(x, absmax).data;
const k: Uint8Array = quantizeDynamic(x, { rule: 'onnx', shape, axis: 0 }).data;
const l: QuantizedRows<'uint8'> = quantizeDynamic(x, { dtype: 'uint8', shape: [2, 2] as const, axis: 0 });
const m: Buffer = quantizeDynamic(x, { ...absmax, out: Buffer.alloc(4) }).data;
const scale = new Float32Array(2);
const n = quantizeDynamic(x, { ...absmax, out: { data: new Int8Array(4), scale } });
const o: [Int8Array, Float32Array, Int32Array, 'int8', 0, readonly number[]] = [
  n.data,
  n.parameters.scale,
  n.parameters.zeroPoint,
  n.parameters.dtype,
  n.parameters.axis,
  n.shape,
];
const r: Int8Array = quantize(x, n.parameters, { shape });
const s: Float32Array = dequantize(n.data, n.parameters, { shape });
const stored: AxisParameters<'int8'> = {
  dtype: 'int8',
  axis: 0,
  scale: [1, 2],
  zeroPoint: [0, 0],
  qmin: -127,
};
const u: Buffer = quantize(x, stored, { shape, out: Buffer.alloc(4) });
const either: AnyParameters = JSON.parse('{}');
const v: Int8Array | Uint8Array = quantize(x, either, { shape });
const w: number = quantizeDynamic(x, { rule: 'absmax', shape }).parameters.scale;
const y: QuantizationParameters<'int8'> = chooseParameters({ min: 0, max: 1 }, { rule: 'absmax' });
const z: readonly number[] = quantizeDynamic(x, { dtype: 'int8' }).shape;
const options: AbsmaxRuleOptions & RowOptions = absmax;
// @ts-expect-error axis without shape
quantizeDynamic(x, { rule: 'absmax', axis: 0 });
// @ts-expect-error the only axis is the first
quantizeDynamic(x, { rule: 'absmax', shape, axis: 1 });
// @ts-expect-error absmax excludes uint8
quantizeDynamic(x, { rule: 'absmax', dtype: 'uint8' });
// @ts-expect-error absmax excludes uint8, in rows too
quantizeDynamic(x, { rule: 'absmax', dtype: 'uint8', shape, axis: 0 });
// @ts-expect-error absmax excludes uint8
chooseParameters({ min: 0, max: 1 }, { rule: 'absmax', dtype: 'uint8' });
// @ts-expect-error absmax is symmetric
chooseParameters({ min: 0, max: 1 }, { rule: 'absmax', scheme: 'asymmetric' });
// @ts-expect-error absmax knows its codes
quantizeDynamic(x, { rule: 'absmax', narrowRange: true });
// @ts-expect-error int8 into a Uint8Array
quantizeDynamic(x, { rule: 'absmax', out: new Uint8Array(4) });
// @ts-expect-error rows of int8 into a Uint8Array
quantizeDynamic(x, { ...absmax, out: new Uint8Array(4) });
// @ts-expect-error rows of int8 into a Uint8Array
quantizeDynamic(x, { ...absmax, out: { data: new Uint8Array(4) } });
// @ts-expect-error an object for out belongs to rows
quantizeDynamic(x, { rule: 'absmax', out: { data: new Int8Array(4) } });
// @ts-expect-error out without data
quantizeDynamic(x, { ...absmax, out: { scale } });
// @ts-expect-error scales are floats
quantizeDynamic(x, { ...absmax, out: { data: new Int8Array(4), scale: new Int32Array(2) } });
// @ts-expect-error zero points are int32
quantizeDynamic(x, { ...absmax, out: { data: new Int8Array(4), zeroPoint: scale } });
// @ts-expect-error a shape is an array
quantizeDynamic(x, { rule: 'absmax', shape: 4 });
// @ts-expect-error numbers of the parameters of rows come as arrays
quantize(x, { dtype: 'int8', axis: 0, scale: 1, zeroPoint: 0 }, { shape });
// @ts-expect-error arrays come with an axis
quantize(x, { dtype: 'int8', scale: [1, 2], zeroPoint: [0, 0] }, { shape });
// @ts-expect-error int8 codes with parameters of rows of uint8
dequantize(new Int8Array(4), { dtype: 'uint8', axis: 0, scale, zeroPoint: [0, 0] }, { shape });
// @ts-expect-error the axis belongs to the parameters
quantize(x, stored, { shape, axis: 0 });
// @ts-expect-error one scale for each row
n.parameters.scale.toFixed();
// @ts-expect-error uint8 is not int8
const wrong: QuantizedRows<'int8'> = quantizeDynamic(x, { rule: 'onnx', shape, axis: 0 });

export { a, b, d, e, f, g, h, i, j, k, l, m, o, options, r, s, t, u, v, w, wrong, y, z };
