// DequantizeLinear: all codes, with scales from the whole range of floats.
import { dequantizeModel } from '../peers/onnx-model.mjs';
import { codeArrays, scales, sequence, zeroPoints } from './inputs.mjs';
import { exactly, Mismatch, same } from './tally.mjs';

/** The scales of all tests, and 997 more by their bits: positive and finite. */
const manyScales = [
  ...scales,
  ...new Float32Array(Uint32Array.from({ length: 997 }, (_, i) => 1 + i * 2_139_091).buffer),
];

export async function dequantize(ort, copies, tally) {
  for (const dtype of Object.keys(zeroPoints)) {
    const session = await ort.session(dequantizeModel(dtype));
    const bits = codeArrays[dtype].BYTES_PER_ELEMENT * 8;
    const codes = codeArrays[dtype].from({ length: 2 ** bits }, (_, i) => i);
    for (const zeroPoint of zeroPoints[dtype]) {
      for (const scale of bits === 8 ? manyScales : scales) {
        await check(ort, session, copies, codes, { dtype, scale, zeroPoint });
        tally.add(`DequantizeLinear ${dtype}, all codes: the same`, codes.length);
      }
      const next = sequence(zeroPoint);
      const many = codeArrays[dtype].from({ length: 1024 }, next);
      for (let length = 1; length <= 300; length++) {
        const start = next() % (many.length - length);
        const part = many.subarray(start, start + length);
        await check(ort, session, copies, part, { dtype, scale: Math.fround(0.1), zeroPoint });
        tally.add(`DequantizeLinear ${dtype}, lengths 1 to 300: the same`, length);
      }
    }
    await session.release();
  }
}

async function check(ort, session, copies, q, parameters) {
  const { dtype, scale, zeroPoint } = parameters;
  const expected = new Float32Array(q.length);
  const feeds = {
    q: ort.vector(dtype, q),
    scale: ort.scalar('float32', Float32Array.of(scale)),
    zeroPoint: ort.scalar(dtype, codeArrays[dtype].of(zeroPoint)),
  };
  await session.run(feeds, { x: ort.vector('float32', expected) });
  for (const { name, linquant } of copies) {
    const got = linquant.dequantize(q, parameters);
    if (same(got, expected)) continue;
    const i = got.findIndex((value, at) => !Object.is(value, expected[at]));
    throw new Mismatch(
      `DequantizeLinear ${dtype}: code ${q[i]}, scale ${exactly(scale)}, zero point ${zeroPoint}, ` +
        `element ${i} of ${q.length}: linquant (${name}) ${exactly(got[i])}, onnxruntime ${exactly(expected[i])}`,
    );
  }
}
