// quantileRange gives Qdrant's interval, from any order of values.

import { minMax } from 'linquant';
import { quantileRange } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { decodeFloats } from '../support/data.js';
import { someVectors } from '../support/embeddings.js';
import { expectError } from '../support/errors.js';
import { embeddings } from '../support/golden.js';
import { expectSameBytes } from '../support/same-bytes.js';

describe("Qdrant's interval", () => {
  it.each(embeddings.quantile.map((one, i) => [i, one] as const))('golden %i', (_, one) => {
    const { dimensions, quantile, min, max } = one;
    const x = decodeFloats(one.x);
    const before = x.slice();
    expect(quantileRange(x, { dimensions, quantile })).toEqual({ min, max });
    expectSameBytes(x, before);
  });

  it('is that of evenly spaced vectors, where there are more than the sample', () => {
    const x = someVectors(1000, 3);
    const sample = Float32Array.from(
      Array.from({ length: 200 }, (_, i) => [...x.subarray(i * 15, i * 15 + 3)]).flat(),
    );
    expect(quantileRange(x, { dimensions: 3, quantile: 0.9, sample: 200 })).toEqual(
      quantileRange(sample, { dimensions: 3, quantile: 0.9 }),
    );
    expect(quantileRange(x, { dimensions: 3, quantile: 1 })).toEqual(minMax(x));
  });
});

type Loose = (x: unknown, options: unknown) => unknown;
const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const x = someVectors(4, 6);

describe('quantileRange', () => {
  it('knows its options', () => {
    const call = (more: object) => () => (quantileRange as unknown as Loose)(x, { dimensions: 6, ...more });
    for (const quantile of [0, 0.49, 1.01, NaN]) {
      expectError(call({ quantile }), 'options.quantile', option);
    }
    expectError(call({ quantile: '1' }), 'options.quantile', type);
    expectError(call({ sample: 0 }), 'options.sample', option);
    expectError(() => quantileRange(new Float32Array(0), { dimensions: 6 }), 'x', 'ERR_LINQUANT_EMPTY');
  });
});

it('quantileRange is that of the sorted values, in whatever order they come', () => {
  const count = 2 ** 20;
  const orders: Readonly<Record<string, (i: number) => number>> = {
    rising: (i) => i,
    falling: (i) => -i,
    // Larger and larger up to the middle: a pivot from there is always the largest.
    'rising, then falling': (i) => Math.min(i, count - i),
    equal: () => 1,
    'both zeros': (i) => (i % 2 === 0 ? 0 : -0),
    'around zero': (i) => ((i * 7919) % 1009) - 500.5,
  };
  for (const [name, valueAt] of Object.entries(orders)) {
    const values = Float32Array.from({ length: count }, (_, i) => valueAt(i));
    const sorted = values.slice().sort();
    // 4096 vectors: a cut of 20 above, and one more below.
    const expected = { min: sorted[21]! + 0, max: sorted[count - 21]! + 0 };
    expect({ name, ...quantileRange(values, { dimensions: 256 }) }).toEqual({ name, ...expected });
  }
});
