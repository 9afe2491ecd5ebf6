// parametersForRanges: with them quantize gives the codes of sentence-transformers; and its errors.

import { quantize } from 'linquant';
import { parametersForRanges } from 'linquant/embeddings';
import { expect, it } from 'vitest';
import { bytesOf, decodeFloats } from '../support/data.js';
import { expectError } from '../support/errors.js';
import { decodeBytes, embeddings } from '../support/golden.js';
import { expectSameBytes } from '../support/same-bytes.js';

it.each(embeddings.ranges.map((one, i) => [i, one] as const))('case %i', (_, one) => {
  const x = decodeFloats(one.x);
  const shape = [x.length / one.dimensions, one.dimensions];
  for (const dtype of ['int8', 'uint8'] as const) {
    const parameters = parametersForRanges(decodeFloats(one.ranges), { dtype });
    expectSameBytes(bytesOf(quantize(x, parameters, { shape })), decodeBytes(one[dtype]));
    expect([parameters.dtype, parameters.axis, parameters.rounding]).toEqual([dtype, 1, 'down']);
  }
});

it('needs minima and maxima of as many dimensions, and a dtype that it knows', () => {
  const ranges = Float32Array.of(0, 0, 1, 1);
  expectError(() => parametersForRanges(new Float32Array(3)), 'ranges', 'ERR_LINQUANT_INVALID_SHAPE');
  expectError(() => parametersForRanges(new Float32Array(0)), 'ranges', 'ERR_LINQUANT_INVALID_SHAPE');
  const wrong = { dtype: 'int16' as 'int8' };
  expectError(() => parametersForRanges(ranges, wrong), 'options.dtype', 'ERR_LINQUANT_INVALID_OPTION');
});
