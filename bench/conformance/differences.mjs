// Where ONNX Runtime, linquant and the text of ONNX differ: the rows of docs/onnxruntime.md, each of them run. Cells are what
// the page shows. `theirs` and `ours` are the answers, `runTheirs` and `runOurs` ask for them; `text` is what ONNX says.
// `on` names a condition of machine.mjs without which a row is not run.
import { dynamicModel, float8Model, minMaxModel } from '../peers/onnx-model.mjs';
import {
  cast,
  decodedProduct,
  integerProduct,
  quantizedProduct,
  quantizeLinear,
  roundTrip,
  run,
} from './operators.mjs';

const floats = (...values) => Float32Array.from(values);
const half = (linquant, ...values) => linquant.convert(floats(...values), { to: 'float16' });
const first = (array) => array[0];

/** Element 0 of one float32 by QuantizeLinear and by quantize, int8. */
const oneFloat = (x, scale, zeroPoint) => ({
  runTheirs: async (ort) =>
    first(await quantizeLinear(ort, { x: floats(x), scale: floats(scale), zeroPoint: [zeroPoint] })),
  runOurs: (linquant) => first(linquant.quantize(floats(x), { dtype: 'int8', scale, zeroPoint })),
});

/** The same of float16, scale too. */
const oneHalf = (x, scale, zeroPoint, opset) => ({
  runTheirs: async (ort, linquant) =>
    first(
      await quantizeLinear(ort, {
        x: half(linquant, x),
        scale: half(linquant, scale),
        zeroPoint: [zeroPoint],
        floatType: 'float16',
        opset,
      }),
    ),
  runOurs: (linquant) =>
    first(
      linquant.quantize(half(linquant, x), { dtype: 'int8', scale, zeroPoint }, { floatType: 'float16' }),
    ),
});

/** The same of float32 in blocks of 2 along the first axis of [2, 2]: the blocks are columns. */
const oneInBlocks = (x, zeroPoint) => ({
  runTheirs: async (ort) =>
    first(
      await quantizeLinear(ort, {
        x: floats(x, x, 0, 0),
        scale: floats(1, 1),
        zeroPoint: [zeroPoint, zeroPoint],
        dims: [2, 2],
        places: [1, 2],
        axis: 0,
        blockSize: 2,
      }),
    ),
  runOurs: (linquant) => {
    const along = { scale: [1, 1], zeroPoint: [zeroPoint, zeroPoint], axis: 0, blockSize: 2 };
    return first(linquant.quantize(floats(x, x, 0, 0), { dtype: 'int8', ...along }, { shape: [2, 2] }));
  },
});

/** One float32 to codes of `dtype` and back, scale 1, zero point 0. */
const oneSmall = (x, dtype, opset) => ({
  runTheirs: async (ort) => first(await roundTrip(ort, floats(x), dtype, opset)),
  runOurs: (linquant) => first(linquant.fakeQuantize(floats(x), { dtype, scale: 1, zeroPoint: 0 })),
});

/** One float32 by Cast, and by quantize with scale 1 and zero point 0; int4 as its number. */
const oneCast = (x, dtype) => ({
  runTheirs: async (ort) => first(await cast(ort, floats(x), 'float32', dtype, 'float32')),
  runOurs: (linquant) => first(linquant.fakeQuantize(floats(x), { dtype, scale: 1, zeroPoint: 0 })),
});

/** One float64 to a shorter type, shown as its number. */
const oneDouble = (x, to) => ({
  runTheirs: async (ort) => first(await cast(ort, Float64Array.of(x), 'float64', to, 'float32')),
  runOurs: ({ convert }) => first(convert(convert(Float64Array.of(x), { to }), { from: to, to: 'float32' })),
});

