// quantize and dequantize: an offset of 0 or -0 changes no bytes.

import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { twoRows, untyped } from '../../support/untyped.js';

const { quantize, dequantize } = untyped;

const { shape, p } = twoRows();

describe('offsets of zero', () => {
  it('change no bytes', () => {
    const offset = Float32Array.of(0, -0);
    const halves = Float32Array.of(-0, 0, 0.5, -1e-45, 1e-45, NaN);
    const given = { ...p, scale: [1e-45, 0.1], zeroPoint: [3, -3] };
    const codes = quantize!(halves, given, { shape });
    expect(quantize!(halves, { ...given, offset }, { shape })).toEqual(codes);
    for (const floatType of ['float32', 'float64', 'float16', 'bfloat16']) {
      expect(dequantize!(codes, { ...given, offset }, { shape, floatType })).toEqual(
        dequantize!(codes, given, { shape, floatType }),
      );
    }
    expect(linquant.parametersToJSON({ ...given, dtype: 'int8', offset })).not.toHaveProperty('offset');
  });
});
