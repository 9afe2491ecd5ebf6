import {
  type AnyParameters,
  type AxisParameters,
  type CodeArrays,
  type Dtype,
  type QuantizationParameters,
  quantize,
} from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const uint8 = { dtype: 'uint8', scale: 1, zeroPoint: 0, qmin: 0, qmax: 127 } as const;
const shape = [2, 2];
const rows: AxisParameters<'int8'> = { dtype: 'int8', axis: 0, scale: [1, 2], zeroPoint: [0, 0], qmin: -127 };
declare const stored: QuantizationParameters;
declare const either: AnyParameters;

// The dtype decides what is made; out decides what comes back.
exact<Int8Array<ArrayBuffer>>()(quantize(x, int8));
exact<Uint8Array<ArrayBuffer>>()(quantize(x, uint8));
exact<CodeArrays[Dtype]>()(quantize(x, stored));
exact<CodeArrays[Dtype]>()(quantize(x, either, { shape }));
exact<Int8Array<ArrayBuffer>>()(quantize(x, rows, { shape }));
exact<Int8Array<ArrayBuffer>>()(quantize(x, int8, {}));
exact<Int8Array<ArrayBuffer>>()(quantize(x, int8, { shape: [4] as const, out: undefined }));
exact<Buffer>()(quantize(x, int8, { out: Buffer.alloc(4) as Buffer }));
exact<Int8Array<ArrayBuffer>>()(quantize(x, int8, { out: new Int8Array(4) }));
exact<Buffer>()(quantize(x, rows, { shape, out: Buffer.alloc(4) as Buffer }));
const maybe: { out?: Int8Array | undefined } = {};
exact<Int8Array | Int8Array<ArrayBuffer>>()(quantize(x, int8, maybe));
quantize(Buffer.alloc(16), int8);
quantize(new DataView(x.buffer), int8);
quantize(x.buffer, int8);
quantize(new SharedArrayBuffer(16), int8);
quantize(x, { dtype: 'int8', axis: 0, scale: new Float32Array(2), zeroPoint: new Int32Array(2) }, { shape });

// @ts-expect-error no parameters
quantize(x);
// @ts-expect-error codes, no floats
quantize(new Uint8Array(4), uint8);
// @ts-expect-error codes, no floats
quantize(new Int8Array(4), int8);
quantize(new Float64Array(4), int8);
// @ts-expect-error a plain number array
quantize([1, 2], int8);
// @ts-expect-error no scale
quantize(x, { dtype: 'int8', zeroPoint: 0 });
// @ts-expect-error no zero point
quantize(x, { dtype: 'int8', scale: 1 });
// @ts-expect-error no dtype
quantize(x, { scale: 1, zeroPoint: 0 });
// @ts-expect-error an unknown dtype
quantize(x, { dtype: 'int5', scale: 1, zeroPoint: 0 });
// @ts-expect-error a scale is a number
quantize(x, { dtype: 'int8', scale: '1', zeroPoint: 0 });
// @ts-expect-error a zero point is a number
quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0n });
// @ts-expect-error a misspelt parameter
quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0, qMin: 0 });
// @ts-expect-error a misspelt option
quantize(x, int8, { output: new Int8Array(4) });
// @ts-expect-error out without its name
quantize(x, int8, new Int8Array(4));
// @ts-expect-error null is no options
quantize(x, int8, null);
// @ts-expect-error int8 into a Uint8Array
quantize(x, int8, { out: new Uint8Array(4) });
// @ts-expect-error uint8 into an Int8Array
quantize(x, uint8, { out: new Int8Array(4) });
// @ts-expect-error codes into floats
quantize(x, int8, { out: new Float32Array(4) });
// @ts-expect-error codes into a plain array
quantize(x, int8, { out: [0, 0, 0, 0] });
// @ts-expect-error codes into bytes of no view
quantize(x, int8, { out: new ArrayBuffer(4) });
// @ts-expect-error a shape is an array
quantize(x, int8, { shape: 4 });
// @ts-expect-error sizes are numbers
quantize(x, int8, { shape: ['4'] });

// Parameters of rows.
// @ts-expect-error numbers of the parameters of rows come as arrays
quantize(x, { dtype: 'int8', axis: 0, scale: 1, zeroPoint: 0 }, { shape });
// @ts-expect-error arrays come with an axis
quantize(x, { dtype: 'int8', scale: [1, 2], zeroPoint: [0, 0] }, { shape });
// @ts-expect-error an axis is a number
quantize(x, { dtype: 'int8', axis: '1', scale: [1, 2], zeroPoint: [0, 0] }, { shape });
// @ts-expect-error scales are float32
quantize(x, { dtype: 'int8', axis: 0, scale: new Float64Array(2), zeroPoint: [0, 0] }, { shape });
// @ts-expect-error zero points are int32
quantize(x, { dtype: 'int8', axis: 0, scale: [1, 2], zeroPoint: new Int8Array(2) }, { shape });
// @ts-expect-error the axis belongs to the parameters
quantize(x, rows, { shape, axis: 0 });
// @ts-expect-error rows of int8 into a Uint8Array
quantize(x, rows, { shape, out: new Uint8Array(4) });
// @ts-expect-error an object for out belongs to quantizeDynamic
quantize(x, rows, { shape, out: { data: new Int8Array(4) } });
// @ts-expect-error parameters are for reading
rows.qmin = 0;
