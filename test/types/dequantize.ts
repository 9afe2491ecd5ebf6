import { type AnyParameters, dequantize } from 'linquant';
import { exact } from './exact.js';

const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const uint8 = { dtype: 'uint8', scale: 1, zeroPoint: 0 } as const;
const rows = { dtype: 'uint8', axis: 0, scale: [1, 2], zeroPoint: [0, 0] } as const;
const codes = new Int8Array(4);
const shape = [2, 2];
declare const either: AnyParameters;
declare const data: Int8Array | Uint8Array;

exact<Float32Array<ArrayBuffer>>()(dequantize(codes, int8));
exact<Float32Array<ArrayBuffer>>()(dequantize(new Uint8Array(4), uint8, {}));
exact<Float32Array<ArrayBuffer>>()(dequantize(data, either, { shape }));
exact<Float32Array<ArrayBuffer>>()(dequantize(new Uint8Array(4), rows, { shape, out: undefined }));
exact<Float32Array<ArrayBuffer>>()(dequantize(codes, int8, { out: new Float32Array(4) }));
exact<Buffer>()(dequantize(codes, int8, { out: Buffer.alloc(16) as Buffer }));
const maybe: { out?: Float32Array | undefined } = {};
exact<Float32Array | Float32Array<ArrayBuffer>>()(dequantize(codes, int8, maybe));
// Raw bytes hold codes of any dtype.
exact<Float32Array<ArrayBuffer>>()(dequantize(Buffer.alloc(4), int8));
exact<Float32Array<ArrayBuffer>>()(dequantize(new DataView(new ArrayBuffer(4)), int8));
exact<Float32Array<ArrayBuffer>>()(dequantize(new ArrayBuffer(4), int8));
exact<Float32Array<ArrayBuffer>>()(dequantize(new SharedArrayBuffer(4), uint8));

// @ts-expect-error no parameters
dequantize(codes);
// @ts-expect-error int8 codes with uint8 parameters
dequantize(codes, uint8);
// @ts-expect-error uint8 codes with int8 parameters
dequantize(new Uint8Array(4), int8);
// @ts-expect-error int8 codes with uint8 parameters, out given
dequantize(codes, uint8, { out: new Float32Array(4) });
// @ts-expect-error int8 codes with parameters of rows of uint8
dequantize(codes, rows, { shape });
// @ts-expect-error floats, no codes
dequantize(new Float32Array(4), int8);
// @ts-expect-error a plain number array
dequantize([1, 2], int8);
// @ts-expect-error wider codes
dequantize(new Int16Array(4), int8);
// @ts-expect-error no zero point
dequantize(codes, { dtype: 'int8', scale: 1 });
// @ts-expect-error a misspelt parameter
dequantize(codes, { dtype: 'int8', scale: 1, zeroPoint: 0, zero_point: 0 });
// @ts-expect-error a misspelt option
dequantize(codes, int8, { into: new Float32Array(4) });
// @ts-expect-error out without its name
dequantize(codes, int8, new Float32Array(4));
// @ts-expect-error floats into codes
dequantize(codes, int8, { out: new Int8Array(4) });
exact<Float64Array<ArrayBuffer>>()(dequantize(codes, int8, { out: new Float64Array(4) }));
// @ts-expect-error bits of unnamed floats
dequantize(codes, int8, { out: new Uint16Array(4) });
// @ts-expect-error floats into plain bytes
dequantize(codes, int8, { out: new Uint8Array(16) });
// @ts-expect-error a shape is an array
dequantize(codes, int8, { shape: 4 });
