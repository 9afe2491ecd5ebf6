// After an error outputs are as they were.

import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { quantize, dequantize, quantizeDynamic } = untyped;

const x = Float32Array.of(1);
const q = Int8Array.of(1);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const o = { dtype: 'int8' };

describe('after an error', () => {
  const wrongCalls = (out: unknown) => [
    () => quantize!(x, { ...p, scale: 0 }, { out }),
    () => quantize!('x', p, { out }),
    () => quantize!(Float32Array.of(1, 2), p, { out }),
    () => quantize!(x, p, { out, outt: 1 }),
    () => quantizeDynamic!(x, { ...o, eps: 0, out }),
    () => quantizeDynamic!(x, { dtype: 'uint8', out }),
  ];

  it('outputs are untouched', () => {
    const out = Int8Array.of(99);
    for (const call of wrongCalls(out)) {
      expect(thrownBy(call)).toMatchObject({ code: expect.stringMatching(/^ERR_LINQUANT_/) });
      expect(out[0]).toBe(99);
    }
    const floats = Float32Array.of(99);
    for (const call of [
      () => dequantize!(q, { ...p, zeroPoint: 0.5 }, { out: floats }),
      () => dequantize!(Int8Array.of(1, 2), p, { out: floats }),
      () => dequantize!([1], p, { out: floats }),
    ]) {
      expect(thrownBy(call)).toMatchObject({ code: expect.stringMatching(/^ERR_LINQUANT_/) });
      expect(floats[0]).toBe(99);
    }
  });
});