/** One float by Cast to float8, shown as its number; `saturate` is undefined where Cast is left to its default. */
const oneFloat8 = (x, to, saturate, from = 'float32') => {
  const input = from === 'float64' ? Float64Array.of(x) : floats(x);
  return {
    runTheirs: async (ort) => {
      const model = float8Model(to, saturate, from);
      return first((await run(ort, model, { x: ort.vector(from, input) })).y);
    },
    runOurs: ({ convert }) => first(convert(convert(input, { to, saturate }), { from: to, to: 'float32' })),
  };
};

/** Parameters and codes by DynamicQuantizeLinear, and by `{ rule: 'onnx' }`. */
const dynamic = (...x) => ({
  runTheirs: async (ort) => {
    const { q, scale, zeroPoint } = await run(ort, dynamicModel(), {
      x: ort.vector('float32', floats(...x)),
    });
    return `scale ${scale[0]}, zero point ${zeroPoint[0]}, codes ${q.length === 0 ? 'none' : q.join(' ')}`;
  },
  runOurs: (linquant) => linquant.quantizeDynamic(floats(...x), { rule: 'onnx' }),
});

/** The sum of products of one row and one column, which linquant leaves to the graph. */
const plainSum = (a, b) => a.reduce((sum, code, i) => sum + code * b[i], 0);

