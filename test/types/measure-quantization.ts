// What measureQuantization takes and gives, by its types: numbers, or an array for each index of an axis.
import {
  type AnyParameters,
  type AxisQuantizationMeasures,
  measureQuantization,
  type QuantizationMeasures,
} from 'linquant';
import { exact } from './exact.js';
import { columns, roundedDown } from './parameters.js';

const x = new Float32Array(4);
const q = new Int8Array(4);
const shape = [2, 2];
const bits = new Uint16Array(4);
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const int4 = { dtype: 'int4', scale: 1, zeroPoint: 0 } as const;
declare const either: AnyParameters;

const measures = measureQuantization(x, q, int8);
exact<QuantizationMeasures>()(measures);
exact<number>()(measures.sqnr);
// @ts-expect-error measures are for reading
measures.sqnr = 0;
exact<QuantizationMeasures>()(measureQuantization(Buffer.alloc(8), q, int8, { floatType: 'float16' }));
exact<QuantizationMeasures>()(measureQuantization(bits, q, int8, { floatType: 'bfloat16' }));
exact<QuantizationMeasures>()(measureQuantization(x, Buffer.alloc(4), either, { shape }));
exact<QuantizationMeasures>()(measureQuantization(x, new Uint8Array(2), int4));
exact<QuantizationMeasures>()(measureQuantization(x, q, columns, { shape }));
// @ts-expect-error bits of no type
measureQuantization(bits, q, int8);
// @ts-expect-error codes of another dtype
measureQuantization(x, new Int16Array(4), int8);
// @ts-expect-error codes and floats the other way round
measureQuantization(q, x, int8);
// @ts-expect-error no parameters
measureQuantization(x, q);
// @ts-expect-error floats are no doubles
measureQuantization(x, q, int8, { floatType: 'float64' });

// Along an axis.
const along = measureQuantization(x, q, columns, { shape, axis: -1 });
exact<AxisQuantizationMeasures>()(along);
exact<Float64Array<ArrayBuffer>>()(along.noise);
exact<number>()(along.axis);
exact<AxisQuantizationMeasures>()(
  measureQuantization(bits, new Uint8Array(2), roundedDown, { shape, axis: 0, floatType: 'float16' }),
);
// @ts-expect-error an axis without a shape
measureQuantization(x, q, int8, { axis: 0 });
// @ts-expect-error results are along an axis only
measureQuantization(x, q, int8, { shape, axis: 0, blockSize: 2 });
