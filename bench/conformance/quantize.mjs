// QuantizeLinear, element by element.
import { quantizeModel } from '../peers/onnx-model.mjs';
import { codeArrays, lengths, limits, patterns, scales, ties, zeroPoints } from './inputs.mjs';
import { exactly, Mismatch, same } from './tally.mjs';

/** Each scale and zero point sees every 1021st bit pattern (every 8191st in a quick run), and each pair others. */
const stride = process.argv.includes('--quick') ? 8191 : 1021;

const beyond = 'QuantizeLinear, |x / scale| + |zero point| >= 2^31, not promised';
const beyondDiffers = 'of these, results of a backend that differ';

export async function quantize(ort, copies, tally) {
  let first = 0;
  for (const dtype of Object.keys(zeroPoints)) {
    const session = await ort.session(quantizeModel(dtype));
    for (const scale of scales) {
      for (const zeroPoint of zeroPoints[dtype]) {
        const check = checker(ort, session, copies, tally, { dtype, scale, zeroPoint });
        for (const x of patterns(stride, first++ % stride)) await check(x, 'bit patterns');
        await check(ties(scale), 'ties and their neighbours');
        for (const x of lengths(scale)) await check(x, 'lengths 1 to 300');
      }
    }
    await session.release();
  }
}

function checker(ort, session, copies, tally, parameters) {
  const { dtype, scale, zeroPoint } = parameters;
  const Codes = codeArrays[dtype];
  const feeds = {
    scale: ort.scalar('float32', Float32Array.of(scale)),
    zeroPoint: ort.scalar(dtype, Codes.of(zeroPoint)),
  };
  const ours = new Codes(2 ** 20);
  const theirs = new Codes(2 ** 20);
  return async (x, kind) => {
    const expected = theirs.subarray(0, x.length);
    const got = ours.subarray(0, x.length);
    await session.run({ ...feeds, x: ort.vector('float32', x) }, { q: ort.vector(dtype, expected) });
    for (const { name, linquant } of copies) {
      linquant.quantize(x, parameters, { out: got });
      if (!same(got, expected)) judge(name, x, got, expected, parameters, tally);
    }
    const { inside, nan } = classify(x, parameters);
    tally.add(`QuantizeLinear ${dtype}, ${kind}: the same`, inside);
    tally.add(beyond, x.length - inside - nan);
    tally.add(beyondDiffers, 0);
    tally.add('QuantizeLinear, NaN, excluded', nan);
  };
}

/** Where ONNX Runtime's arithmetic is defined: the quotient and the zero point fit 32 bits. */
function isInside(x, { scale, zeroPoint }) {
  return Math.abs(Math.fround(x / scale)) + Math.abs(zeroPoint) < 2 ** 31;
}

function classify(x, parameters) {
  let inside = 0;
  let nan = 0;
  for (let i = 0; i < x.length; i++) {
    if (isInside(x[i], parameters)) inside++;
    else if (Number.isNaN(x[i])) nan++;
  }
  return { inside, nan };
}

/** Differences: none inside; of NaN ONNX Runtime makes qmin, linquant the zero point. */
function judge(name, x, got, expected, parameters, tally) {
  const { dtype, zeroPoint } = parameters;
  const [qmin] = limits[dtype];
  for (let i = 0; i < x.length; i++) {
    if (got[i] === expected[i]) continue;
    if (Number.isNaN(x[i]) && got[i] === zeroPoint && expected[i] === qmin) continue;
    if (Number.isNaN(x[i]) || isInside(x[i], parameters)) {
      throw new Mismatch(
        `QuantizeLinear ${dtype}: x ${exactly(x[i])}, scale ${exactly(parameters.scale)}, zero point ${zeroPoint}, ` +
          `element ${i} of ${x.length}: linquant (${name}) ${got[i]}, onnxruntime ${expected[i]}`,
      );
    }
    tally.add(beyondDiffers);
  }
}
