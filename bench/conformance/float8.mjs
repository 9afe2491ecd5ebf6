// float8: Cast of float32 to it, with and without `saturate`, and back. Its codes are seen as numbers.
import { float8Model, float8ValuesModel } from '../peers/onnx-model.mjs';
import { patterns, sequence } from './inputs.mjs';
import { exactly, Mismatch, same } from './tally.mjs';

const types = ['float8_e4m3fn', 'float8_e5m2'];
const all = Uint8Array.from({ length: 256 }, (_, i) => i);
/** Each 4093rd float32 goes through Cast. */
const stride = 4093;

export async function float8(ort, copies, tally) {
  for (const type of [...types, 'float8_e8m0fnu']) await values(ort, copies, tally, type);
  for (const type of types) {
    for (const saturate of [true, false]) await codes(ort, copies, tally, type, saturate);
  }
}

/** All codes to float32, NaN too. */
async function values(ort, copies, tally, type) {
  const session = await ort.session(float8ValuesModel(type, all));
  const { y } = await session.run({});
  await session.release();
  for (const { name, linquant } of copies) {
    if (same(linquant.convert(all, { from: type, to: 'float32' }), y.data)) continue;
    throw new Mismatch(`Cast of ${type} to float32: linquant (${name}) differs`);
  }
  tally.add('Cast of float8 to float32: the same', all.length);
}

const bitsOf = (floats) => new Uint32Array(floats.buffer, floats.byteOffset, floats.length);

/** Where Cast without saturate gives another number: rows cast-e4m3fn and cast-e5m2 of differences.mjs. */
function differs(type, x) {
  const [least, end] = type === 'float8_e5m2' ? [61440, 65536] : [480, 496];
  return Math.abs(x) >= least && Math.abs(x) < end;
}

async function codes(ort, copies, tally, type, saturate) {
  const session = await ort.session(float8Model(type, saturate));
  for (const x of inputs(copies[0].linquant)) {
    const { y } = await session.run({ x: ort.vector('float32', x) });
    const theirs = bitsOf(y.data);
    for (const { name, linquant } of copies) {
      const got = linquant.convert(x, { to: type, saturate });
      const floats = linquant.convert(got, { from: type, to: 'float32' });
      const ours = bitsOf(floats);
      const at = ours.findIndex((bits, i) => bits !== theirs[i] && (saturate || !differs(type, x[i])));
      if (at < 0) continue;
      throw new Mismatch(
        `Cast of float32 to ${type}, saturate ${saturate}: x ${exactly(x[at])}: linquant (${name}) ${floats[at]}, onnxruntime ${y.data[at]}`,
      );
    }
    tally.add(`Cast of float32 to ${type}${saturate ? ', saturate' : ''}: the same`, x.length);
  }
  await session.release();
}

/** All float16, the middles between codes and their neighbours, and every `stride`-th float32. */
function* inputs(linquant) {
  const halves = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);
  yield linquant.convert(halves, { from: 'float16', to: 'float32' });
  for (const type of types) {
    const numbers = linquant.convert(all, { from: type, to: 'float32' }).filter(Number.isFinite).sort();
    const middles = numbers.slice(1).map((number, i) => (number + numbers[i]) / 2);
    const bits = new Uint32Array(middles.buffer);
    for (const steps of [-1, 0, 1]) yield new Float32Array(bits.map((each) => each + steps).buffer);
  }
  yield* patterns(stride, sequence(8)() % stride);
}
