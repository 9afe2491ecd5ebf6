// What packBits and unpackBits take and give, by their types.
import { type Float16ArrayLike, packBits, unpackBits } from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(16);
declare const float16: Float16ArrayLike;
const halves = new Uint16Array(16);
declare const isSigned: boolean;
const codes = new Int8Array(2);
const bytes = new Uint8Array(2);

exact<Uint8Array<ArrayBuffer>>()(packBits(x));
exact<Uint8Array<ArrayBuffer>>()(
  packBits(x, { shape: [2, 8], compare: 'greater-equal', bitOrder: 'little' }),
);
exact<Uint8Array<ArrayBuffer>>()(packBits(float16, { signed: false }));
exact<Uint8Array<ArrayBuffer>>()(packBits(Buffer.alloc(64), { floatType: 'float64' }));
exact<Int8Array<ArrayBuffer>>()(packBits(x, { signed: true }));
exact<Int8Array<ArrayBuffer>>()(packBits(halves, { floatType: 'bfloat16', signed: true }));
exact<Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>()(packBits(x, { signed: isSigned }));
exact<Buffer>()(packBits(x, { signed: true, out: Buffer.alloc(2) as Buffer }));
exact<Uint8Array<ArrayBuffer>>()(packBits(x, { out: new Uint8Array(2) }));
exact<Int8Array<ArrayBuffer>>()(packBits(x, { signed: true, out: new Int8Array(2) }));
// @ts-expect-error bits of no type
packBits(halves);
// @ts-expect-error codes, no floats
packBits(codes);
// @ts-expect-error signed bytes into others
packBits(x, { signed: true, out: bytes });
// @ts-expect-error and the other way round
packBits(x, { out: codes });
// @ts-expect-error an unknown order
packBits(x, { bitOrder: 'msb' });
// @ts-expect-error an unknown comparison
packBits(x, { compare: '>' });
exact<Float32Array<ArrayBuffer>>()(unpackBits(bytes, { length: 16 }));
exact<Float32Array<ArrayBuffer>>()(unpackBits(codes, { shape: [2, 8], signed: true, values: [-1, 1] }));
exact<Float32Array<ArrayBuffer>>()(
  unpackBits(new DataView(new ArrayBuffer(2)), { out: new Float32Array(16) }),
);
exact<Buffer>()(unpackBits(Buffer.alloc(2), { length: 16, out: Buffer.alloc(64) as Buffer }));
// @ts-expect-error signed bytes that are not named so
unpackBits(codes, { length: 16 });
// @ts-expect-error bytes that are not signed
unpackBits(bytes, { length: 16, signed: true });
// @ts-expect-error one value
unpackBits(bytes, { length: 16, values: [1] });
// @ts-expect-error another type of floats
unpackBits(bytes, { out: new Float64Array(16) });
// @ts-expect-error the number of bits is not told
unpackBits(bytes);
