// fakeQuantize beside PyTorch's, whose formula multiplies where this package divides.

import { dequantize, fakeQuantize, quantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf, decodeFloats } from '../../support/data.js';
import { clamp, roundHalfEven } from '../../support/definition/quotient.js';
import { pytorch } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const f32 = Math.fround;

describe('PyTorch 1.13', () => {
  it.each(pytorch.fakeQuantize)('fake quantize $qmin..$qmax', ({ qmin, qmax, scale, zeroPoint, x, y }) => {
    const floats = decodeFloats(x);
    // PyTorch's own formula, which multiplies.
    const inverse = f32(1 / scale);
    const byProduct = floats.map((value) => {
      const code = clamp(roundHalfEven(f32(value * inverse)) + zeroPoint, qmin, qmax);
      return f32(f32(code - zeroPoint) * scale);
    });
    expectSameBytes(bytesOf(byProduct), bytesOf(decodeFloats(y)));
    for (const dtype of ['int16', qmin < 0 ? 'int8' : 'uint8'] as const) {
      const parameters = { dtype, scale, zeroPoint, qmin, qmax };
      const expected = dequantize(quantize(floats, parameters), parameters);
      expectSameBytes(bytesOf(fakeQuantize(floats, parameters)), bytesOf(expected));
    }
  });
});
