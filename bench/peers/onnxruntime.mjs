// onnxruntime-node with one thread: sessions of one operation each, scale and zero point as constants of the model,
// outputs written to memory that is already there.
import { createRequire } from 'node:module';
import {
  castModel,
  dequantizeModel,
  dynamicModel,
  fakeQuantizeModel,
  minMaxModel,
  quantizeModel,
} from './onnx-model.mjs';

const require = createRequire(import.meta.url);

const sessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 3,
};

/** What the benches and the conformance test use of onnxruntime-node. Throws where it is not installed. */
export function onnxruntime() {
  const { InferenceSession, Tensor } = require('onnxruntime-node');
  return {
    version: require('onnxruntime-node/package.json').version,
    session: (model, options) => InferenceSession.create(model, { ...sessionOptions, ...options }),
    tensor: (type, data, dims) => new Tensor(type, data, dims),
    vector: (type, data) => new Tensor(type, data, [data.length]),
    scalar: (type, data) => new Tensor(type, data, []),
  };
}

export function onnxruntimePeer() {
  const { version, session, tensor, vector, scalar } = onnxruntime();
  const constants = ({ dtype, scale, zeroPoint }) => ({
    scale: { type: 'float32', data: Float32Array.of(scale) },
    zeroPoint: { type: dtype, data: dtype === 'int16' ? Int16Array.of(zeroPoint) : Int8Array.of(zeroPoint) },
  });

  /** Parameters along an axis as constants, and where they belong. */
  const axisModel = ({ shape, along: { axis, blockSize, scale, zeroPoint }, parameterShape: dims }) => ({
    rank: shape.length,
    axis,
    blockSize,
    constants: {
      scale: { type: 'float32', data: scale, dims },
      zeroPoint: { type: 'int8', data: Int8Array.from(zeroPoint), dims },
    },
  });

  /** A session's run as a contestant: what is awaited is what a user awaits. */
  async function contestant(model, feeds, fetches, output) {
    const it = await session(model);
    return { async: true, run: () => it.run(feeds, fetches), output, end: () => it.release() };
  }

  return {
    name: 'onnxruntime-node',
    version,
    exact: true,
    quantize: ({ x, codes, parameters }) =>
      contestant(
        quantizeModel('int8', { constants: constants(parameters) }),
        { x: vector('float32', x) },
        { q: vector('int8', codes) },
      ),
    dequantize: ({ codes, out, parameters }) =>
      contestant(
        dequantizeModel('int8', { constants: constants(parameters) }),
        { q: vector('int8', codes) },
        { x: vector('float32', out) },
      ),
    minMax({ x }) {
      const min = new Float32Array(1);
      const max = new Float32Array(1);
      const fetches = { min: scalar('float32', min), max: scalar('float32', max) };
      const output = () => [Float32Array.of(min[0], max[0])];
      return contestant(minMaxModel(), { x: vector('float32', x) }, fetches, output);
    },
    dynamic({ x, unsignedCodes }) {
      const scale = new Float32Array(1);
      const zeroPoint = new Uint8Array(1);
      const fetches = {
        q: vector('uint8', unsignedCodes),
        scale: scalar('float32', scale),
        zeroPoint: scalar('uint8', zeroPoint),
      };
      const output = () => [unsignedCodes, Float32Array.of(scale[0], zeroPoint[0])];
      return contestant(dynamicModel(), { x: vector('float32', x) }, fetches, output);
    },
    quantizeAxis: (memory) =>
      contestant(
        quantizeModel('int8', axisModel(memory)),
        { x: tensor('float32', memory.x, memory.shape) },
        { q: tensor('int8', memory.codes, memory.shape) },
      ),
    dequantizeAxis: (memory) =>
      contestant(
        dequantizeModel('int8', axisModel(memory)),
        { q: tensor('int8', memory.codes, memory.shape) },
        { x: tensor('float32', memory.out, memory.shape) },
      ),
    quantizeTyped({ input, floatType, hasNan, to, target }) {
      // onnxruntime-node takes no int4 tensors; of other types the arithmetic would be in these. The code of NaN is its own.
      if (to.dtype === 'int4' || floatType !== undefined || hasNan) return undefined;
      const model = quantizeModel(to.dtype, { constants: constants(to) });
      return contestant(model, { x: vector('float32', input) }, { q: vector(to.dtype, target) });
    },
    fakeQuantize: ({ x, out, parameters }) =>
      contestant(
        fakeQuantizeModel(constants(parameters)),
        { x: vector('float32', x) },
        { y: vector('float32', out) },
      ),
    convert({ source, from, to, target }) {
      // It has no tensors of bfloat16.
      if (from === 'bfloat16' || to === 'bfloat16') return undefined;
      return contestant(castModel(from, to), { x: vector(from, source) }, { y: vector(to, target) });
    },
  };
}
