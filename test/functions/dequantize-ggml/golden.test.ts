// dequantizeGgml gives the floats that ggml gave. Its NaN is what the processor makes of it, so values are compared.

import { dequantizeGgml } from 'linquant';
import { it } from 'vitest';
import { decodeFloats } from '../../support/data.js';
import { decodeBytes, ggml } from '../../support/golden.js';
import { expectSameValues } from '../../support/same-bytes.js';

it.each(ggml.quantize)('$name', (formats) => {
  for (const type of ['q8_0', 'q4_0'] as const) {
    const { blocks, floats } = formats[type];
    expectSameValues(dequantizeGgml(decodeBytes(blocks), type), decodeFloats(floats));
  }
});

it.each(ggml.dequantize)('every scale: $format', ({ format, blocks, floats }) => {
  expectSameValues(dequantizeGgml(decodeBytes(blocks), format), decodeFloats(floats));
});
