// ONNX models of one or two nodes, written by hand: the few fields of onnx.proto that they need, as protobuf bytes.

/** Numbers of TensorProto.DataType. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  float16: 10,
  float64: 11,
  bfloat16: 16,
  float8_e4m3fn: 17,
  float8_e5m2: 19,
  uint4: 21,
  int4: 22,
  uint2: 25,
  int2: 26,
  float8_e8m0fnu: 24,
};

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** A field of a message: an integer as a varint, anything else with its length before it. */
function field(number, value) {
  if (typeof value === 'number') return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function message(...fields) {
  return Buffer.concat(fields.flat().map(([number, value]) => field(number, value)));
}

/** TensorProto of a scalar, or of a list where `data` holds several elements. */
function initializer(name, { type, data, dims = [] }) {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return message(
    dims.map((dim) => [1, dim]),
    [
      [2, elementTypes[type]],
      [8, name],
      [9, bytes],
    ],
  );
}

/** ValueInfoProto; a dimension that is a string is symbolic: any length. */
function valueInfo(name, { type, dims }) {
  const dimensions = dims.map((dim) => [1, message([[typeof dim === 'number' ? 1 : 2, dim]])]);
  const tensor = message([
    [1, elementTypes[type]],
    [2, message(dimensions)],
  ]);
  return message([
    [1, name],
    [2, message([[1, tensor]])],
  ]);
}

/** AttributeProto of an integer. */
function attribute(name, value) {
  return message([
    [1, name],
    [3, value],
    [20, 2],
  ]);
}

function node({ op, domain = '', inputs, outputs, attributes = {} }) {
  return message(
    inputs.map((name) => [1, name]),
    outputs.map((name) => [2, name]),
    [
      [4, op],
      [7, domain],
    ],
    Object.entries(attributes).map(([name, value]) => [5, attribute(name, value)]),
  );
}

/** The set of operators of a domain. */
const opsetImport = (domain, version) =>
  message([
    [1, domain],
    [2, version],
  ]);

/** ModelProto as bytes: nodes, and by name the constants, inputs and outputs (`{ type, dims }`). */
export function onnxModel({ nodes, constants = {}, inputs, outputs, opset = 21 }) {
  const named = (number, values, encode) =>
    Object.entries(values).map(([name, value]) => [number, encode(name, value)]);
  const graph = message(
    nodes.map((each) => [1, node(each)]),
    [[2, 'bench']],
    named(5, constants, initializer),
    named(11, inputs, valueInfo),
    named(12, outputs, valueInfo),
  );
  const domains = new Set(nodes.map(({ domain }) => domain).filter((domain) => domain !== undefined));
  return message(
    [
      [1, 10],
      [7, graph],
      [8, opsetImport('', opset)],
    ],
    [...domains].map((domain) => [8, opsetImport(domain, 1)]),
  );
}

const floats = { type: 'float32', dims: ['n'] };
const scalar = (type) => ({ type, dims: [] });

/** Symbolic dimensions: any lengths. */
const anyDims = (name, rank) => Array.from({ length: rank }, (_, i) => `${name}${i}`);

/**
 * QuantizeLinear or DequantizeLinear from `from` to `to`. Without an axis there is one scale and one zero point for data
 * of any length; with one, for each index of it, and with blockSize for each block along it. They are inputs, of the
 * float type `scaleType`, unless they are given as constants.
 */
function linearModel(op, [input, from], [output, to], dtype, options) {
  const { constants, rank = 1, axis, blockSize, scaleType = 'float32' } = options;
  const dims = anyDims('d', rank);
  const places = axis === undefined ? [] : blockSize === undefined ? ['c'] : anyDims('b', rank);
  const parameters = {
    scale: { type: scaleType, dims: places },
    zeroPoint: { type: dtype, dims: places },
  };
  const attributes = {
    ...(axis === undefined ? {} : { axis }),
    ...(blockSize === undefined ? {} : { block_size: blockSize }),
  };
  return onnxModel({
    nodes: [{ op, inputs: [input, 'scale', 'zeroPoint'], outputs: [output], attributes }],
    constants,
    inputs: { [input]: { type: from, dims }, ...(constants ? {} : parameters) },
    outputs: { [output]: { type: to, dims } },
  });
}

/** QuantizeLinear, x to q. Its arithmetic is that of the type of x, which is the type of the scales too. */
export function quantizeModel(dtype, options = {}) {
  const floatType = options.scaleType ?? 'float32';
  return linearModel('QuantizeLinear', ['x', floatType], ['q', dtype], dtype, options);
}

/** DequantizeLinear, q to x. */
export function dequantizeModel(dtype, options = {}) {
  return linearModel('DequantizeLinear', ['q', dtype], ['x', 'float32'], dtype, options);
}

/** QuantizeLinear and DequantizeLinear with the same parameters, x to y. */
export function fakeQuantizeModel(constants) {
  return onnxModel({
    nodes: [
      { op: 'QuantizeLinear', inputs: ['x', 'scale', 'zeroPoint'], outputs: ['q'] },
      { op: 'DequantizeLinear', inputs: ['q', 'scale', 'zeroPoint'], outputs: ['y'] },
    ],
    constants,
    inputs: { x: floats },
    outputs: { y: floats },
  });
}

/** Cast, x to y. */
export function castModel(from, to) {
  return onnxModel({
    nodes: [{ op: 'Cast', inputs: ['x'], outputs: ['y'], attributes: { to: elementTypes[to] } }],
    inputs: { x: { type: from, dims: ['n'] } },
    outputs: { y: { type: to, dims: ['n'] } },
  });
}

/** Cast of float32 or float64 x to float8, and of that to float32, y: onnxruntime-node takes and gives no float8 tensors. */
export function float8Model(type, saturate, from = 'float32') {
  return onnxModel({
    nodes: [
      {
        op: 'Cast',
        inputs: ['x'],
        outputs: ['float8'],
        attributes: {
          to: elementTypes[type],
          ...(saturate === undefined ? {} : { saturate: Number(saturate) }),
        },
      },
      { op: 'Cast', inputs: ['float8'], outputs: ['y'], attributes: { to: elementTypes.float32 } },
    ],
    inputs: { x: { ...floats, type: from } },
    outputs: { y: floats },
  });
}

/** Cast of a constant float8 tensor to float32, y. */
export function float8ValuesModel(type, data) {
  return onnxModel({
    nodes: [{ op: 'Cast', inputs: ['q'], outputs: ['y'], attributes: { to: elementTypes.float32 } }],
    constants: { q: { type, data, dims: [data.length] } },
    inputs: {},
    outputs: { y: { type: 'float32', dims: [data.length] } },
    opset: 25,
  });
}

/** ReduceMin and ReduceMax of the same data. */
export function minMaxModel() {
  const reduce = (op, output) => ({ op, inputs: ['x'], outputs: [output], attributes: { keepdims: 0 } });
  return onnxModel({
    nodes: [reduce('ReduceMin', 'min'), reduce('ReduceMax', 'max')],
    inputs: { x: floats },
    outputs: { min: scalar('float32'), max: scalar('float32') },
  });
}

export function dynamicModel() {
  return onnxModel({
    nodes: [{ op: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['q', 'scale', 'zeroPoint'] }],
    inputs: { x: floats },
    outputs: { q: { type: 'uint8', dims: ['n'] }, scale: scalar('float32'), zeroPoint: scalar('uint8') },
  });
}
