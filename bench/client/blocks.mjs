// linquant's codes in blocks as the weights of MatMulNBits: every row of the table in docs/onnxruntime.md, beside plain loops.
// The exit code tells whether all is as the page says.
//
//   npm install --prefix bench
//   npm run test:client
import { markdownTable } from 'markdown-table';
import { mustShow } from '../conformance/page.mjs';
import { blockProductModel } from './models.mjs';
import { dequantize, InferenceSession, quantize, quantizeDynamic, Tensor } from './packages.mjs';
import { bellShaped, largestDifference, multiply, transpose } from './plain.mjs';

const rows = 4;
const outputs = 48;

/** Weights as [outputs, inputs], a little off centre, in blocks along the inputs. */
function weights({ inputs = 128, blockSize = 32, ...options }) {
  const floats = bellShaped(outputs * inputs, 2).map((value) => value + 0.3);
  const shape = [outputs, inputs];
  const quantized = quantizeDynamic(floats, { ...options, shape, axis: 1, blockSize });
  return { ...quantized, inputs, blockSize };
}

const flipped = (data, bits) => Uint8Array.from(new Uint8Array(data.buffer), (byte) => byte ^ bits);
const asymmetric = { dtype: 'uint4', scheme: 'asymmetric' };

/** Zero points of 4 bits: two in a byte, and each output begins with a byte of its own. */
function packedZeroPoints(zeroPoint, blocks) {
  const even = blocks + (blocks % 2);
  const padded = new Float32Array(outputs * even);
  zeroPoint.forEach((value, i) => {
    padded[Math.floor(i / blocks) * even + (i % blocks)] = value;
  });
  return quantize(padded, { dtype: 'uint4', scale: 1, zeroPoint: 0 });
}

/** Each row: what the page says of it, and the codes, the bytes and the zero points that are given to the operator. */
const table = [
  {
    name: 'uint4, symmetric',
    fits: 'yes',
    give: '`data`; no zero points, 8 is the default',
    made: () => weights({ dtype: 'uint4', scheme: 'symmetric' }),
  },
  {
    name: 'uint4, asymmetric',
    fits: 'yes',
    give: '`data`; zero points packed by `quantize`, scale 1',
    made: () => weights(asymmetric),
    zeroPoints: ({ zeroPoint }) =>
      quantize(Float32Array.from(zeroPoint), { dtype: 'uint4', scale: 1, zeroPoint: 0 }),
  },
  {
    name: 'the same, an odd number of blocks an output',
    fits: 'yes',
    give: "the same, with a 0 behind each output's zero points",
    made: () => weights({ ...asymmetric, inputs: 96 }),
    zeroPoints: ({ zeroPoint }, blocks) => packedZeroPoints(zeroPoint, blocks),
  },
  {
    name: 'the same, zero points not padded',
    fits: 'no',
    give: '',
    made: () => weights({ ...asymmetric, inputs: 96 }),
    zeroPoints: ({ zeroPoint }) =>
      quantize(Float32Array.from(zeroPoint), { dtype: 'uint4', scale: 1, zeroPoint: 0 }),
  },
  {
    name: 'int4, symmetric',
    fits: 'yes',
    give: 'each byte of `data` XOR 0x88',
    made: () => weights({ dtype: 'int4', scheme: 'symmetric' }),
    bytes: (data) => flipped(data, 0x88),
  },
  {
    name: 'int4, as it lies',
    fits: 'wrong numbers',
    give: '',
    made: () => weights({ dtype: 'int4', scheme: 'symmetric' }),
  },
  {
    name: 'uint8, asymmetric, `bits` 8',
    fits: 'yes',
    give: '`data`; zero points as a Uint8Array',
    bits: 8,
    made: () => weights({ dtype: 'uint8', scheme: 'asymmetric' }),
    zeroPoints: ({ zeroPoint }) => Uint8Array.from(zeroPoint),
  },
  {
    name: 'int8, symmetric, `bits` 8',
    fits: 'yes',
    give: 'each byte of `data` XOR 0x80',
    bits: 8,
    made: () => weights({ dtype: 'int8', scheme: 'symmetric' }),
    bytes: (data) => flipped(data, 0x80),
  },
  {
    name: 'uint2, symmetric, `bits` 2',
    fits: 'yes',
    give: '`data`; no zero points, 2 is the default',
    bits: 2,
    made: () => weights({ dtype: 'uint2', scheme: 'symmetric' }),
  },
  {
    name: 'blocks of 16, 64, 128 or 256',
    fits: 'yes',
    give: 'as those of 32',
    made: () =>
      [16, 64, 128, 256].map((blockSize) =>
        weights({ dtype: 'uint4', scheme: 'symmetric', inputs: 256, blockSize }),
      ),
  },
  {
    name: 'blocks of 8',
    fits: 'no',
    give: '',
    made: () => weights({ dtype: 'uint4', scheme: 'symmetric', blockSize: 8 }),
  },
  {
    name: 'inputs no multiple of the block',
    fits: 'no',
    give: '',
    made: () => weights({ dtype: 'uint4', scheme: 'symmetric', inputs: 100 }),
  },
  {
    name: 'the same, each row padded with zeros',
    fits: 'yes',
    give: '`data`; `K` stays what it is',
    made: padded,
  },
  {
    name: '[inputs, outputs], blocks along axis 0',
    fits: 'wrong numbers',
    give: 'transpose the floats first',
    made: turned,
  },
];

