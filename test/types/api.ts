/*
 * What must compile and what must not: never run, checked by `npm run lint` (tsc --build).
 */
import {
  backend,
  chooseParameters,
  dequantize,
  linearQuantize,
  minMax,
  type QuantizationParameters,
  quantize,
  quantizeDynamic,
} from 'linquant';
import { readNpy, type Tensor } from 'linquant/formats';

const x = new Float32Array(4);
const p = chooseParameters(minMax(x), { dtype: 'uint8' });
const a: Uint8Array = quantize(x, p);
const b: Buffer = quantize(x, p, { out: Buffer.alloc(4) });
const p2: QuantizationParameters = JSON.parse('{}');
const c = quantize(x, p2); // Int8Array | Uint8Array
const d: Int8Array = quantizeDynamic(x, { dtype: 'int8' }).data;
const e: Uint8Array = quantizeDynamic(x, { rule: 'onnx' }).data;
const f = dequantize(c, p2);
const g: Int8Array = linearQuantize(x, 1, 0, 'int8');
const opt: { out?: Int8Array | undefined } = {};
const h = quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0 }, opt);
async function t(): Promise<Tensor> {
  return readNpy('x');
}
// @ts-expect-error a plain number array
minMax([1, 2]);
// @ts-expect-error no dtype
chooseParameters({ min: 0, max: 1 }, {});
// @ts-expect-error int8 into a Uint8Array
quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0 }, { out: new Uint8Array(4) });
// @ts-expect-error int8 codes with uint8 parameters, out given
dequantize(new Int8Array(4), { dtype: 'uint8', scale: 1, zeroPoint: 0 }, { out: new Float32Array(4) });
const maybe: { out?: Buffer | undefined } = {};
const i = quantizeDynamic(x, { dtype: 'int8', ...maybe });
// @ts-expect-error unknown dtype
linearQuantize(x, 1, 0, 'int9');
// @ts-expect-error onnx excludes int8
quantizeDynamic(x, { rule: 'onnx', dtype: 'int8' });
// @ts-expect-error not floats
quantize(new Uint8Array(4), p);
// @ts-expect-error not floats
quantize(new Int8Array(4), p);
// @ts-expect-error not int8 codes
dequantize(new Uint8Array(4), { dtype: 'int8', scale: 1, zeroPoint: 0 });
// @ts-expect-error the description cannot be written to
backend.name = 'native';

export { a, b, d, e, f, g, h, i, t };