export const differences = [
  {
    id: 'nan',
    operator: 'QuantizeLinear, float32 to int8',
    input: 'NaN, zero point 3',
    theirs: '-128',
    ours: '3',
    text: 'says nothing; 3 decodes to 0',
    ...oneFloat(NaN, 1, 3),
    on: 'x64',
  },
  {
    id: 'nan-blocks',
    operator: 'the same, blocks not along the last axis',
    input: 'NaN, zero point -1',
    theirs: '127',
    ours: '-1',
    text: 'says nothing',
    ...oneInBlocks(NaN, -1),
    on: 'x64',
  },
  {
    id: 'wraps-blocks',
    operator: 'the same, blocks not along the last axis',
    input: '1e10, scale 1, zero point 3',
    theirs: '-128',
    ours: '127',
    text: 'saturates: 127',
    ...oneInBlocks(1e10, 3),
    on: 'x64',
  },
  {
    id: 'wraps-float16',
    operator: 'QuantizeLinear, float16 to int8',
    input: '65504, scale 2^-24',
    theirs: '-128',
    ours: '127',
    text: 'saturates: 127',
    ...oneHalf(65504, 2 ** -24, 0),
    on: 'x64, Node 20 and 22',
  },
  {
    id: 'infinity-float16',
    operator: 'the same',
    input: 'Infinity, scale 1',
    theirs: '-128',
    ours: '127',
    text: 'saturates: 127',
    ...oneHalf(Infinity, 1, 0),
    on: 'x64, Node 20 and 22',
  },
  {
    id: 'division-float16',
    operator: 'the same, opset 23',
    input: '0.00550079345703125, scale 0.0010004043579101562',
    theirs: '5',
    ours: '5',
    text: "6: divides in the scale's type, both divide in float32",
    ...oneHalf(0.00550079345703125, 0.0010004043579101562, 0, 23),
    on: 'Node 20 and 22',
  },
  {
    id: 'mixed-types',
    operator: 'QuantizeLinear, opset 23, x float16, scale float32',
    input: '1, scale 0.1',
    theirs: 'error: Tensor type mismatch',
    ours: '10',
    text: 'allows it: 10',
    runTheirs: async (ort, linquant) =>
      quantizeLinear(ort, {
        x: half(linquant, 1),
        scale: floats(0.1),
        zeroPoint: [0],
        floatType: 'float16',
        scaleType: 'float32',
        opset: 23,
      }),
    runOurs: (linquant) =>
      first(
        linquant.quantize(
          half(linquant, 1),
          { dtype: 'int8', scale: 0.1, zeroPoint: 0 },
          { floatType: 'float16' },
        ),
      ),
    on: 'Node 20 and 22',
  },
  {
    id: 'one-block',
    operator: 'QuantizeLinear, a vector in one block',
    input: '1 2 3, scale 1, block of 4',
    theirs: 'error: block_size must be 0 for per-tensor quantization',
    ours: '1 2 3',
    text: 'allows it: 1 2 3',
    runTheirs: async (ort) =>
      quantizeLinear(ort, {
        x: floats(1, 2, 3),
        scale: floats(1),
        zeroPoint: [0],
        places: [1],
        axis: 0,
        blockSize: 4,
      }),
    runOurs: (linquant) => {
      const parameters = { dtype: 'int8', scale: [1], zeroPoint: [0], axis: 0, blockSize: 4 };
      return linquant.quantize(floats(1, 2, 3), parameters, { shape: [3] });
    },
  },
  {
    id: 'scale-zero',
    operator: 'QuantizeLinear, float32 to int8',
    input: '1, scale 0',
    theirs: '127',
    ours: 'error: ERR_LINQUANT_INVALID_SCALE',
    text: 'says nothing',
    ...oneFloat(1, 0, 0),
  },
  {
    id: 'scale-negative',
    operator: 'the same',
    input: '1, scale -1',
    theirs: '-1',
    ours: 'error: ERR_LINQUANT_INVALID_SCALE',
    text: 'says nothing',
    ...oneFloat(1, -1, 0),
  },
  {
    id: 'int4-nan',
    operator: 'QuantizeLinear to int4, then DequantizeLinear',
    input: 'NaN',
    theirs: '-8',
    ours: '0',
    text: 'says nothing',
    ...oneSmall(NaN, 'int4', 21),
    on: 'x64',
  },
  {
    id: 'int2-opset',
    operator: 'QuantizeLinear to int2, opset 24',
    input: '0.5',
    theirs: "error: Type 'tensor(int2)'",
    ours: '0',
    text: 'int2 and uint2 from opset 25',
    ...oneSmall(0.5, 'int2', 24),
  },
  {
    id: 'int2-nan',
    operator: 'the same, opset 25',
    input: 'NaN',
    theirs: '-2',
    ours: '0',
    text: 'says nothing',
    ...oneSmall(NaN, 'int2', 25),
    on: 'x64',
  },
  {
    id: 'int4-tensor',
    operator: 'a Tensor of int4 or uint4 as input',
    input: 'codes 1 2',
    theirs: 'error: Tensor.type is not supported: int4',
    ours: '33',
    text: 'packed in one byte: 33',
    runTheirs: async (ort) => cast(ort, Uint8Array.of(0x21), 'int4', 'float32'),
    runOurs: (linquant) => linquant.quantize(floats(1, 2), { dtype: 'int4', scale: 1, zeroPoint: 0 }),
  },
  {
    id: 'int2-tensor',
    operator: 'a Tensor of int2 or uint2',
    input: 'codes 1 0 0 0',
    theirs: 'error: Unsupported tensor type: int2',
    ours: '1',
    text: 'packed in one byte: 1',
    runTheirs: async (ort) => ort.vector('int2', Uint8Array.of(1)),
    runOurs: (linquant) => linquant.quantize(floats(1, 0, 0, 0), { dtype: 'int2', scale: 1, zeroPoint: 0 }),
  },
  {
    id: 'bfloat16-tensor',
    operator: 'a Tensor of bfloat16',
    input: '1',
    theirs: 'error: Unsupported tensor type: bfloat16',
    ours: '16256',
    text: 'bits 0x3f80: 16256',
    runTheirs: async (ort) => ort.vector('bfloat16', Uint16Array.of(0x3f80)),
    runOurs: ({ convert }) => convert(floats(1), { to: 'bfloat16' }),
  },
  {
    id: 'dynamic-nan',
    operator: 'DynamicQuantizeLinear',
    input: '1 NaN 2',
    theirs: 'scale 0.007843137718737125, zero point 0, codes 127 0 255',
    ours: 'error: ERR_LINQUANT_INVALID_RANGE',
    text: 'says nothing',
    ...dynamic(1, NaN, 2),
    on: 'x64',
  },
  {
    id: 'dynamic-infinite',
    operator: 'the same',
    input: '-3e38 3e38',
    theirs: 'scale Infinity, zero point 0, codes 0 0',
    ours: 'error: ERR_LINQUANT_INVALID_RANGE',
    text: 'the formula gives it; it decodes to NaN',
    ...dynamic(-3e38, 3e38),
    on: 'x64',
  },
  {
    id: 'dynamic-zero',
    operator: 'the same',
    input: '1e-44',
    theirs: 'scale 0, zero point 255, codes 255',
    ours: 'error: ERR_LINQUANT_INVALID_RANGE',
    text: 'the formula divides by 0',
    ...dynamic(1e-44),
    on: 'x64',
  },
  {
    id: 'dynamic-empty',
    operator: 'the same',
    input: 'no elements',
    theirs: 'scale 1, zero point 0, codes none',
    ours: 'error: ERR_LINQUANT_EMPTY',
    text: 'says nothing',
    ...dynamic(),
  },
  {
    id: 'minmax-nan',
    operator: 'ReduceMin and ReduceMax, minMax',
    input: '1 NaN 2',
    theirs: '1 2',
    ours: 'NaN NaN',
    text: 'as NumPy: NaN NaN',
    runTheirs: async (ort) => {
      const { min, max } = await run(ort, minMaxModel(), { x: ort.vector('float32', floats(1, NaN, 2)) });
      return [min[0], max[0]];
    },
    runOurs: (linquant) => Object.values(linquant.minMax(floats(1, NaN, 2))),
    on: 'x64',
  },
  {
    id: 'cast-truncates',
    operator: 'Cast to int8; quantize, scale 1',
    input: '2.7',
    theirs: '2',
    ours: '3',
    text: 'Cast is not QuantizeLinear',
    ...oneCast(2.7, 'int8'),
  },
  {
    id: 'cast-wraps',
    operator: 'the same',
    input: '300',
    theirs: '44',
    ours: '127',
    text: 'leaves it undefined',
    ...oneCast(300, 'int8'),
    on: 'x64',
  },
  {
    id: 'cast-int4-tie',
    operator: 'Cast to int4; quantize, scale 1',
    input: '2.5',
    theirs: '3',
    ours: '2',
    text: 'ties to even: 2',
    ...oneCast(2.5, 'int4'),
  },
  {
    id: 'cast-int4-wraps',
    operator: 'the same',
    input: '9',
    theirs: '-7',
    ours: '7',
    text: 'Cast truncates: -7',
    ...oneCast(9, 'int4'),
  },
  {
    id: 'cast-float64',
    operator: 'Cast of float64 to float16; convert',
    input: '1 + 2^-11 + 2^-40',
    theirs: '1',
    ours: '1.0009765625',
    text: 'names no rounding; nearest is 1.0009765625',
    ...oneDouble(1 + 2 ** -11 + 2 ** -40, 'float16'),
  },
  {
    id: 'cast-bfloat16',
    operator: 'Cast of float64 to bfloat16; convert',
    input: '1 + 2^-8 + 2^-40',
    theirs: '1',
    ours: '1.0078125',
    text: 'the same: 1.0078125',
    ...oneDouble(1 + 2 ** -8 + 2 ** -40, 'bfloat16'),
  },
  {
    id: 'cast-nan',
    operator: 'Cast of float32 to float16; convert',
    input: 'NaN 0x7fc12345',
    theirs: 'bits 0x7e00',
    ours: 'bits 0x7e09',
    text: 'any NaN; ours keeps the upper bits',
    runTheirs: async (ort) => bits(await cast(ort, nan(0x7fc12345), 'float32', 'float16')),
    runOurs: ({ convert }) => bits(convert(nan(0x7fc12345), { to: 'float16' })),
    on: 'x64, Node 20 and 22',
  },
  {
    id: 'cast-saturates',
    operator: 'Cast of float32 to float8e4m3fn; convert',
    input: '1e6',
    theirs: '448',
    ours: 'NaN',
    text: 'saturate is 1 unless given; in convert it is false',
    ...oneFloat8(1e6, 'float8_e4m3fn'),
  },
  {
    id: 'cast-e4m3fn',
    operator: 'the same, saturate 0',
    input: '480',
    theirs: '448',
    ours: 'NaN',
    text: 'NaN beyond 448',
    ...oneFloat8(480, 'float8_e4m3fn', false),
  },
  {
    id: 'cast-e5m2',
    operator: 'Cast of float32 to float8e5m2, saturate 0; convert',
    input: '61440',
    theirs: 'NaN',
    ours: 'Infinity',
    text: 'Infinity beyond 57344',
    ...oneFloat8(61440, 'float8_e5m2', false),
  },
  {
    id: 'cast-float8',
    operator: 'Cast of float64 to float8e4m3fn; convert',
    input: '1 + 2^-4 + 2^-40',
    theirs: '1',
    ours: '1.125',
    text: 'names no rounding; nearest is 1.125',
    ...oneFloat8(1 + 2 ** -4 + 2 ** -40, 'float8_e4m3fn', true, 'float64'),
  },
  {
    id: 'matmul-integer',
    operator: 'MatMulInteger, uint8 and int8',
    input: '255 255 times 127 127',
    theirs: '32767',
    ours: '64770',
    text: 'never overflows: 64770',
    runTheirs: async (ort) => integerProduct(ort, ['uint8', [255, 255]], ['int8', [127, 127]]),
    runOurs: () => plainSum([255, 255], [127, 127]),
    on: 'x64 without VNNI',
  },
  {
    id: 'qlinear-matmul',
    operator: 'QLinearMatMul, uint8 and int8',
    input: 'the same, scale of the result 254',
    theirs: '129',
    ours: '255',
    text: '64770 / 254: 255',
    runTheirs: async (ort) => quantizedProduct(ort, [255, 255], [127, 127], 254),
    runOurs: (linquant) =>
      first(
        linquant.quantize(floats(plainSum([255, 255], [127, 127])), {
          dtype: 'uint8',
          scale: 254,
          zeroPoint: 0,
        }),
      ),
    on: 'x64 without VNNI',
  },
  {
    id: 'fused-int4',
    operator: 'DequantizeLinear of int4 in blocks, then MatMul',
    input: '127 0.4 and thirty 0, weights 1',
    theirs: '127',
    ours: '127.4',
    text: '127.4: ONNX Runtime rounds x to 8 bits',
    runTheirs: async (ort) => decodedProduct(ort, floats(127, 0.4, ...Array(30).fill(0))),
    runOurs: () => plainSum([127, 0.4], [1, 1]),
    on: 'x64',
  },
];

function nan(pattern) {
  return new Float32Array(Uint32Array.of(pattern).buffer);
}

/** float16 as a tensor holds it. */
function bits(halves) {
  return `bits 0x${halves[0].toString(16)}`;
}

/** One sum of two products of the largest codes, by the types of activations and weights. */
export const products = [
  ['uint8', 'int8', '', [255, 127], '32767'],
  ['uint8', 'int8', '`reduceRange`', [255, -64], '-32640'],
  ['uint8', 'uint8', '', [255, 255], '130050'],
  ['int8', 'int8', '', [-128, -128], '32768'],
  ['int8', 'uint8', '', [-128, 255], '-65280'],
].map(([aType, bType, option, [a, b], theirs]) => ({
  aType,
  bType,
  option,
  input: `2 × ${a} × ${b}`,
  theirs,
  exact: String(2 * a * b),
  runTheirs: async (ort) => String(await integerProduct(ort, [aType, [a, a]], [bType, [b, b]])),
}));
