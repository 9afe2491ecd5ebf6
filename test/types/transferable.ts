// New arrays lie in memory of their own: they can be transferred and hashed. Memory that is given may be shared.
import { webcrypto } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import {
  chooseParameters,
  convert,
  dequantize,
  dequantizeGgml,
  fakeQuantize,
  linearDequantize,
  linearQuantize,
  minMax,
  packBits,
  quantize,
  quantizeDynamic,
  quantizeGgml,
  requantize,
  unpackBits,
} from 'linquant';
import {
  binarizeEmbeddings,
  parametersForRanges,
  quantizeEmbeddings,
  RangeCalibration,
} from 'linquant/embeddings';

// The types of browsers are in test/package/declarations.test.ts.
const x = new Float32Array(32);
const bits = new Uint16Array(32);
const codes = new Int8Array(32);
const int8 = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const uint4 = { dtype: 'uint4', scale: 1, zeroPoint: 0 } as const;
const shape = [4, 8];
const dimensions = 8;
const { port1 } = new MessageChannel();

const rows = quantizeDynamic(x, { rule: 'absmax', shape, axis: 0 });
const ranges = minMax(x, { shape, axis: 1 });
const chosen = chooseParameters(ranges, { dtype: 'uint8' });
const embeddings = quantizeEmbeddings(x, { dimensions, rule: 'row' });
const calibration = new RangeCalibration(dimensions).observe(x);
const ofRanges = parametersForRanges(calibration.ranges());

const made: readonly { readonly buffer: ArrayBuffer }[] = [
  quantize(x, int8),
  quantize(x, uint4),
  quantize(x, { ...int8, dtype: 'int32' }),
  dequantize(codes, int8),
  dequantize(codes, int8, { floatType: 'float16' }),
  fakeQuantize(x, int8),
  fakeQuantize(bits, int8, { floatType: 'bfloat16' }),
  requantize(codes, int8, uint4),
  linearQuantize(x, 1, 0, 'int8'),
  linearDequantize(codes, 1, 0),
  convert(x, { to: 'float64' }),
  quantizeGgml(x, 'q8_0'),
  quantizeGgml(bits, 'q4_0', { floatType: 'float16' }),
  dequantizeGgml(new Uint8Array(34), 'q8_0'),
  packBits(x),
  packBits(x, { signed: true }),
  unpackBits(new Uint8Array(4), { length: 32 }),
  quantizeDynamic(x, { rule: 'onnx' }).data,
  rows.data,
  rows.parameters.scale,
  rows.parameters.zeroPoint,
  ranges.min,
  ranges.max,
  chosen.scale,
  chosen.zeroPoint,
  embeddings.data,
  embeddings.parameters.scale,
  quantizeEmbeddings(x, { dimensions, rule: 'matrix' }).data,
  quantizeEmbeddings(x, { dimensions, rule: 'ranges', dtype: 'uint8' }).data,
  binarizeEmbeddings(x, { dimensions }).data,
  binarizeEmbeddings(x, { dimensions, dialect: 'binary' }).data,
  calibration.ranges(),
  ofRanges.scale,
  ofRanges.zeroPoint,
  ofRanges.offset,
];
for (const { buffer } of made) port1.postMessage(made, [buffer]);

port1.postMessage(rows, [rows.data.buffer, rows.parameters.scale.buffer, rows.parameters.zeroPoint.buffer]);
const digest: Promise<ArrayBuffer> = webcrypto.subtle.digest('SHA-256', rows.data);

// What was given keeps its type, wherever it lies.
const shared: Int8Array = new Int8Array(new SharedArrayBuffer(32));
const floats: Float32Array = new Float32Array(new SharedArrayBuffer(128));
// @ts-expect-error memory that may be shared
port1.postMessage(0, [quantize(x, int8, { out: shared }).buffer]);
// @ts-expect-error memory that may be shared
port1.postMessage(0, [quantizeDynamic(x, { rule: 'absmax', out: shared }).data.buffer]);
// @ts-expect-error memory that may be shared
port1.postMessage(0, [dequantize(codes, int8, { out: floats }).buffer]);
// @ts-expect-error memory that may be shared
port1.postMessage(0, [quantizeEmbeddings(x, { dimensions, rule: 'row', out: shared }).data.buffer]);

// And it is taken wherever it lies.
linearQuantize(floats, 1, 0, 'int8');
linearDequantize(shared, 1, 0);
dequantize(shared, int8);
requantize(shared, int8, uint4);
minMax(floats);
packBits(floats);
unpackBits(shared, { length: 32, signed: true });
quantizeGgml(floats, 'q8_0');
dequantizeGgml(new Uint8Array(new SharedArrayBuffer(34)), 'q8_0');
const sharedRange = { min: floats, max: floats, axis: 0 };
chooseParameters(sharedRange, { dtype: 'int8' });
quantize(
  x,
  { ...int8, axis: 0, scale: floats, zeroPoint: new Int32Array(new SharedArrayBuffer(16)) },
  { shape },
);
quantizeDynamic(x, { rule: 'absmax', shape, axis: 0, out: { data: shared, scale: floats } });
parametersForRanges(floats);

export { digest };
