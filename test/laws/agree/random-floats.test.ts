// Backends agree on a million random bit patterns.

import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, randomBits } from '../../support/data.js';
import { load } from '../../support/load.mjs';
import { expectSameBytes } from '../../support/same-bytes.js';

/** The fallback, beside the backend that this run is about. */
const javascript = load({ LINQUANT_BACKEND: 'javascript' });

describe('the backend of this run and the fallback', () => {
  it('are two instances', () => {
    expect(javascript.backend.name).toBe('javascript');
    expect(javascript.quantize).not.toBe(linquant.quantize);
  });

  it('give the same bytes for a million random bit patterns', () => {
    const next = randomBits(20261124);
    const bits = Uint32Array.from({ length: 1 << 20 }, next);
    const x = new Float32Array(bits.buffer);
    for (let round = 0; round < 8; round++) {
      // Any exponent and mantissa.
      const scale = new Float32Array(Uint32Array.of((next() % 0x7f7fffff) + 1).buffer)[0]!;
      const dtype = round % 2 === 0 ? 'int8' : 'uint8';
      const zeroPoint = (next() % 256) + (dtype === 'int8' ? -128 : 0);
      const parameters = { dtype, scale, zeroPoint } as const;
      const codes = linquant.quantize(x, parameters);
      expectSameBytes(bytesOf(codes), bytesOf(javascript.quantize(x, parameters)));
      const floats = linquant.dequantize(codes, parameters);
      expectSameBytes(bytesOf(floats), bytesOf(javascript.dequantize(codes, parameters)));
    }
  });
});
