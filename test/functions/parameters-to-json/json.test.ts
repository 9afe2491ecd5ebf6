// parametersToJSON: what it leaves out, and that what it writes has the same effect.

import fc from 'fast-check';
import { type AnyParameters, parametersToJSON, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dataDtypes } from '../../support/definition/dtypes.js';
import { asParameters, Dice, randomParameters, randomShape } from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const dtype = fc.constantFrom(...dataDtypes);
const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });
/** Random parameters for a random shape, and floats for it. */
function caseOf(s: number, name: (typeof dataDtypes)[number]) {
  const dice = new Dice(s);
  const shape = randomShape(dice).slice(0, 2);
  const full = randomParameters(dice, shape, name);
  const count = shape.reduce((product, size) => product * size);
  const x = Float32Array.from({ length: count }, () => dice.real() * 300);
  return { shape, count, x, full, parameters: asParameters(dice, full) };
}

describe('parametersToJSON', () => {
  it('survives JSON, with the same effect', () => {
    fc.assert(
      fc.property(dtype, seed, (name, s) => {
        const { shape, x, parameters } = caseOf(s, name);
        const stored = JSON.parse(JSON.stringify(parametersToJSON(parameters))) as AnyParameters;
        const codes = quantize(x, parameters, { shape });
        expectSameBytes(bytesOf(quantize(x, stored, { shape })), bytesOf(codes));
        expect(parametersToJSON(stored)).toEqual(parametersToJSON(parameters));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what is usual, and tells the float32 that are used', () => {
    const usual = { dtype: 'int8', scale: 0.1, zeroPoint: 0, qmin: -128, qmax: 127, offset: 0 } as const;
    expect(parametersToJSON({ ...usual, rounding: 'half-even' })).toEqual({
      dtype: 'int8',
      scale: Math.fround(0.1),
      zeroPoint: 0,
    });
    const axis = { dtype: 'uint4', axis: -1, scale: [1], zeroPoint: [1], offset: [0], qmax: 14 } as const;
    expect(parametersToJSON({ ...axis, blockSize: 4, rounding: 'down' })).toEqual({
      dtype: 'uint4',
      axis: -1,
      blockSize: 4,
      scale: [1],
      zeroPoint: [1],
      qmax: 14,
      rounding: 'down',
    });
  });
});
