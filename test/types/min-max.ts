// What minMax takes and gives, by its types: one range, or one for each index of an axis.
import { type AxisRange, minMax, type Range } from 'linquant';
import { exact } from './exact.js';

const x = new Float32Array(4);
const shape = [2, 2];
const bits = new Uint16Array(4);
const doubles = new Float64Array(4);
declare const place: { shape: number[]; axis?: number; blockSize?: number };

const range = minMax(new Float32Array(1));
exact<Range>()(range);
// @ts-expect-error a range is for reading
range.min = 0;
exact<Range>()(minMax(Buffer.alloc(4)));
exact<Range>()(minMax(new DataView(new ArrayBuffer(4))));
exact<Range>()(minMax(new ArrayBuffer(4)));
exact<Range>()(minMax(new SharedArrayBuffer(4)));
// @ts-expect-error no data
minMax();
// @ts-expect-error a plain number array
minMax([1, 2]);
// @ts-expect-error codes, no floats
minMax(new Uint8Array(4));
// @ts-expect-error codes, no floats
minMax(new Int8Array(4));
exact<Range>()(minMax(new Float64Array(1)));
// @ts-expect-error a text
minMax('1');
exact<Range>()(minMax(new Float32Array(1), {}));
// @ts-expect-error dtypes are no float types
minMax(new Float32Array(1), { floatType: 'int8' });

// Ranges along an axis.
exact<AxisRange>()(minMax(x, { shape, axis: 1, blockSize: 2 }));
exact<AxisRange>()(minMax(bits, { shape, axis: 1, floatType: 'bfloat16' }));
// @ts-expect-error an axis without a shape
minMax(x, { axis: 0 });
// @ts-expect-error blocks without an axis
minMax(x, { blockSize: 2 });
// @ts-expect-error bits of no type
minMax(bits, { shape, axis: 1 });

// A typed array tells its type of floats; the option may repeat it.
// @ts-expect-error doubles are no floats
minMax(doubles, { floatType: 'float32' });
// @ts-expect-error doubles are no floats
minMax(doubles, { floatType: 'float32', shape, axis: 0 });
// @ts-expect-error floats are no bits
minMax(x, { floatType: 'bfloat16' });

// A shape without an axis, and an axis that is known at run time only.
exact<Range>()(minMax(x, { shape }));
exact<Range>()(minMax(x, { shape, axis: undefined, blockSize: undefined }));
exact<Range>()(minMax(bits, { shape, floatType: 'float16' }));
exact<Range | AxisRange>()(minMax(x, place));
exact<Range | AxisRange>()(minMax(bits, { ...place, floatType: 'float16' }));
// @ts-expect-error an axis without a shape
minMax(x, { axis: 0 as number | undefined });
