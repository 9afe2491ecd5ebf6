// linquant's output as the input of onnxruntime-node, without a copy: the arrays that linquant writes are those that the
// tensors hold. Every graph's result is compared with plain loops; the exit code tells whether all agree.
//
//   npm install --prefix bench
//   npm run test:client
//
// Types: 'int8', 'uint8', 'int16' and 'uint16' tensors hold the typed arrays of those names; 'float16' takes the bits in
// a Uint16Array on Node 20 and 22, and nothing from Node 24 on (docs/onnxruntime.md). Tensors of 'int4' and 'uint4' can be made, but sessions of onnxruntime-node refuse them:
// such codes belong into the model, as below. ONNX packs them as linquant does. It has no tensors of bfloat16.
import { markdownTable } from 'markdown-table';
import { blocksModel, halfModel, integerModel, weightsModel } from './models.mjs';
import { backend, convert, InferenceSession, quantizeDynamic, Tensor } from './packages.mjs';
import { bellShaped, largestDifference, multiply, unpack } from './plain.mjs';

const sizes = { rows: 16, inputs: 384, outputs: 64 };
const { rows, inputs, outputs } = sizes;
const x = bellShaped(rows * inputs, 1);
const w = bellShaped(inputs * outputs, 2);
const xShape = [rows, inputs];
const wShape = [inputs, outputs];

/** A tensor on the memory of `data`. */
function tensor(type, data, dims) {
  const made = new Tensor(type, data, dims);
  if (made.data.buffer !== data.buffer || made.data.byteOffset !== data.byteOffset) {
    throw new Error(`onnxruntime-node copied a tensor of ${type}`);
  }
  return made;
}

/**
 * ONNX Runtime makes one MatMulNBits of the decoding of int4 weights in blocks and the MatMul behind it, and unless told
 * otherwise rounds the activations to 8 bits for that. 1: it computes in float32.
 */
const sessionOptions = { logSeverityLevel: 3, extra: { session: { qdq_matmulnbits_accuracy_level: '1' } } };

/** Runs a model; y is written to memory that is there already. */
async function run(model, feeds, yType = 'float32', y = new Float32Array(rows * outputs)) {
  const session = await InferenceSession.create(model, sessionOptions);
  await session.run(feeds, { y: tensor(yType, y, [rows, outputs]) });
  await session.release();
  return y;
}

/** Weights as int8 with a scale for each output; the graph decodes them. */
async function weightsPerOutput() {
  const { data, parameters } = quantizeDynamic(w, {
    dtype: 'int8',
    scheme: 'symmetric',
    shape: wShape,
    axis: 1,
  });
  const y = await run(weightsModel(), {
    x: tensor('float32', x, xShape),
    w: tensor('int8', data, wShape),
    scale: tensor('float32', parameters.scale, [outputs]),
  });
  const numbers = Float32Array.from(data, (code, i) => code * parameters.scale[i % outputs]);
  return { name: 'int8 weights', y, expected: multiply(x, numbers, sizes), within: 1e-5 };
}

/** Activations as uint8, by the rule of DynamicQuantizeLinear, and weights as int8: the sums are those of integers. */
async function integers() {
  const activations = quantizeDynamic(x, { rule: 'onnx' });
  // One bit less: without VNNI the processor adds pairs of products in 16 bits, and those of all 8 bits saturate.
  const options = { dtype: 'int8', scheme: 'symmetric', reduceRange: true, shape: wShape, axis: 1 };
  const weights = quantizeDynamic(w, options);
  const { scale, zeroPoint } = activations.parameters;
  const scales = weights.parameters.scale;
  const y = await run(integerModel(), {
    a: tensor('uint8', activations.data, xShape),
    aScale: tensor('float32', Float32Array.of(scale), []),
    aZeroPoint: tensor('uint8', Uint8Array.of(zeroPoint), []),
    w: tensor('int8', weights.data, wShape),
    wScale: tensor('float32', scales, [outputs]),
  });
  const centred = Int16Array.from(activations.data, (code) => code - zeroPoint);
  const sums = multiply(centred, weights.data, sizes);
  const expected = sums.map((sum, i) => Math.fround(sum * Math.fround(scale * scales[i % outputs])));
  return { name: 'uint8 activations, int8 weights', y, expected, within: 0 };
}

/** Weights as float16, and the result too. */
async function halves() {
  const bits = convert(w, { to: 'float16' });
  const feeds = { x: tensor('float32', x, xShape), w: tensor('float16', bits, wShape) };
  const yBits = await run(halfModel(), feeds, 'float16', new Uint16Array(rows * outputs));
  const y = convert(yBits, { from: 'float16', to: 'float32' });
  const numbers = convert(bits, { from: 'float16', to: 'float32' });
  return { name: 'float16 weights and result', y, expected: multiply(x, numbers, sizes), within: 2 ** -11 };
}

/** Weights as int4 with a scale for each 32 of an output, in the model. */
async function blocksOfInt4() {
  const blockSize = 32;
  const options = { dtype: 'int4', scheme: 'symmetric', shape: wShape, axis: 0, blockSize };
  const { data, parameters } = quantizeDynamic(w, options);
  const { scale } = parameters;
  const scaleDims = [inputs / blockSize, outputs];
  const model = blocksModel({ data, dims: wShape, scale, scaleDims, blockSize });
  const y = await run(model, { x: tensor('float32', x, xShape) });
  const scaleOf = (i) => scale[Math.floor(i / outputs / blockSize) * outputs + (i % outputs)];
  const numbers = Float32Array.from(unpack(data), (code, i) => code * scaleOf(i));
  return { name: 'int4 weights in blocks of 32', y, expected: multiply(x, numbers, sizes), within: 1e-5 };
}

const unquantized = multiply(x, w, sizes);
const results = [];
for (const program of [weightsPerOutput, integers, halves, blocksOfInt4]) results.push(await program());

const rowsOfTable = results.map(({ name, y, expected, within }) => {
  const difference = largestDifference(y, expected);
  const agrees = difference <= within;
  if (!agrees) process.exitCode = 1;
  return [
    name,
    difference === 0 ? 'none' : difference.toExponential(1),
    within === 0 ? 'none' : within.toExponential(1),
    agrees ? 'yes' : 'NO',
    `${(largestDifference(y, unquantized) * 100).toPrecision(2)} %`,
  ];
});
const header = ['', 'differs from plain loops', 'allowed', 'agrees', 'error of quantizing'];
console.log(
  `onnxruntime-node fed by linquant (${backend.instructionSet ?? backend.name}), parts of the largest number:\n`,
);
console.log(markdownTable([header, ...rowsOfTable], { align: ['l', 'r', 'r', 'l', 'r'] }));
