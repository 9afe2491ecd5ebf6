// DynamicQuantizeLinear: parameters and codes of `{ rule: 'onnx' }`.
import { dynamicModel } from '../peers/onnx-model.mjs';
import { between, sequence } from './inputs.mjs';
import { exactly, Mismatch, same } from './tally.mjs';

const options = { rule: 'onnx', dtype: 'uint8' };

/** Data of all signs, sizes and lengths, each with what it is. */
function* inputs() {
  const next = sequence(1);
  yield ['all zero', new Float32Array(100)];
  yield ['all zero', Float32Array.of(-0, 0, -0)];
  for (const value of [0, -0, 1, -1, 0.1, -0.1, 1e-30, -1e-30, 1e-44, 3e38, -3e38, 2 ** -126, 2 ** -149]) {
    yield ['single element', Float32Array.of(value)];
  }
  const kinds = {
    'both signs': [-1, 1],
    'all positive': [0.2, 1],
    'all negative': [-1, -0.2],
    skewed: [-0.01, 1],
  };
  for (const [kind, [low, high]] of Object.entries(kinds)) {
    for (let exponent = -148; exponent <= 127; exponent++) {
      const size = 2 ** exponent * (1 + next() / 2 ** 33);
      yield [kind, between(1 + (next() % 300), low * size, high * size, next)];
    }
    for (let length = 1; length <= 300; length++) yield [kind, between(length, low * 3, high * 3, next)];
    yield [kind, between(2_000_003, low * 3, high * 3, next)];
  }
}

export async function dynamic(ort, copies, tally) {
  const session = await ort.session(dynamicModel());
  for (const [kind, x] of inputs()) {
    const { q, scale, zeroPoint } = await session.run({ x: ort.vector('float32', x) });
    const [s, z] = [scale.data[0], zeroPoint.data[0]];
    const decodes = s > 0 && s < Infinity;
    for (const { name, linquant } of copies) {
      const got = attempt(() => linquant.quantizeDynamic(x, options));
      // A scale of zero or infinity cannot be decoded: it must be refused, and nothing else.
      if (decodes !== (got !== undefined)) {
        const done = decodes ? 'refused' : 'taken';
        throw new Mismatch(
          `DynamicQuantizeLinear, ${kind}: scale ${exactly(s)} is ${done} by linquant (${name})`,
        );
      }
      if (got === undefined) continue;
      const { data, parameters } = got;
      if (Object.is(parameters.scale, s) && parameters.zeroPoint === z && same(data, q.data)) continue;
      const i = data.findIndex((code, at) => code !== q.data[at]);
      throw new Mismatch(
        `DynamicQuantizeLinear, ${kind}, ${x.length} floats: linquant (${name}) scale ${exactly(parameters.scale)}, ` +
          `zero point ${parameters.zeroPoint}; onnxruntime scale ${exactly(s)}, zero point ${z}; ` +
          (i < 0 ? 'the same codes' : `x ${exactly(x[i])}, element ${i}: ${data[i]} and ${q.data[i]}`),
      );
    }
    tally.add(
      decodes
        ? `DynamicQuantizeLinear, ${kind}: the same`
        : 'DynamicQuantizeLinear, scale 0 or infinite, refused',
      x.length,
    );
  }
  await session.release();
}

function attempt(call) {
  try {
    return call();
  } catch (error) {
    if (error.code === 'ERR_LINQUANT_INVALID_RANGE') return undefined;
    throw error;
  }
}
