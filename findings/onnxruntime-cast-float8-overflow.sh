#!/usr/bin/env bash
# onnxruntime-node 1.30.0 (npm): Cast to float8 with saturate 0 gives a wrong result in one stretch beyond the largest number. In
# float8e4m3fn, 480 to 495.99 become 448, although 470 and 500 become NaN; in float8e5m2, 61440 to 65535.99 become NaN, not infinity.
#
# Expected: NaN and infinity. ONNX's table of Cast says for saturate 0 that all beyond the largest number (448, 57344) become NaN in
# E4M3FN and Inf in E5M2; nothing between two numbers that overflow is representable.
#
# Instead: saturate 1, the default, which is right everywhere; or convert outside the graph.
. "$(dirname "$0")/_lib.sh"
packages onnx-proto@8.0.1 onnxruntime-node@1.30.0
run << 'JS'
import { session, Tensor } from './model.mjs';

const float8 = { float8e4m3fn: [17, [448, 470, 480, 495, 500, Infinity]], float8e5m2: [19, [57344, 61439, 61440, 65535, 65536, Infinity]] };
for (const [type, [to, numbers]] of Object.entries(float8)) {
  for (const saturate of [0, 1]) {
    const cast = await session({
      nodes: [
        ['Cast', ['x'], ['short'], { to, saturate }],
        ['Cast', ['short'], ['y'], { to: 1 }],
      ],
      inputs: { x: ['float32', 'n'] },
      outputs: { y: ['float32', 'n'] },
    });
    const { y } = await cast.run({ x: new Tensor('float32', Float32Array.from(numbers), [numbers.length]) });
    console.log(`${type}, saturate ${saturate}: ${numbers.join(' ')}: ${[...y.data].join(' ')}`);
  }
}
JS
was << 'SEEN'
float8e4m3fn, saturate 0: 448 470 480 495 500 Infinity: 448 NaN 448 448 NaN NaN
float8e4m3fn, saturate 1: 448 470 480 495 500 Infinity: 448 448 448 448 448 448
float8e5m2, saturate 0: 57344 61439 61440 65535 65536 Infinity: 57344 57344 NaN NaN Infinity Infinity
float8e5m2, saturate 1: 57344 61439 61440 65535 65536 Infinity: 57344 57344 57344 57344 57344 57344
SEEN
