// An ONNX model of a few nodes as a session of onnxruntime-node; _lib.sh puts this file beside the packages.
import proto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';

export { Tensor };

/** The numbers that ONNX gives its element types. */
export const types = { float32: 1, uint8: 2, int8: 3, int32: 6, float16: 10, uint4: 21, int4: 22 };

const value = ([name, [type, ...dims]]) => ({
  name,
  type: {
    tensorType: {
      elemType: types[type],
      shape: {
        dim: dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size })),
      },
    },
  },
});

/** `nodes`: [operator, inputs, outputs, integer attributes]; `inputs` and `outputs`: [type, ...dimensions] by name. */
export function session({ opset = 21, nodes, inputs, outputs }) {
  const node = nodes.map(([opType, input, output, attributes = {}]) => ({
    opType,
    input,
    output,
    attribute: Object.entries(attributes).map(([name, i]) => ({ name, type: 2, i })),
  }));
  const graph = { name: 'graph', node };
  graph.input = Object.entries(inputs).map(value);
  graph.output = Object.entries(outputs).map(value);
  const model = { irVersion: 10, opsetImport: [{ domain: '', version: opset }], graph };
  return InferenceSession.create(proto.onnx.ModelProto.encode(model).finish(), { logSeverityLevel: 4 });
}