/** The weights lie as MatMul takes them, so the codes of a block do not lie together. */
function turned() {
  const [inputs, blockSize] = [128, 32];
  const { floats, shape } = { floats: bellShaped(inputs * outputs, 2), shape: [inputs, outputs] };
  const options = { dtype: 'uint4', scheme: 'symmetric', shape, axis: 0, blockSize };
  return { ...quantizeDynamic(floats, options), inputs, blockSize, turned: true };
}

/** Weights of 100 inputs in rows of 128, the last 28 of them 0. */
function padded() {
  const shape = [outputs, 128];
  const floats = bellShaped(outputs * 128, 2).map((value, i) => (i % 128 < 100 ? value : 0));
  const options = { dtype: 'uint4', scheme: 'symmetric', shape, axis: 1, blockSize: 32 };
  return { ...quantizeDynamic(floats, options), inputs: 100, blockSize: 32 };
}

/** What MatMulNBits makes of the weights: 'yes' where it agrees with plain loops. */
async function outcome({ made, ...row }) {
  const outcomes = await Promise.all([made()].flat().map((quantized) => fit(row, quantized)));
  return [...new Set(outcomes)].join(' and ');
}

async function fit({ bits = 4, bytes = (data) => new Uint8Array(data.buffer), zeroPoints }, quantized) {
  const { data, parameters, shape, inputs, blockSize } = quantized;
  const blocks = Math.ceil(inputs / blockSize);
  const x = bellShaped(rows * inputs, 1);
  const model = blockProductModel({
    inputs,
    outputs,
    bits,
    blockSize,
    weights: bytes(data),
    scale: parameters.scale,
    zeroPoints: zeroPoints?.(parameters, blocks),
  });
  let y;
  try {
    const session = await InferenceSession.create(model, { logSeverityLevel: 4 });
    ({ y } = await session.run({ x: new Tensor('float32', x, [rows, inputs]) }));
    await session.release();
  } catch (error) {
    // It names what does not fit: the size of a block, or that of the bytes for these dimensions.
    if (/block_size|raw_data size|zero_points/.test(error.message)) return 'no';
    throw error;
  }
  const decoded = dequantize(data, parameters, { shape });
  const asMatMul = quantized.turned ? decoded : transpose(decoded, outputs, shape[1]);
  const expected = multiply(x, asMatMul, { rows, inputs, outputs });
  return largestDifference(y.data, expected) < 1e-5 ? 'yes' : 'wrong numbers';
}

mustShow(
  ['weights', 'fit', 'give'],
  table.map(({ name, fits, give }) => [name, fits, give]),
);
const found = [];
for (const row of table) {
  const got = await outcome(row);
  if (got !== row.fits) process.exitCode = 1;
  found.push([row.name, got, got === row.fits ? 'as the page says' : `DIFFERS: the page says ${row.fits}`]);
}
console.log(`MatMulNBits on codes of linquant:\n`);
console.log(markdownTable([['weights', 'fit', ''], ...found]));
