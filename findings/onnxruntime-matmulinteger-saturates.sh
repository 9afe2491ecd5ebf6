#!/usr/bin/env bash
# onnxruntime-node 1.30.0 (npm) on x64 processors with AVX2 and without VNNI: MatMulInteger of uint8 by int8 adds pairs of
# products in 16 bits, which saturate. 4 products of 255 by 127 give 65534 instead of 129540. int8 by int8 and
# uint8 by uint8 are exact. A model that was tested on one server can so be wrong on another.
#
# Expected: 129540 everywhere. ONNX says of MatMulInteger that the products must never overflow and that the sums may only in 32
# bits. ONNX Runtime's page on quantization knows of the saturation of U8S8 without VNNI and advises reduced ranges or U8U8.
#
# Instead: weights of 7 bits (-64 to 63; then no pair exceeds 16 bits), or uint8 weights with a zero point of 128, or int8 activations.
. "$(dirname "$0")/_lib.sh"
if ! grep -qw avx2 /proc/cpuinfo || grep -qwE 'avx512_vnni|avx_vnni' /proc/cpuinfo; then
  echo 'Not on this processor: it has no AVX2, or it has VNNI, where sums are exact. Nothing was tried.'
  exit 0
fi
packages onnx-proto@8.0.1 onnxruntime-node@1.30.0
run << 'JS'
import { session, Tensor } from './model.mjs';

const arrays = { uint8: Uint8Array, int8: Int8Array };
for (const [a, activation, b, weight] of [
  ['uint8', 255, 'int8', 127],
  ['uint8', 255, 'int8', 63],
  ['uint8', 255, 'uint8', 255],
  ['int8', -128, 'int8', 127],
]) {
  const model = await session({
    nodes: [['MatMulInteger', ['a', 'b'], ['y']]],
    inputs: { a: [a, 1, 4], b: [b, 4, 1] },
    outputs: { y: ['int32', 1, 1] },
  });
  const { y } = await model.run({
    a: new Tensor(a, new arrays[a](4).fill(activation), [1, 4]),
    b: new Tensor(b, new arrays[b](4).fill(weight), [4, 1]),
  });
  console.log(`${a} by ${b}: 4 x ${activation} x ${weight} = ${4 * activation * weight}, MatMulInteger ${y.data[0]}`);
}
JS
was << 'SEEN'
uint8 by int8: 4 x 255 x 127 = 129540, MatMulInteger 65534
uint8 by int8: 4 x 255 x 63 = 64260, MatMulInteger 64260
uint8 by uint8: 4 x 255 x 255 = 260100, MatMulInteger 260100
int8 by int8: 4 x -128 x 127 = -65024, MatMulInteger -65024
SEEN
