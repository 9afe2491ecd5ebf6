// fakeQuantize is dequantize of quantize.

import fc from 'fast-check';
import { dequantize, fakeQuantize, quantize, requantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { caseOf, anyDtype as dtype, anySeed as seed } from '../../support/random-case.js';
import { expectSameBytes } from '../../support/same-bytes.js';

/** Without the types that say which dtype it is: known at run time only. */
const loose = { dequantize: dequantize as Loose, requantize: requantize as Loose };

type Loose = (...args: unknown[]) => Float32Array;
describe('every dtype', () => {
  it('fakeQuantize is dequantize of quantize, and does it once', () => {
    fc.assert(
      fc.property(dtype, seed, (name, s) => {
        const { shape, count, x, full, parameters } = caseOf(s, name);
        const codes = quantize(x, parameters, { shape });
        const expected = loose.dequantize(codes, parameters, { shape, length: count });
        const mask = new Uint8Array(count);
        const fake = fakeQuantize(x, parameters, { shape, mask });
        expectSameBytes(bytesOf(fake), bytesOf(expected));
        // Half-even and no offset: what was a code stays one.
        if (full.rounding !== 'half-even' || full.offset.some((offset) => offset !== 0)) return;
        if (!expected.every((value) => Math.abs(value) < 1e37 && (value === 0 || Math.abs(value) > 1e-30)))
          return;
        expectSameBytes(bytesOf(quantize(expected, parameters, { shape })), bytesOf(codes));
      }),
      { numRuns: 200 },
    );
  });
});
