// Floats of every type give what they give when converted to float32 first.

import fc from 'fast-check';
import { chooseParameters, convert, dequantize, minMax, quantize, quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const tameFloats = fc.float32Array({ min: -1000, max: 1000, noNaN: true, minLength: 1, maxLength: 200 });

describe('float types', () => {
  it('give what their float32 give, everywhere', () => {
    fc.assert(
      fc.property(tameFloats, fc.constantFrom('float64', 'float16', 'bfloat16'), seed, (x, floatType, s) => {
        const other = convert(x, { to: floatType as 'float64' });
        const options = { floatType: floatType as 'float64' };
        const read = convert(other, { from: floatType as 'float64', to: 'float32' });
        expect(minMax(other, options)).toEqual(minMax(read));
        const p = chooseParameters(minMax(read), { dtype: 'int16' });
        expectSameBytes(quantize(other, p, options), quantize(read, p));
        const dynamic = { dtype: 'uint8', shape: [x.length], axis: 0, blockSize: 1 + (s % 9) } as const;
        expectSameResult(
          untyped.quantizeDynamic!(other, { ...dynamic, ...options }),
          quantizeDynamic(read, dynamic),
        );
        const codes = quantize(read, p);
        const floats = dequantize(codes, p);
        expectSameBytes(dequantize(codes, p, options), convert(floats, { to: floatType as 'float64' }));
      }),
      { numRuns: 150 },
    );
  });
});
