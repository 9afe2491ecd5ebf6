// What convert takes and gives, by its types.
import { convert, type Float16ArrayLike } from 'linquant';
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
