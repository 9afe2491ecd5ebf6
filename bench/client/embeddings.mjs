// From a model of onnxruntime-node to the bytes that databases take: the model writes its embeddings to memory that linquant
// reads where it lies. The exit code tells whether all agrees.
//
//   npm install --prefix bench
//   npm run test:client
import { decodingModel, embeddingModel } from './models.mjs';
import { convert, dequantize, embeddings, InferenceSession, quantizeDynamic, Tensor } from './packages.mjs';
import { bellShaped, largestDifference, multiply } from './plain.mjs';

const { decodePgHalfvec, decodePgVector, encodePgHalfvec, encodePgVector, encodeVectorBlob } = embeddings;
const sizes = { rows: 16, inputs: 64, outputs: 384 };
const { rows, inputs, outputs } = sizes;
const shape = [rows, outputs];
const x = bellShaped(rows * inputs, 3);
const w = bellShaped(inputs * outputs, 4);

/** Runs a model; y is written to memory that is there already. */
async function run(model, feeds) {
  const y = new Float32Array(rows * outputs);
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  await session.run(feeds, { y: new Tensor('float32', y, shape) });
  await session.release();
  return y;
}

function check(holds, what) {
  console.log(`${holds ? 'holds ' : 'DIFFERS'}  ${what}`);
  if (!holds) process.exitCode = 1;
}

const feeds = { x: new Tensor('float32', x, [rows, inputs]), w: new Tensor('float32', w, [inputs, outputs]) };
const y = await run(embeddingModel(), feeds);
const row = (i) => y.subarray(i * outputs, (i + 1) * outputs);
const all = Array.from({ length: rows }, (_, i) => i);

const unit = multiply(x, w, sizes);
for (const i of all) {
  const part = unit.subarray(i * outputs, (i + 1) * outputs);
  const length = Math.hypot(...part);
  for (let j = 0; j < outputs; j++) part[j] /= length;
}
check(largestDifference(y, unit) < 1e-5, 'embeddings of the model, as plain loops compute them');
check(
  all.every((i) => encodeVectorBlob(row(i)).buffer === y.buffer),
  'float32 blobs are views of the memory that the model wrote',
);

// All rows as binary parameters of PostgreSQL, in one buffer.
const size = 4 + 4 * outputs;
const parameters = Buffer.alloc(rows * size);
const ofRow = (i) => encodePgVector(row(i), { out: parameters.subarray(i * size, (i + 1) * size) });
check(
  all.every((i) => largestDifference(decodePgVector(ofRow(i)).data, row(i)) === 0),
  'vector of pgvector, all rows in one buffer',
);
const halves = convert(y, { to: 'float16' });
check(
  all.every((i) => {
    const { data: bits } = decodePgHalfvec(encodePgHalfvec(row(i)));
    return bits.every((half, j) => half === halves[i * outputs + j]);
  }),
  'halfvec of pgvector, as convert rounds them',
);

// Codes with a scale for each row, which a graph takes as they are.
const { data, parameters: ofRows } = quantizeDynamic(y, { rule: 'absmax', shape, axis: 0 });
const codes = new Tensor('int8', data, shape);
check(codes.data.buffer === data.buffer, 'a tensor of int8 holds the codes that linquant wrote');
const decoded = await run(decodingModel(), { codes, scale: new Tensor('float32', ofRows.scale, [rows]) });
check(
  largestDifference(decoded, dequantize(data, ofRows, { shape })) === 0,
  'DequantizeLinear gives the floats that dequantize gives',
);
