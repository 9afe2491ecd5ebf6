// quantizeEmbeddings by ranges gives what sentence-transformers gives.

import { dequantize, quantize } from 'linquant';
import { parametersForRanges, quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats } from '../../support/data.js';
import { rangesOfColumns } from '../../support/definition/embeddings.js';
import { someVectors } from '../../support/embeddings.js';
import { decodeBytes, embeddings } from '../../support/golden.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

describe("sentence-transformers' ranges", () => {
  it.each(embeddings.ranges.map((one, i) => [i, one] as const))('case %i', (_, one) => {
    const { dimensions } = one;
    const [x, ranges] = [decodeFloats(one.x), decodeFloats(one.ranges)];
    for (const dtype of ['int8', 'uint8'] as const) {
      const result = quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, dtype });
      expectSameBytes(bytesOf(result.data), decodeBytes(one[dtype]));
      const parameters = parametersForRanges(ranges, { dtype });
      expectSameResult(result.parameters, parameters);
      const { shape } = result;
      expect(shape).toEqual([x.length / dimensions, dimensions]);
      expectSameBytes(quantize(x, parameters, { shape }), result.data);
      // The lower end of a step: within a step of what was in range.
      const back = dequantize(result.data, result.parameters, { shape });
      expect(back.length).toBe(x.length);
    }
  });

  it('are those of the batch, where none are given', () => {
    const x = someVectors(120, 7);
    const ranges = rangesOfColumns(x, 7);
    const own = quantizeEmbeddings(x, { dimensions: 7, rule: 'ranges' });
    const given = quantizeEmbeddings(x, { dimensions: 7, rule: 'ranges', ranges });
    expectSameResult(own, given);
    expect(own.warnings).toEqual([]);
  });

  it('may be written as NumPy and JSON have them', () => {
    const x = someVectors(4, 3);
    const nested = [
      [-1, -0.5, 0.1],
      [1, 0.25, 0.1],
    ] as const;
    const flat = Float32Array.from(nested.flat());
    expectSameResult(
      quantizeEmbeddings(x, { dimensions: 3, rule: 'ranges', ranges: nested }),
      quantizeEmbeddings(x, { dimensions: 3, rule: 'ranges', ranges: flat }),
    );
  });

  it('are not kept as they are: changing them later changes nothing', () => {
    const ranges = Float32Array.of(-1, 1);
    const { parameters } = quantizeEmbeddings(Float32Array.of(0.5), {
      dimensions: 1,
      rule: 'ranges',
      ranges,
    });
    ranges.fill(9);
    expectSameBytes(parameters.offset, Float32Array.of(-1));
  });
});
