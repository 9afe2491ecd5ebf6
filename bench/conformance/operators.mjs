// Single operators of ONNX Runtime, run on a few numbers: what differences.mjs says of them.
import { elementTypes, onnxModel } from '../peers/onnx-model.mjs';
import { codeArrays } from './inputs.mjs';

/** Nothing is logged: many of these rows are refusals, which ONNX Runtime also prints. */
const silent = { logSeverityLevel: 4 };

export async function run(ort, model, feeds) {
  const session = await ort.session(model, silent);
  try {
    const results = await session.run(feeds, silent);
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data]));
  } finally {
    await session.release();
  }
}

const anyShape = (type, dims) => ({ type, dims: dims.map((_, i) => `${type}${i}`) });

/** Codes by QuantizeLinear. `dims` is the shape of x, `places` that of scale and zero point. */
export async function quantizeLinear(ort, options) {
  const { x, scale, zeroPoint, dtype = 'int8', floatType = 'float32', scaleType = floatType } = options;
  const { dims = [x.length], places = [], opset, axis, blockSize } = options;
  const attributes = {
    ...(axis === undefined ? {} : { axis }),
    ...(blockSize === undefined ? {} : { block_size: blockSize }),
  };
  const model = onnxModel({
    nodes: [{ op: 'QuantizeLinear', inputs: ['x', 'scale', 'zeroPoint'], outputs: ['q'], attributes }],
    inputs: {
      x: { type: floatType, dims },
      scale: { type: scaleType, dims: places },
      zeroPoint: { type: dtype, dims: places },
    },
    outputs: { q: { type: dtype, dims } },
    opset,
  });
  const { q } = await run(ort, model, {
    x: ort.tensor(floatType, x, dims),
    scale: ort.tensor(scaleType, scale, places),
    zeroPoint: ort.tensor(dtype, codeArrays[dtype].from(zeroPoint), places),
  });
  return q;
}

/** x through QuantizeLinear and DequantizeLinear with scale 1 and zero point 0, for the types that sessions do not take. */
export async function roundTrip(ort, x, dtype, opset) {
  const model = onnxModel({
    nodes: [
      { op: 'QuantizeLinear', inputs: ['x', 'scale', 'zeroPoint'], outputs: ['q'] },
      { op: 'DequantizeLinear', inputs: ['q', 'scale', 'zeroPoint'], outputs: ['y'] },
    ],
    constants: {
      scale: { type: 'float32', data: Float32Array.of(1) },
      zeroPoint: { type: dtype, data: Uint8Array.of(0) },
    },
    inputs: { x: anyShape('float32', [0]) },
    outputs: { y: anyShape('float32', [0]) },
    opset,
  });
  const { y } = await run(ort, model, { x: ort.vector('float32', x) });
  return y;
}

/** x of `from` through Cast to each of `types`, in turn. */
export async function cast(ort, x, from, ...types) {
  const model = onnxModel({
    nodes: types.map((type, i) => ({
      op: 'Cast',
      inputs: [`v${i}`],
      outputs: [`v${i + 1}`],
      attributes: { to: elementTypes[type] },
    })),
    inputs: { v0: anyShape(from, [0]) },
    outputs: { [`v${types.length}`]: anyShape(types.at(-1), [0]) },
  });
  const results = await run(ort, model, { v0: ort.vector(from, x) });
  return results[`v${types.length}`];
}

/** One row times one column by MatMulInteger. */
export async function integerProduct(ort, [aType, a], [bType, b]) {
  const [aDims, bDims] = [
    [1, a.length],
    [b.length, 1],
  ];
  const model = onnxModel({
    nodes: [{ op: 'MatMulInteger', inputs: ['a', 'b'], outputs: ['y'] }],
    inputs: { a: { type: aType, dims: aDims }, b: { type: bType, dims: bDims } },
    outputs: { y: { type: 'int32', dims: [1, 1] } },
  });
  const feeds = {
    a: ort.tensor(aType, codeArrays[aType].from(a), aDims),
    b: ort.tensor(bType, codeArrays[bType].from(b), bDims),
  };
  return (await run(ort, model, feeds)).y[0];
}

/** One row of uint8 times one column of int8 by QLinearMatMul, all zero points 0, scales 1 but for that of the result. */
export async function quantizedProduct(ort, a, b, scale) {
  const [aDims, bDims] = [
    [1, a.length],
    [b.length, 1],
  ];
  const one = { type: 'float32', data: Float32Array.of(1) };
  const zero = { type: 'uint8', data: Uint8Array.of(0) };
  const inputs = ['a', 'aScale', 'aZero', 'b', 'bScale', 'bZero', 'yScale', 'yZero'];
  const model = onnxModel({
    nodes: [{ op: 'QLinearMatMul', inputs, outputs: ['y'] }],
    constants: {
      aScale: one,
      aZero: zero,
      bScale: one,
      bZero: { ...zero, type: 'int8' },
      yScale: { type: 'float32', data: Float32Array.of(scale) },
      yZero: zero,
    },
    inputs: { a: { type: 'uint8', dims: aDims }, b: { type: 'int8', dims: bDims } },
    outputs: { y: { type: 'uint8', dims: [1, 1] } },
  });
  const feeds = {
    a: ort.tensor('uint8', Uint8Array.from(a), aDims),
    b: ort.tensor('int8', Int8Array.from(b), bDims),
  };
  return (await run(ort, model, feeds)).y[0];
}

/** One row times one column of int4 weights in one block of 32, all 1, which DequantizeLinear decodes before MatMul. */
export async function decodedProduct(ort, x) {
  const model = onnxModel({
    nodes: [
      {
        op: 'DequantizeLinear',
        inputs: ['w', 'scale'],
        outputs: ['decoded'],
        attributes: { axis: 0, block_size: x.length },
      },
      { op: 'MatMul', inputs: ['x', 'decoded'], outputs: ['y'] },
    ],
    constants: {
      w: { type: 'int4', data: new Uint8Array(x.length / 2).fill(0x11), dims: [x.length, 1] },
      scale: { type: 'float32', data: Float32Array.of(1), dims: [1, 1] },
    },
    inputs: { x: { type: 'float32', dims: [1, x.length] } },
    outputs: { y: { type: 'float32', dims: [1, 1] } },
  });
  return (await run(ort, model, { x: ort.tensor('float32', x, [1, x.length]) })).y[0];
}
