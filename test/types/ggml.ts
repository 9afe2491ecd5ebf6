// What quantizeGgml and dequantizeGgml take and give, by their types.
import { dequantizeGgml, quantizeGgml } from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const bits = new Uint16Array(32);
const codes = new Int8Array(4);

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

// @ts-expect-error floats are no doubles
quantizeGgml(x, 'q8_0', { floatType: 'float64' });
// @ts-expect-error bits into floats
dequantizeGgml(new Uint8Array(34), 'q8_0', { out: new Float32Array(32), floatType: 'float16' });
