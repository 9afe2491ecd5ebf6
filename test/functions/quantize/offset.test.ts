// quantize and dequantize with an offset.

import { dequantize, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';

const f32 = Math.fround;

describe('an offset', () => {
  // sentence-transformers, per dimension: start = min, step = (max - min) / 255, floor, minus 128.
  it('and rounding down are how embeddings are stored by dimension', () => {
    const x = Float32Array.of(-1, 2, 0.3, 5, 1, 8);
    const min = [-1, 2];
    const scale = [f32(f32(1 - -1) / 255), f32(f32(8 - 2) / 255)];
    const expected = Array.from(x, (value, i) => {
      const step = Math.floor(f32(f32(value - min[i % 2]!) / scale[i % 2]!));
      return Math.min(Math.max(step, 0), 255) - 128;
    });
    const parameters = {
      dtype: 'int8',
      axis: 1,
      scale,
      zeroPoint: [-128, -128],
      offset: min,
      rounding: 'down',
    } as const;
    const codes = quantize(x, parameters, { shape: [3, 2] });
    expectSameNumbers(codes, expected);
    const back = dequantize(codes, parameters, { shape: [3, 2] });
    back.forEach((value, i) => {
      expect(Math.abs(value - x[i]!)).toBeLessThanOrEqual(scale[i % 2]! * 1.001);
    });
  });

  it('of 0 changes nothing, and one beyond the data saturates', () => {
    const x = Float32Array.of(-0, 1, 1e38, NaN);
    const p = { dtype: 'int16', scale: 2 ** -120, zeroPoint: 7 } as const;
    expectSameBytes(quantize(x, { ...p, offset: -0 }), quantize(x, p));
    expectSameNumbers(quantize(x, { ...p, offset: -3.4e38 }), [32767, 32767, 32767, 32767]);
    expectSameBytes(dequantize(Int16Array.of(7), { ...p, offset: 0.1 }), Float32Array.of(0.1));
  });
});
