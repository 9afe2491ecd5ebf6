import { convert, dequantize, dequantizeGgml, type Float16ArrayLike, quantizeGgml } from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(32);
const bits = new Uint16Array(32);
const codes = new Int8Array(32);
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const int4 = { dtype: 'int4', scale: 1, zeroPoint: 0 } as const;
declare const halves: Float16ArrayLike;

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

// convert
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

// Blocks of ggml
exact<Uint8Array<ArrayBuffer>>()(quantizeGgml(x, 'q8_0'));
exact<Uint8Array<ArrayBuffer>>()(quantizeGgml(bits, 'q4_0', { floatType: 'bfloat16' }));
exact<Buffer>()(quantizeGgml(x, 'q8_0', { out: Buffer.alloc(34) as Buffer }));
exact<Float32Array<ArrayBuffer>>()(dequantizeGgml(new Uint8Array(34), 'q8_0'));
exact<Float64Array<ArrayBuffer>>()(dequantizeGgml(Buffer.alloc(18), 'q4_0', { floatType: 'float64' }));
exact<Uint16Array<ArrayBuffer>>()(
  dequantizeGgml(new ArrayBuffer(18), 'q4_0', { floatType: 'float16', out: new Uint16Array(32) }),
);
// @ts-expect-error an unknown type of block
quantizeGgml(x, 'q4_k');
// @ts-expect-error bits of no type
quantizeGgml(bits, 'q4_0');
// @ts-expect-error blocks are bytes
dequantizeGgml(codes, 'q8_0');
