// float16: QuantizeLinear of all of them, DequantizeLinear to them, and Cast. Only where onnxruntime-node takes such tensors.
import { castModel, onnxModel, quantizeModel } from '../peers/onnx-model.mjs';
import { holds } from './conditions.mjs';
import { codeArrays, limits, patterns, sequence } from './inputs.mjs';
import { exactly, Mismatch, same } from './tally.mjs';

const float16 = { floatType: 'float16' };
const all = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
/** Scales by their bits: every 997th that is positive and finite. */
const scales = Uint16Array.from({ length: 32 }, (_, i) => 1 + i * 997);
/** Each 16381st float32 goes through Cast. */
const stride = 16_381;

export async function halves(ort, copies, tally) {
  if (!holds('Node 20 and 22'))
    return tally.add('float16: not on this Node, whose onnxruntime-node refuses such tensors');
  for (const dtype of ['int8', 'uint8']) await quantize(ort, copies, tally, dtype);
  for (const dtype of ['int8', 'uint8', 'int16', 'uint16']) await dequantize(ort, copies, tally, dtype);
  await casts(ort, copies, tally);
}

async function quantize(ort, copies, tally, dtype) {
  const [{ linquant }] = copies;
  const x = linquant.convert(all, { from: 'float16', to: 'float32' });
  const scaleFloats = linquant.convert(scales, { from: 'float16', to: 'float32' });
  const session = await ort.session(quantizeModel(dtype, { scaleType: 'float16' }));
  for (const [i, scale] of scaleFloats.entries()) {
    const zeroPoint = [0, ...limits[dtype]][i % 3];
    const { q } = await session.run({
      x: ort.vector('float16', all),
      scale: ort.scalar('float16', scales.subarray(i, i + 1)),
      zeroPoint: ort.scalar(dtype, codeArrays[dtype].of(zeroPoint)),
    });
    // Elsewhere ONNX Runtime gives the lowest code: rows nan, wraps-float16 and infinity-float16 of differences.mjs.
    const inside = x.map((value) => Math.abs(Math.fround(value / scale)) + Math.abs(zeroPoint) < 2 ** 31);
    for (const { name, linquant: copy } of copies) {
      const got = copy.quantize(all, { dtype, scale, zeroPoint }, float16);
      const at = got.findIndex((code, j) => inside[j] && code !== q.data[j]);
      if (at < 0) continue;
      throw new Mismatch(
        `QuantizeLinear of float16 to ${dtype}: x ${exactly(x[at])}, scale ${exactly(scale)}, zero point ${zeroPoint}: ` +
          `linquant (${name}) ${got[at]}, onnxruntime ${q.data[at]}`,
      );
    }
    tally.add(
      `QuantizeLinear of float16 to ${dtype}: the same`,
      inside.reduce((sum, holds) => sum + holds, 0),
    );
  }
  await session.release();
}

/** DequantizeLinear whose scale, and so its result, is float16. */
function halvesModel(dtype) {
  return onnxModel({
    nodes: [{ op: 'DequantizeLinear', inputs: ['q', 'scale', 'zeroPoint'], outputs: ['x'] }],
    inputs: {
      q: { type: dtype, dims: ['n'] },
      scale: { type: 'float16', dims: [] },
      zeroPoint: { type: dtype, dims: [] },
    },
    outputs: { x: { type: 'float16', dims: ['n'] } },
  });
}

async function dequantize(ort, copies, tally, dtype) {
  const Codes = codeArrays[dtype];
  const q = Codes.from({ length: 2 ** (8 * Codes.BYTES_PER_ELEMENT) }, (_, i) => i);
  const scaleFloats = copies[0].linquant.convert(scales, { from: 'float16', to: 'float32' });
  const session = await ort.session(halvesModel(dtype));
  for (const [i, scale] of scaleFloats.entries()) {
    const zeroPoint = [0, 3, ...limits[dtype]][i % 4];
    const { x } = await session.run({
      q: ort.vector(dtype, q),
      scale: ort.scalar('float16', scales.subarray(i, i + 1)),
      zeroPoint: ort.scalar(dtype, Codes.of(zeroPoint)),
    });
    for (const { name, linquant } of copies) {
      const got = linquant.dequantize(q, { dtype, scale, zeroPoint }, float16);
      if (!same(got, x.data)) {
        throw new Mismatch(
          `DequantizeLinear of ${dtype} to float16, scale ${exactly(scale)}, zero point ${zeroPoint}: linquant (${name}) differs`,
        );
      }
    }
    tally.add(`DequantizeLinear of ${dtype} to float16: the same`, q.length);
  }
  await session.release();
}

async function casts(ort, copies, tally) {
  const toFloats = await ort.session(castModel('float16', 'float32'));
  const floats = (await toFloats.run({ x: ort.vector('float16', all) })).y.data;
  await toFloats.release();
  for (const { name, linquant } of copies) {
    if (same(linquant.convert(all, { from: 'float16', to: 'float32' }), floats)) continue;
    throw new Mismatch(`Cast of float16 to float32: linquant (${name}) differs`);
  }
  tally.add('Cast of float16 to float32: the same', all.length);

  const toHalves = await ort.session(castModel('float32', 'float16'));
  for (const x of patterns(stride, sequence(16)() % stride)) {
    const expected = (await toHalves.run({ x: ort.vector('float32', x) })).y.data;
    for (const { name, linquant } of copies) {
      const got = linquant.convert(x, { to: 'float16' });
      // The bits of a NaN are each one's own: row cast-nan of differences.mjs.
      const at = got.findIndex((half, i) => half !== expected[i] && !Number.isNaN(x[i]));
      if (at < 0) continue;
      throw new Mismatch(
        `Cast of float32 to float16: x ${exactly(x[at])}: linquant (${name}) ${got[at]}, onnxruntime ${expected[at]}`,
      );
    }
    tally.add('Cast of float32 to float16: the same, but for NaN', x.length);
  }
  await toHalves.release();
}
