// requantize is quantize of dequantize.

import fc from 'fast-check';
import { dequantize, quantize, requantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dataDtypes } from '../../support/definition/dtypes.js';
import { asParameters, Dice, randomParameters, randomShape } from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const dtype = fc.constantFrom(...dataDtypes);
const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });
/** Without the types that say which dtype it is: known at run time only. */
const loose = { dequantize: dequantize as Loose, requantize: requantize as Loose };

type Loose = (...args: unknown[]) => Float32Array;
/** Random parameters for a random shape, and floats for it. */
function caseOf(s: number, name: (typeof dataDtypes)[number]) {
  const dice = new Dice(s);
  const shape = randomShape(dice).slice(0, 2);
  const full = randomParameters(dice, shape, name);
  const count = shape.reduce((product, size) => product * size);
  const x = Float32Array.from({ length: count }, () => dice.real() * 300);
  return { shape, count, x, full, parameters: asParameters(dice, full) };
}

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
