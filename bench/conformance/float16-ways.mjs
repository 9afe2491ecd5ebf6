// A program: what onnxruntime-node does on this Node with each way to give it float16, and to take float16 from it, as JSON.
import { bitsModel } from '../client/models.mjs';
import { castModel, elementTypes, onnxModel } from '../peers/onnx-model.mjs';
import { onnxruntime } from '../peers/onnxruntime.mjs';
import { run } from './operators.mjs';

const ort = onnxruntime();
const bits = Uint16Array.of(0x3c00, 0xc000);
const numbers = Float32Array.of(1, -2);
const decode = castModel('float16', 'float32');
const encode = castModel('float32', 'float16');
const vector = (type) => ({ type, dims: ['n'] });

/** The float16 numbers stand in the model. */
const constantModel = onnxModel({
  nodes: [{ op: 'Cast', inputs: ['w'], outputs: ['y'], attributes: { to: elementTypes.float32 } }],
  constants: { w: { type: 'float16', data: bits, dims: [2] } },
  inputs: {},
  outputs: { y: vector('float32') },
});

/** x as float32, which the graph itself makes float16. */
const floatModel = onnxModel({
  nodes: [
    { op: 'Cast', inputs: ['x'], outputs: ['half'], attributes: { to: elementTypes.float16 } },
    { op: 'Add', inputs: ['half', 'half'], outputs: ['sum'] },
    { op: 'Cast', inputs: ['sum'], outputs: ['y'], attributes: { to: elementTypes.float32 } },
  ],
  inputs: { x: vector('float32') },
  outputs: { y: vector('float32') },
});

const same = (y, ...expected) => expected.every((number, i) => y[i] === number);
const takes = async (model, feeds, ...expected) => same((await run(ort, model, feeds)).y, ...expected);

async function intoOwn(array) {
  const session = await ort.session(encode);
  await session.run({ x: ort.vector('float32', numbers) }, { y: ort.vector('float16', array) });
  return same(new Uint16Array(array.buffer), ...bits);
}

const ways = {
  uint16Array: () => takes(decode, { x: ort.vector('float16', bits) }, 1, -2),
  float16Array: () => takes(decode, { x: ort.vector('float16', new Float16Array(bits.buffer)) }, 1, -2),
  bitCast: () => takes(bitsModel(), { x: ort.vector('uint16', bits) }, 1, -2),
  float32: () => takes(floatModel, { x: ort.vector('float32', numbers) }, 2, -4),
  constant: () => takes(constantModel, {}, 1, -2),
  result: async () => (await run(ort, encode, { x: ort.vector('float32', numbers) })).y.constructor.name,
  ownResult: () => intoOwn(new Uint16Array(2)),
};

const answers = {};
for (const [id, way] of Object.entries(ways)) {
  try {
    const answer = await way();
    answers[id] = answer === true ? 'yes' : answer === false ? 'WRONG' : answer;
  } catch (error) {
    if (error instanceof ReferenceError) answers[id] = 'is not there';
    else answers[id] = error.message.startsWith('not enough space') ? 'no' : error.message;
  }
}
console.log(JSON.stringify({ hasFloat16Array: typeof Float16Array !== 'undefined', answers }));
