// What linearQuantize and linearDequantize take and give, by their types.
import { linearDequantize, linearQuantize } from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
declare const dtype: 'int8' | 'uint8';

exact<Int8Array<ArrayBuffer>>()(linearQuantize(x, 1, 0, 'int8'));
exact<Uint8Array<ArrayBuffer>>()(linearQuantize(Buffer.alloc(16), 1, 0, 'uint8'));
exact<Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>()(linearQuantize(x, 1, 0, dtype));
exact<Float32Array<ArrayBuffer>>()(linearDequantize(new Int8Array(4), 1, 0));
exact<Float32Array<ArrayBuffer>>()(linearDequantize(new Uint8Array(4), 1, 0));
exact<Float32Array<ArrayBuffer>>()(linearDequantize(Buffer.alloc(4), 1, 0));
// @ts-expect-error no dtype
linearQuantize(x, 1, 0);
// @ts-expect-error an unknown dtype
linearQuantize(x, 1, 0, 'int9');
// @ts-expect-error a scale is a number
linearQuantize(x, '1', 0, 'int8');
// @ts-expect-error one zero point
linearQuantize(x, 1, [0], 'int8');
// @ts-expect-error a plain number array
linearQuantize([1, 2], 1, 0, 'int8');
// @ts-expect-error codes, no floats
linearQuantize(new Int8Array(4), 1, 0, 'int8');
// @ts-expect-error no out
linearQuantize(x, 1, 0, 'int8', { out: new Int8Array(4) });
// @ts-expect-error no zero point
linearDequantize(new Int8Array(4), 1);
// @ts-expect-error a scale is a number
linearDequantize(new Int8Array(4), 1n, 0);
// @ts-expect-error floats, no codes
linearDequantize(x, 1, 0);
// @ts-expect-error bytes that name no dtype
linearDequantize(new ArrayBuffer(4), 1, 0);
// @ts-expect-error the dtype comes from the array
linearDequantize(new Int8Array(4), 1, 0, 'int8');
