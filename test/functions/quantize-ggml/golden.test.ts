// quantizeGgml gives the blocks that ggml gave.

import { quantizeGgml } from 'linquant';
import { expect, it } from 'vitest';
import { decodeFloats } from '../../support/data.js';
import { decodeBytes, ggml } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

it('has the cases that these tests are about', () => {
  expect([ggml.quantize.length, ggml.dequantize.length]).toEqual([23, 2]);
});

it.each(ggml.quantize)('$name', ({ x, ...formats }) => {
  for (const type of ['q8_0', 'q4_0'] as const) {
    const size = type === 'q8_0' ? 34 : 18;
    const expected = new Uint8Array(decodeBytes(formats[type].blocks));
    const floats = decodeFloats(x);
    for (let block = 0; block < floats.length / 32; block++) {
      const values = floats.slice(block * 32, (block + 1) * 32);
      const largest = Math.max(...values.map(Math.abs));
      // Above float16 ggml writes an infinity; here that is an error.
      if (largest / (type === 'q8_0' ? 127 : 8) > 65504) {
        expect(() => quantizeGgml(values, type)).toThrow(RangeError);
      } else {
        expectSameBytes(quantizeGgml(values, type), expected.subarray(block * size, (block + 1) * size));
      }
    }
  }
});
