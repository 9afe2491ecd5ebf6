// quantizeEmbeddings by each rule is what quantizeDynamic or quantize give by its parameters.

import { chooseParameters, quantize, quantizeDynamic } from 'linquant';
import { quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { zeroRowsOf } from '../../support/definition/embeddings.js';
import { embeddingShapes as shapes, someVectors } from '../../support/embeddings.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

/** What each result tells of its rows of zeros. */
function aboutZeros(data: Int8Array, dimensions: number): object {
  const zeroRows = zeroRowsOf(data, dimensions);
  const rows = data.length / dimensions;
  const message = `${zeroRows} of ${rows} vectors have no code but 0, and so no cosine: stores rank them first, last or as opposite, so leave them out`;
  return { zeroRows, warnings: zeroRows === 0 ? [] : [{ code: 'zero-rows', message }] };
}

describe.each(shapes)('%i vectors of %i dimensions', (rows, dimensions) => {
  const x = someVectors(rows, dimensions);
  const shape = [rows, dimensions] as const;

  it('by row are quantizeDynamic by the absolute maximum, and zeros are legal', () => {
    const { data, parameters } = quantizeDynamic(x, { rule: 'absmax', shape, axis: 0 });
    const result = quantizeEmbeddings(x, { dimensions, rule: 'row' });
    expectSameResult(result, { data, parameters, shape, ...aboutZeros(data, dimensions) });
    if (rows > 2) {
      expect(result.parameters.scale[2]).toBe(1);
      expect(result.data.subarray(2 * dimensions, 3 * dimensions).every((code) => code === 0)).toBe(true);
    }
  });

  it('by matrix are one scale', () => {
    const { data, parameters } = quantizeDynamic(x, { rule: 'absmax' });
    expectSameResult(quantizeEmbeddings(x, { dimensions, rule: 'matrix' }), {
      data,
      parameters,
      shape,
      ...aboutZeros(data, dimensions),
    });
  });

  it.each([undefined, { min: -1, max: 1 }, { min: -0.1, max: 0.5 }, { min: 0, max: 0 }])(
    'by the range %j are quantize by the rule absmax',
    (range) => {
      const parameters = chooseParameters(range ?? { min: -1, max: 1 }, { rule: 'absmax' });
      const options = range === undefined ? {} : { range };
      const data = quantize(x, parameters);
      expectSameResult(quantizeEmbeddings(x, { dimensions, rule: 'range', ...options }), {
        data,
        parameters,
        shape,
        ...aboutZeros(data, dimensions),
      });
    },
  );
});

it('vectors may be wider than a block', () => {
  const x = someVectors(3, 70_000);
  const parameters = chooseParameters({ min: -1, max: 1 }, { rule: 'absmax' });
  const { data } = quantizeEmbeddings(x, { dimensions: 70_000, rule: 'range' });
  expectSameBytes(bytesOf(data), bytesOf(quantize(x, parameters)));
});
