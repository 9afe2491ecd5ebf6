#!/usr/bin/env bash
# onnxruntime-node 1.30.0 (npm): QuantizeLinear of float16 gives a large positive number the lowest code where
# x / scale reaches 2^31, Infinity included: 60000 with a scale of 0.00001 becomes -128. The same operator on float32 gives 127.
#
# Expected: 127. ONNX defines the operator as saturate(x / y_scale + y_zero_point), to -128..127 for int8, for every type
# of x; an overflow in float16 activations is exactly what saturation is for.
#
# Instead: Cast to float32 in front of QuantizeLinear, or keep |x / scale| under 2^31 by Clip.
. "$(dirname "$0")/_lib.sh"
packages onnx-proto@8.0.1 onnxruntime-node@1.30.0
run << 'JS'
import { session, Tensor } from './model.mjs';

const quantize = await session({
  nodes: [
    ['Cast', ['x'], ['x16'], { to: 10 }],
    ['Cast', ['scale'], ['scale16'], { to: 10 }],
    ['QuantizeLinear', ['x', 'scale', 'zero'], ['float32']],
    ['QuantizeLinear', ['x16', 'scale16', 'zero'], ['float16']],
  ],
  inputs: { x: ['float32', 'n'], scale: ['float32'], zero: ['int8'] },
  outputs: { float32: ['int8', 'n'], float16: ['int8', 'n'] },
});
for (const [scale, numbers] of [[1e-5, [20000, 60000, -60000]], [1, [60000, Infinity, -Infinity]]]) {
  const y = await quantize.run({
    x: new Tensor('float32', Float32Array.from(numbers), [numbers.length]),
    scale: new Tensor('float32', Float32Array.of(scale), []),
    zero: new Tensor('int8', new Int8Array(1), []),
  });
  for (const type of ['float32', 'float16']) console.log(`${type}: ${numbers.join(' ')} by ${scale}: ${[...y[type].data].join(' ')}`);
}
JS
was << 'SEEN'
float32: 20000 60000 -60000 by 0.00001: 127 127 -128
float16: 20000 60000 -60000 by 0.00001: 127 -128 -128
float32: 60000 Infinity -Infinity by 1: 127 127 -128
float16: 60000 Infinity -Infinity by 1: 127 -128 -128
SEEN
