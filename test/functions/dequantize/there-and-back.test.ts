// dequantize undoes quantize to within half a step.

import fc from 'fast-check';
import {
  type AnyParameters,
  chooseParameters,
  dequantize,
  minMax,
  quantize,
  quantizeDynamic,
} from 'linquant';
import { describe, expect, it } from 'vitest';
import { dataDtypes, limits } from '../../support/definition/dtypes.js';
import { dequantizeOne } from '../../support/definition/quotient.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

describe('there and back', () => {
  const dtype = fc.constantFrom('int8' as const, 'uint8' as const);
  const limits = { int8: [-128, 127], uint8: [0, 255] } as const;
  /** Floats of ordinary size. */
  const tameFloats = fc.float32Array({ min: -1000, max: 1000, noNaN: true, minLength: 1, maxLength: 300 });

  it('is off by at most scale * (0.5 + (qmax - qmin) * 2^-23)', () => {
    fc.assert(
      fc.property(tameFloats, dtype, fc.constantFrom('asymmetric', 'symmetric'), (x, name, scheme) => {
        const { data, parameters: p } = quantizeDynamic(x, {
          dtype: name,
          scheme: scheme as 'asymmetric' | 'symmetric',
        });
        const [low, high] = limits[name];
        const back = dequantize(data, p);
        const bound = p.scale * (0.5 + (high - low) * 2 ** -23);
        // The bound holds for values inside what the codes reach.
        const reach = [
          dequantizeOne(low, p.scale, p.zeroPoint),
          dequantizeOne(high, p.scale, p.zeroPoint),
        ] as const;
        x.forEach((value, i) => {
          if (value >= reach[0] && value <= reach[1])
            expect(Math.abs(value - back[i]!)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('zero stays zero', () => {
    fc.assert(
      fc.property(tameFloats, dtype, (x, name) => {
        const p = chooseParameters(minMax(x), { dtype: name });
        expectSameNumbers(dequantize(quantize(Float32Array.of(0, -0), p), p), [0, 0]);
      }),
    );
  });
});

describe('every dtype', () => {
  const dtype = fc.constantFrom(...dataDtypes);
  const tameFloats = fc.float32Array({ min: -1000, max: 1000, noNaN: true, minLength: 1, maxLength: 200 });

  it('comes back within half a step', () => {
    fc.assert(
      fc.property(tameFloats, dtype, fc.constantFrom('asymmetric', 'symmetric'), (x, name, any) => {
        const scheme = name === 'uint1' ? 'asymmetric' : any;
        const { data, parameters: p } = quantizeDynamic(x, { dtype: name, scheme } as const);
        const { qmin, qmax } = limits[name];
        const back = dequantize(data as Uint8Array, p as AnyParameters<'uint4'>, { length: x.length });
        const bound = p.scale * (0.5 + (qmax - qmin) * 2 ** -23);
        const [low, high] = [qmin, qmax].map((code) => Math.fround((code - p.zeroPoint) * p.scale));
        x.forEach((value, i) => {
          if (value >= low! && value <= high!) expect(Math.abs(value - back[i]!)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: 300 },
    );
  });
});
