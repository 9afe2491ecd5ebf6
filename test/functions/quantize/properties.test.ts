// quantize is monotone and saturates, whatever its parameters.

import fc from 'fast-check';
import { quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dataDtypes, unpackOf } from '../../support/definition/dtypes.js';
import { asParameters, Dice, randomParameters } from '../../support/random.js';
import { anyByteParameters as parameters } from '../../support/random-case.js';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';

describe('quantize', () => {
  /** Floats of ordinary size. */
  const tameFloats = fc.float32Array({ min: -1000, max: 1000, noNaN: true, minLength: 1, maxLength: 300 });

  it('is monotone', () => {
    fc.assert(
      fc.property(tameFloats, parameters, (x, p) => {
        const codes = quantize(x.sort(), p);
        expectSameBytes(codes, codes.slice().sort());
      }),
    );
  });

  it('saturates at qmin and qmax', () => {
    fc.assert(
      fc.property(parameters, (p) => {
        const x = Float32Array.of(Infinity, -Infinity, 1e30 * p.scale, -1e30 * p.scale);
        expectSameNumbers(quantize(x, p), [p.qmax, p.qmin, p.qmax, p.qmin]);
      }),
    );
  });
});

describe('every dtype', () => {
  const dtype = fc.constantFrom(...dataDtypes);
  const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  const tameFloats = fc.float32Array({ min: -1000, max: 1000, noNaN: true, minLength: 1, maxLength: 200 });

  it('is monotone, for every rounding and offset', () => {
    fc.assert(
      fc.property(tameFloats, dtype, seed, (x, name, s) => {
        const dice = new Dice(s);
        const { axis, blockSize, ...one } = randomParameters(dice, [1], name);
        void [axis, blockSize];
        const codes = quantize(x.sort(), asParameters(dice, one));
        const numbers = unpackOf(name, bytesOf(codes), x.length);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});
