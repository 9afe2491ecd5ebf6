// Equal to the definition on any numbers: quantizeEmbeddings by ranges.

import fc from 'fast-check';
import { quantizeEmbeddings } from 'linquant/embeddings';
import { describe, it } from 'vitest';
import { rangesCode } from '../../support/definition/embeddings.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

describe('quantizeEmbeddings', () => {
  it('by ranges is its definition, on any numbers', () => {
    const finite = { noNaN: true, noDefaultInfinity: true } as const;
    const column = fc.tuple(
      fc.float({ ...finite, min: -(2 ** 100), max: 2 ** 100 }),
      fc.float({ ...finite, min: -(2 ** 100), max: 2 ** 100 }),
    );
    fc.assert(
      fc.property(
        fc.array(column, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 5 }),
        fc.infiniteStream(fc.float(finite)),
        (columns, rows, stream) => {
          const low = columns.map(([a, b]) => Math.min(a, b));
          const high = columns.map(([a, b]) => Math.max(a, b));
          const dimensions = columns.length;
          const values = Float32Array.from(
            { length: rows * dimensions },
            () => stream.next().value as number,
          );
          const options = { dimensions, rule: 'ranges', ranges: [low, high], dtype: 'uint8' } as const;
          const expected = Array.from(values, (value, i) =>
            rangesCode(value, low[i % dimensions]!, high[i % dimensions]!),
          );
          expectSameNumbers(quantizeEmbeddings(values, options).data, expected);
        },
      ),
    );
  });
});
