// What fakeQuantize takes and gives, by its types: the result is of the type of its input.
import {
  type AnyParameters,
  type Float16ArrayLike,
  type FloatArrays,
  type FloatInput,
  type FloatType,
  fakeQuantize,
  type QuantizationParameters,
} from 'linquant';
import { exact } from './exact.js';
import { columns, roundedDown } from './parameters.js';

const x = new Float32Array(4);
const shape = [2, 2];
declare const halves: Float16ArrayLike;
declare const either: AnyParameters;
const bits = new Uint16Array(4);
declare const floatType: FloatType;
declare const stored: QuantizationParameters;
const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 } as const;
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const raw = Buffer.alloc(16) as Buffer;
const int4 = { dtype: 'int4', scale: 1, zeroPoint: 0 } as const;
const doubles = new Float64Array(4);
declare const any: FloatInput | Uint16Array;

// What fakeQuantize makes is like its input.
exact<Float32Array<ArrayBuffer>>()(fakeQuantize(x, roundedDown));
exact<Float64Array<ArrayBuffer>>()(fakeQuantize(new Float64Array(4), columns, { shape }));
exact<Float16ArrayLike>()(fakeQuantize(halves, either, { mask: new Uint8Array(4) }));
exact<Uint16Array<ArrayBuffer>>()(fakeQuantize(bits, roundedDown, { floatType: 'bfloat16' }));
exact<Float32Array<ArrayBuffer>>()(fakeQuantize(Buffer.alloc(16), roundedDown));
exact<Uint16Array<ArrayBuffer>>()(fakeQuantize(Buffer.alloc(16), roundedDown, { floatType: 'float16' }));
exact<FloatArrays[FloatType]>()(fakeQuantize(Buffer.alloc(16), roundedDown, { floatType }));
exact<Buffer>()(fakeQuantize(x, roundedDown, { out: Buffer.alloc(16) as Buffer }));
// @ts-expect-error doubles from floats
fakeQuantize(x, roundedDown, { out: new Float64Array(4) });
// @ts-expect-error bits of no type
fakeQuantize(bits, roundedDown);
// @ts-expect-error a mask is bytes
fakeQuantize(x, roundedDown, { mask: new Int8Array(4) });

exact<Float32Array<ArrayBuffer>>()(fakeQuantize(x, stored));
exact<Float32Array<ArrayBuffer>>()(fakeQuantize(x, either, { shape }));
// @ts-expect-error biases are not trained with
fakeQuantize(x, bias);
// @ts-expect-error nor along an axis
fakeQuantize(bits, { dtype: 'int32', axis: 0, scale: [1], zeroPoint: [0] }, { floatType: 'float16' });
// @ts-expect-error floats are no doubles
fakeQuantize(x, int8, { floatType: 'float64' });
// @ts-expect-error numbers are no bits
fakeQuantize(x, int8, { floatType: 'float16' });

// What fakeQuantize writes is of the type of x.
exact<Buffer>()(fakeQuantize(raw, int4, { out: raw, floatType: 'float64' }));
exact<Float64Array<ArrayBuffer>>()(fakeQuantize(raw, int4, { out: doubles, floatType: 'float64' }));
exact<Uint16Array<ArrayBuffer>>()(fakeQuantize(halves, int4, { out: bits }));
exact<Float16ArrayLike>()(fakeQuantize(bits, int4, { out: halves, floatType: 'float16' }));
exact<Uint16Array<ArrayBuffer>>()(
  fakeQuantize(bits as Buffer | Uint16Array, int4, { floatType: 'bfloat16' }),
);
exact<Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Float16ArrayLike | Uint16Array<ArrayBuffer>>()(
  fakeQuantize(any, int4, { floatType: 'float16' }),
);
exact<Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Float16ArrayLike>()(
  fakeQuantize(x as FloatInput, int4),
);
// @ts-expect-error bits of floats
fakeQuantize(raw, int4, { out: bits });
// @ts-expect-error floats of bits
fakeQuantize(raw, int4, { out: x, floatType: 'float16' });
// @ts-expect-error a Float16Array holds float16
fakeQuantize(bits, int4, { out: halves, floatType: 'bfloat16' });
