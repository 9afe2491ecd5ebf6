// requantize is quantize of dequantize.

import fc from 'fast-check';
import { dequantize, quantize, requantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { asParameters, Dice, randomParameters } from '../../support/random.js';
import { caseOf, anyDtype as dtype, anySeed as seed } from '../../support/random-case.js';
import { expectSameBytes } from '../../support/same-bytes.js';

/** Without the types that say which dtype it is: known at run time only. */
const loose = { dequantize: dequantize as Loose, requantize: requantize as Loose };

type Loose = (...args: unknown[]) => Float32Array;
describe('every dtype', () => {
  it('requantize is quantize of dequantize', () => {
    fc.assert(
      fc.property(dtype, dtype, seed, (name, other, s) => {
        const { shape, count, x, parameters } = caseOf(s, name);
        const dice = new Dice(s + 1);
        const to = asParameters(dice, randomParameters(dice, shape, other));
        const codes = quantize(x, parameters, { shape });
        const floats = loose.dequantize(codes, parameters, { shape, length: count });
        const result = loose.requantize(codes, parameters, to, { shape });
        expectSameBytes(bytesOf(result), bytesOf(quantize(floats, to, { shape })));
      }),
      { numRuns: 200 },
    );
  });
});
