// What dequantize takes and gives, by its types.
import {
  type AnyParameters,
  dequantize,
  type Float16ArrayLike,
  type QuantizationParameters,
  quantizeDynamic,
} from 'linquant';
import { exact } from './exact.js';

const codes = new Int8Array(4);
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const uint8 = { dtype: 'uint8', scale: 1, zeroPoint: 0 } as const;
declare const data: Int8Array | Uint8Array;
declare const either: AnyParameters;
const shape = [2, 2];
const rows = { dtype: 'uint8', axis: 0, scale: [1, 2], zeroPoint: [0, 0] } as const;
const maybe: { out?: Float32Array | undefined } = {};
const x = new Float32Array(4);
const absmax = { rule: 'absmax', shape, axis: 0 } as const;
declare const halves: Float16ArrayLike;
const int4 = { dtype: 'int4', scale: 1, zeroPoint: 0 } as const;
const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 } as const;
const doubles = new Float64Array(4);
const raw = Buffer.alloc(16) as Buffer;
const packed = new Uint8Array(2);
const bits = new Uint16Array(4);
declare const stored: QuantizationParameters;

exact<Float32Array<ArrayBuffer>>()(dequantize(codes, int8));
exact<Float32Array<ArrayBuffer>>()(dequantize(new Uint8Array(4), uint8, {}));
exact<Float32Array<ArrayBuffer>>()(dequantize(data, either, { shape }));
exact<Float32Array<ArrayBuffer>>()(dequantize(new Uint8Array(4), rows, { shape, out: undefined }));
exact<Float32Array<ArrayBuffer>>()(dequantize(codes, int8, { out: new Float32Array(4) }));
exact<Buffer>()(dequantize(codes, int8, { out: Buffer.alloc(16) as Buffer }));
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

const quantized = quantizeDynamic(x, absmax);
exact<Float32Array<ArrayBuffer>>()(dequantize(quantized.data, quantized.parameters, { shape }));

// dequantize to every type of floats.
exact<Float64Array<ArrayBuffer>>()(dequantize(codes, int8, { floatType: 'float64' }));
exact<Uint16Array<ArrayBuffer>>()(dequantize(codes, int8, { floatType: 'float16' }));
exact<Uint16Array<ArrayBuffer>>()(dequantize(codes, int8, { floatType: 'bfloat16' }));
exact<Float16ArrayLike>()(dequantize(codes, int8, { out: halves }));
exact<Uint16Array<ArrayBuffer>>()(
  dequantize(codes, int8, { out: new Uint16Array(32), floatType: 'float16' }),
);
exact<Float32Array<ArrayBuffer>>()(dequantize(new Uint8Array(16), int4, { length: 32 }));
// @ts-expect-error bits of no type
dequantize(codes, int8, { out: new Uint16Array(32) });
// @ts-expect-error a number of elements
dequantize(new Uint8Array(16), int4, { length: '32' });

exact<Float32Array<ArrayBuffer>>()(dequantize(new Int32Array(4), bias));

// A typed array as out tells its type of floats too.
exact<Float64Array<ArrayBuffer>>()(dequantize(codes, int8, { out: doubles, floatType: 'float64' }));
exact<Buffer>()(dequantize(codes, int8, { out: raw, floatType: 'float16' }));
exact<Float16ArrayLike>()(dequantize(codes, int8, { out: halves, floatType: 'float16' }));
// @ts-expect-error bits into floats
dequantize(codes, int8, { out: new Float32Array(4), floatType: 'float16' });
// @ts-expect-error floats into doubles
dequantize(codes, int8, { out: doubles, floatType: 'float32' });
// @ts-expect-error a Float16Array holds float16
dequantize(codes, int8, { out: halves, floatType: 'bfloat16' });

// Bytes of packed codes do not tell how many codes there are.
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, int4, { length: 4 }));
exact<Float64Array<ArrayBuffer>>()(dequantize(packed, int4, { shape, floatType: 'float64' }));
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, int4, { out: new Float32Array(4) }));
exact<Uint16Array<ArrayBuffer>>()(dequantize(packed, int4, { out: bits, floatType: 'float16' }));
exact<Buffer>()(dequantize(packed, int4, { length: 4, out: raw }));
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, stored));
exact<Float32Array<ArrayBuffer>>()(dequantize(packed, either, {}));
// @ts-expect-error their number is missing
dequantize(packed, int4);
// @ts-expect-error their number is missing
dequantize(packed, int4, { floatType: 'float64' });
// @ts-expect-error a Buffer does not tell it either
dequantize(packed, int4, { out: raw });
