// The models of the programs here and of docs/onnxruntime.md, as bytes. A program of yours has them in files:
// InferenceSession.create('model.onnx').
import { elementTypes, onnxModel } from '../peers/onnx-model.mjs';

const node = (op, inputs, output, attributes) => ({ op, inputs, outputs: [output], attributes });
const cast = (input, output, type) => node('Cast', [input], output, { to: elementTypes[type] });

const x = { type: 'float32', dims: ['rows', 'inputs'] };
const y = { type: 'float32', dims: ['rows', 'outputs'] };
const weights = (type) => ({ type, dims: ['inputs', 'outputs'] });
const perOutput = { type: 'float32', dims: ['outputs'] };

/** y = x (w scale): int8 weights with a scale for each output, decoded by the graph. */
export const weightsModel = () =>
  onnxModel({
    nodes: [
      node('DequantizeLinear', ['w', 'scale'], 'decoded', { axis: 1 }),
      node('MatMul', ['x', 'decoded'], 'y'),
    ],
    inputs: { x, w: weights('int8'), scale: perOutput },
    outputs: { y },
  });

/** y = (a - aZeroPoint) w, in int32, times both scales: uint8 activations and int8 weights, never decoded. */
export const integerModel = () =>
  onnxModel({
    nodes: [
      node('MatMulInteger', ['a', 'w', 'aZeroPoint'], 'sums'),
      cast('sums', 'floatSums', 'float32'),
      node('Mul', ['aScale', 'wScale'], 'scale'),
      node('Mul', ['floatSums', 'scale'], 'y'),
    ],
    inputs: {
      a: { ...x, type: 'uint8' },
      aScale: { type: 'float32', dims: [] },
      aZeroPoint: { type: 'uint8', dims: [] },
      w: weights('int8'),
      wScale: perOutput,
    },
    outputs: { y },
  });

/** y = x w with float16 weights, and y as float16. */
export const halfModel = () =>
  onnxModel({
    nodes: [
      cast('w', 'floats', 'float32'),
      node('MatMul', ['x', 'floats'], 'product'),
      cast('product', 'y', 'float16'),
    ],
    inputs: { x, w: weights('float16') },
    outputs: { y: { ...y, type: 'float16' } },
  });

/** y = x w with int4 weights, `{ data, dims }`, that stand in the model, in blocks along the inputs. */
export const blocksModel = ({ data, dims, scale, scaleDims, blockSize }) =>
  onnxModel({
    nodes: [
      node('DequantizeLinear', ['w', 'scale'], 'decoded', { axis: 0, block_size: blockSize }),
      node('MatMul', ['x', 'decoded'], 'y'),
    ],
    constants: {
      w: { type: 'int4', data, dims },
      scale: { type: 'float32', data: scale, dims: scaleDims },
    },
    inputs: { x },
    outputs: { y },
  });

/** y = x w, each row of length 1: what the last layers of a model of sentences do. */
export const embeddingModel = () =>
  onnxModel({
    nodes: [
      node('MatMul', ['x', 'w'], 'hidden'),
      node('LpNormalization', ['hidden'], 'y', { axis: -1, p: 2 }),
    ],
    inputs: { x, w: weights('float32') },
    outputs: { y },
  });

/** y = codes times the scale of their row: int8 embeddings back as floats. */
export const decodingModel = () =>
  onnxModel({
    nodes: [node('DequantizeLinear', ['codes', 'scale'], 'y', { axis: 0 })],
    inputs: { codes: { ...y, type: 'int8' }, scale: { type: 'float32', dims: ['rows'] } },
    outputs: { y },
  });

/**
 * y = x times the transpose of weights [outputs, inputs] by MatMulNBits: codes of `bits` in blocks along the inputs, as
 * bytes [outputs, blocks, bytes of a block]. What is not given is an input of the model: b and scale.
 */
export const blockProductModel = ({
  inputs,
  outputs,
  bits,
  blockSize,
  weights: bytes,
  scale,
  zeroPoints,
}) => {
  const blocks = Math.ceil(inputs / blockSize);
  const b = { type: 'uint8', dims: [outputs, blocks, (blockSize * bits) / 8] };
  const scales = { type: 'float32', dims: [outputs * blocks] };
  const zeros = zeroPoints && {
    zeroPoints: { type: 'uint8', data: zeroPoints, dims: [zeroPoints.length] },
  };
  return onnxModel({
    nodes: [
      {
        ...node('MatMulNBits', ['x', 'b', 'scale', ...Object.keys(zeros ?? {})], 'y', {
          K: inputs,
          N: outputs,
          bits,
          block_size: blockSize,
        }),
        domain: 'com.microsoft',
      },
    ],
    constants: bytes && { b: { ...b, data: bytes }, scale: { ...scales, data: scale }, ...zeros },
    inputs: { x: { type: 'float32', dims: ['rows', inputs] }, ...(bytes ? {} : { b, scale: scales }) },
    outputs: { y: { type: 'float32', dims: ['rows', outputs] } },
  });
};

/** y = x of float16, whose bits come in as uint16: BitCast is of opset 26. */
export const bitsModel = () =>
  onnxModel({
    nodes: [node('BitCast', ['x'], 'half', { to: elementTypes.float16 }), cast('half', 'y', 'float32')],
    inputs: { x: { type: 'uint16', dims: ['n'] } },
    outputs: { y: { type: 'float32', dims: ['n'] } },
    opset: 26,
  });

/** y = a w in int32, uint8 and int8. */
export const integerSumsModel = () =>
  onnxModel({
    nodes: [node('MatMulInteger', ['a', 'w'], 'y')],
    inputs: { a: { ...x, type: 'uint8' }, w: weights('int8') },
    outputs: { y: { ...y, type: 'int32' } },
  });
