// parametersToJSON: what it leaves out, and that what it writes has the same effect.

import fc from 'fast-check';
import { type AnyParameters, parametersToJSON, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { caseOf, anyDtype as dtype, anySeed as seed } from '../../support/random-case.js';
import { expectSameBytes } from '../../support/same-bytes.js';

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
