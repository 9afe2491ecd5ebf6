// What quantize takes and gives, by its types: dtypes, parameters, types of floats and out.
import {
  type AnyParameters,
  type AxisParameters,
  type CodeArrays,
  type Dtype,
  type Float16ArrayLike,
  type FloatInput,
  type QuantizationParameters,
  quantize,
  quantizeDynamic,
} from 'linquant';
import { exact } from './exact.js';
import { columns, roundedDown } from './parameters.js';

const x = new Float32Array(4);
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const uint8 = { dtype: 'uint8', scale: 1, zeroPoint: 0, qmin: 0, qmax: 127 } as const;
declare const stored: QuantizationParameters;
declare const either: AnyParameters;
const shape = [2, 2];
const rows: AxisParameters<'int8'> = { dtype: 'int8', axis: 0, scale: [1, 2], zeroPoint: [0, 0], qmin: -127 };
const maybe: { out?: Int8Array | undefined } = {};
const absmax = { rule: 'absmax', shape, axis: 0 } as const;
const int16 = { dtype: 'int16', scale: 1, zeroPoint: 0 } as const;
declare const halves: Float16ArrayLike;
const bits = new Uint16Array(4);
const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 } as const;
const doubles = new Float64Array(4);
const raw = Buffer.alloc(16) as Buffer;
declare const any: FloatInput | Uint16Array;
const left: QuantizationParameters<'int8'> = { ...int8, qmin: undefined, qmax: undefined, offset: undefined };
const along: AnyParameters = {
  ...{ dtype: 'int8', axis: 0, scale: [1], zeroPoint: [0], offset: undefined },
  ...{ rounding: undefined, blockSize: undefined },
} as const;

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
// @ts-expect-error scales are floats
quantize(x, { dtype: 'int8', axis: 0, scale: new Int32Array(2), zeroPoint: [0, 0] }, { shape });
// @ts-expect-error zero points are integers
quantize(x, { dtype: 'int8', axis: 0, scale: [1, 2], zeroPoint: new Float32Array(2) }, { shape });
// @ts-expect-error the axis belongs to the parameters
quantize(x, rows, { shape, axis: 0 });
// @ts-expect-error rows of int8 into a Uint8Array
quantize(x, rows, { shape, out: new Uint8Array(4) });
// @ts-expect-error an object for out belongs to quantizeDynamic
quantize(x, rows, { shape, out: { data: new Int8Array(4) } });
// @ts-expect-error parameters are for reading
rows.qmin = 0;

// What quantizeDynamic gives is what quantize takes.
const parameters: AxisParameters<'int8'> = quantizeDynamic(x, absmax).parameters;
exact<Int8Array<ArrayBuffer>>()(quantize(x, parameters, { shape }));

// Every dtype has its array.
exact<Uint8Array<ArrayBuffer>>()(quantize(x, roundedDown));
exact<Int16Array<ArrayBuffer>>()(quantize(x, int16));
exact<Uint16Array<ArrayBuffer>>()(quantize(x, { dtype: 'uint16', scale: 1, zeroPoint: 0 }));
exact<Int32Array<ArrayBuffer>>()(quantize(x, { dtype: 'int32', scale: 1, zeroPoint: 0 }));
exact<Int8Array<ArrayBuffer>>()(quantize(x, columns, { shape }));
// @ts-expect-error packed codes into an Int8Array
quantize(x, roundedDown, { out: new Int8Array(2) });
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

// int32 is for biases: they are quantized, and no parameters are chosen for them.
exact<Int32Array<ArrayBuffer>>()(quantize(x, bias));

// A typed array tells its type of floats; the option may repeat it.
quantize(x, int8, { floatType: 'float32' });
quantize(doubles, int8, { floatType: 'float64' });
quantize(halves, int8, { floatType: 'float16' });
quantize(raw, int8, { floatType: 'float64' });
quantize(x as FloatInput, int8, { floatType: 'float64' });
quantize(any, int8, { floatType: 'float16' });
quantize(x, int8, { floatType: undefined });
// @ts-expect-error floats are no doubles
quantize(x, int8, { floatType: 'float64' });
// @ts-expect-error numbers are no bits
quantize(x, int8, { floatType: 'float16' });
// @ts-expect-error a Float16Array holds float16
quantize(halves, int8, { floatType: 'bfloat16' });

// Whether data has to be finite changes no type.
exact<Int8Array<ArrayBuffer>>()(quantize(x, int8, { finite: true }));
exact<Int16Array<ArrayBuffer>>()(quantize(bits, int16, { floatType: 'float16', finite: true as boolean }));
quantize(x, int8, { finite: undefined });
// @ts-expect-error a flag
quantize(x, int8, { finite: 1 });

// undefined is what is left out.
quantize(x, left);
quantize(x, along);
