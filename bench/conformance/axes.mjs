// QuantizeLinear and DequantizeLinear with parameters along an axis, and in blocks along it, on random shapes.
import { dequantizeModel, quantizeModel } from '../peers/onnx-model.mjs';
import { codeArrays, limits, sequence } from './inputs.mjs';
import { describe, judgeAxis, placeOf } from './judge.mjs';
import { product, randomCodes, randomFloats, randomParameters, randomShape } from './shapes.mjs';
import { exactly, Mismatch, same, Tally } from './tally.mjs';

const blockSizes = [undefined, 1, 2, 3, 7, 16, 32, 33, 128];
/** How many shapes each session sees: along an axis more, for there is but one session for all lengths. */
const shapesFor = (blockSize) => (blockSize === undefined ? 64 : 16);

export async function axes(ort, copies, tally) {
  const next = sequence(21);
  const shapes = new Tally();
  for (const dtype of Object.keys(limits)) {
    for (let rank = 1; rank <= 4; rank++) {
      for (let axis = 0; axis < rank; axis++) {
        for (const blockSize of blockSizes) {
          await check({ ort, copies, tally, shapes, next }, { dtype, rank, axis, blockSize });
        }
      }
    }
  }
  for (const [name, number] of shapes.counts) tally.add(name, number);
}

/** One session of each operator for all shapes of a rank, axis and block size. */
async function check(tools, { dtype, rank, axis, blockSize }) {
  const { ort, shapes, next } = tools;
  const model = { rank, axis, blockSize };
  const quantizer = await ort.session(quantizeModel(dtype, model));
  const dequantizer = await ort.session(dequantizeModel(dtype, model));
  for (let i = 0; i < shapesFor(blockSize); i++) {
    const layout = randomShape(next, rank, axis, blockSize);
    const numbers = randomParameters(next, dtype, product(layout.parameterShape));
    const test = { ...layout, ...numbers, dtype, parameters: ours(layout, numbers, dtype, i) };
    await quantizeOne(tools, quantizer, test);
    await dequantizeOne(tools, dequantizer, test);
    count(shapes, test);
  }
  await quantizer.release();
  await dequantizer.release();
}

/** linquant's parameters. Every other time the axis is counted from the last. */
function ours({ shape, axis, blockSize }, { scale, zeroPoint }, dtype, turn) {
  const named = turn % 2 ? axis - shape.length : axis;
  return { dtype, scale, zeroPoint, axis: named, ...(blockSize === undefined ? {} : { blockSize }) };
}

function parameterFeeds(ort, { dtype, scale, zeroPoint, parameterShape }) {
  return {
    scale: ort.tensor('float32', scale, parameterShape),
    zeroPoint: ort.tensor(dtype, codeArrays[dtype].from(zeroPoint), parameterShape),
  };
}

async function quantizeOne({ ort, copies, tally, next }, session, test) {
  const { dtype, shape, places, parameters } = test;
  const x = randomFloats(next, dtype, test, places);
  const expected = new codeArrays[dtype](x.length);
  const feeds = { x: ort.tensor('float32', x, shape), ...parameterFeeds(ort, test) };
  await session.run(feeds, { q: ort.tensor(dtype, expected, shape) });
  for (const { name, linquant } of copies) {
    const got = linquant.quantize(x, parameters, { shape });
    judgeAxis({ name, x, got, expected, test, tally });
  }
}

async function dequantizeOne({ ort, copies, tally, next }, session, test) {
  const { dtype, shape, places, parameters } = test;
  const q = randomCodes(next, dtype, places.length);
  const expected = new Float32Array(q.length);
  const feeds = { q: ort.tensor(dtype, q, shape), ...parameterFeeds(ort, test) };
  await session.run(feeds, { x: ort.tensor('float32', expected, shape) });
  for (const { name, linquant } of copies) {
    const got = linquant.dequantize(q, parameters, { shape });
    if (same(got, expected)) continue;
    const i = got.findIndex((value, at) => !Object.is(value, expected[at]));
    throw new Mismatch(
      `DequantizeLinear ${describe(test, i)}: code ${q[i]}: linquant (${name}) ${exactly(got[i])}, ` +
        `onnxruntime ${exactly(expected[i])}`,
    );
  }
  tally.add(`DequantizeLinear ${dtype}, ${placeOf(test)}: the same`, q.length);
}

function count(shapes, { shape, axis, blockSize }) {
  const place = placeOf({ blockSize });
  shapes.add(`shapes with parameters ${place}`);
  if (shape[axis] === 1) shapes.add(`of the shapes ${place}, the axis has size 1`);
  if (blockSize !== undefined && shape[axis] % blockSize !== 0) {
    shapes.add('of the shapes in blocks, the last block is shorter');
  }
}
