// What convert takes and gives, by its types.
import { convert, type Float16ArrayLike, isFloat8Type } from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const bits = new Uint16Array(32);
declare const halves: Float16ArrayLike;
const codes = new Int8Array(4);
const doubles = new Float64Array(4);

exact<Uint16Array<ArrayBuffer>>()(convert(x, { to: 'float16' }));
exact<Float64Array<ArrayBuffer>>()(convert(bits, { from: 'bfloat16', to: 'float64' }));
exact<Float32Array<ArrayBuffer>>()(convert(halves, { to: 'float32' }));
exact<Float32Array<ArrayBuffer>>()(convert(Buffer.alloc(16), { from: 'float64', to: 'float32' }));
exact<Float16ArrayLike>()(convert(x, { to: 'float16', out: halves }));
exact<Buffer>()(convert(x, { to: 'bfloat16', out: Buffer.alloc(64) as Buffer }));
// @ts-expect-error no type
convert(x, {});
// @ts-expect-error bits of no type
convert(bits, { to: 'float32' });
// @ts-expect-error floats into doubles
convert(x, { to: 'float32', out: new Float64Array(32) });
// @ts-expect-error an unknown type
convert(x, { to: 'int8' });
// @ts-expect-error codes, no floats
convert(codes, { to: 'float16' });

convert(doubles, { from: 'float64', to: 'float16' });
// @ts-expect-error doubles are no floats
convert(doubles, { from: 'float32', to: 'float16' });

const float8 = new Uint8Array(4);
declare const dtype: 'float8_e4m3fn' | 'float32';
exact<Uint8Array<ArrayBuffer>>()(convert(x, { to: 'float8_e4m3fn' }));
exact<Uint8Array<ArrayBuffer>>()(convert(bits, { from: 'float16', to: 'float8_e5m2', saturate: true }));
exact<Float32Array<ArrayBuffer>>()(convert(float8, { from: 'float8_e8m0fnu', to: 'float32' }));
exact<Uint16Array<ArrayBuffer>>()(convert(Buffer.alloc(4), { from: 'float8_e5m2', to: 'bfloat16' }));
exact<Uint8Array<ArrayBuffer>>()(
  convert(float8, { from: 'float8_e5m2', to: 'float8_e4m3fn', saturate: false }),
);
exact<Buffer>()(convert(x, { to: 'float8_e5m2', out: Buffer.alloc(4) as Buffer }));
exact<Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>()(convert(x, { to: dtype }));
// @ts-expect-error codes of no type
convert(float8, { to: 'float32' });
// @ts-expect-error e8m0fnu is only read
convert(x, { to: 'float8_e8m0fnu' });
// @ts-expect-error float16 has infinities
convert(x, { to: 'float16', saturate: true });
// @ts-expect-error codes of float8 are bytes
convert(x, { to: 'float8_e5m2', out: new Int8Array(4) });
// @ts-expect-error floats are no codes
convert(x, { from: 'float8_e5m2', to: 'float32' });
const read: string = dtype;
if (isFloat8Type(read)) exact<Float32Array<ArrayBuffer>>()(convert(float8, { from: read, to: 'float32' }));
