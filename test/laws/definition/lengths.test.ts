// Equal to the definition at lengths with and without tails: quantize, dequantize, minMax.

import { dequantize, minMax, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { dequantizeOne, quantizeOne } from '../../support/definition/quotient.js';
import { minMaxOf } from '../../support/definition/tensors.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: -3 } as const;
/** Lengths that are whole blocks, have tails, and are all tail, on every backend and instruction set. */
const lengths = [0, 1, 3, 4, 15, 16, 17, 33, 63, 64, 65, 100, 257, 1024, 4096, 9001];

const ramp = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7) * 2);

describe.each(lengths)('%i floats', (length) => {
  const x = ramp(length);
  const codes = quantize(x, parameters);

  it('are what the definition says', () => {
    expectSameBytes(
      codes,
      Int8Array.from(x, (value) => quantizeOne(value, 0.01, -3, -128, 127)),
    );
    expectSameBytes(
      dequantize(codes, parameters),
      Float32Array.from(codes, (q) => dequantizeOne(q, 0.01, -3)),
    );
    if (length > 0) expect(minMax(x)).toEqual(minMaxOf(x));
  });
});
