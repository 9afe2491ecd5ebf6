// What requantize takes and gives, by its types.
import { type QuantizationParameters, requantize } from 'linquant';
import { exact } from './exact.js';
import { columns, roundedDown } from './parameters.js';

const int16 = { dtype: 'int16', scale: 1, zeroPoint: 0 } as const;
const shape = [2, 2];
const packed = new Uint8Array(2);
const int4 = { dtype: 'int4', scale: 1, zeroPoint: 0 } as const;
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
declare const stored: QuantizationParameters;
const codes = new Int8Array(4);

exact<Int16Array<ArrayBuffer>>()(requantize(new Uint8Array(2), roundedDown, int16, { length: 4 }));
exact<Buffer>()(
  requantize(new Int8Array(4), columns, roundedDown, { shape, out: Buffer.alloc(2) as Buffer }),
);
// @ts-expect-error codes of another dtype
requantize(new Int8Array(4), int16, roundedDown);
// @ts-expect-error one set of parameters
requantize(new Int8Array(4), columns);
// @ts-expect-error codes into those of another dtype
requantize(new Int8Array(4), columns, roundedDown, { out: new Int8Array(4) });

exact<Int8Array<ArrayBuffer>>()(requantize(packed, int4, int8, { shape }));
exact<Int8Array<ArrayBuffer>>()(requantize(packed, stored, int8));
exact<Uint8Array<ArrayBuffer>>()(requantize(codes, int8, int4));
// @ts-expect-error their number is missing
requantize(packed, int4, int8);
// @ts-expect-error nor do codes as out
requantize(packed, int4, int8, { out: codes });
