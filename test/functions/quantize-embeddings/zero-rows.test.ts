// Vectors whose codes are all 0 have no cosine: they are counted, by every rule, and there is a warning.
import { measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { expect, it } from 'vitest';
import { zeroRowsOf } from '../../support/definition/embeddings.js';
import { rulesWith, someVectors } from '../../support/embeddings.js';

const warned = (text: string) => [{ code: 'zero-rows', message: expect.stringContaining(text) as string }];

it('a short vector beside unit vectors, by one scale for all', () => {
  const x = Float32Array.of(1, 0, 0, 0, 0.003, 0.002, -0.003, 0.001, 0.6, 0, 0, -0.8);
  for (const rule of ['matrix', 'range'] as const) {
    const found = quantizeEmbeddings(x, { dimensions: 4, rule });
    expect(found).toMatchObject({ zeroRows: 1, warnings: warned('1 of 3 vectors') });
  }
  expect(quantizeEmbeddings(x, { dimensions: 4, rule: 'row' })).toMatchObject({ zeroRows: 0, warnings: [] });
});

it.each(Object.entries(rulesWith(Float32Array.of(...Array(40).fill(-1), ...Array(40).fill(1)))))(
  'by rule %s as many as there are, wherever a row has its first other code',
  (_, rule) => {
    const x = someVectors(300, 40);
    for (let row = 0; row < 300; row++) x.fill(0, 40 * row, 40 * row + ((row * 7) % 41));
    for (const floats of [x, x.subarray(0, 40), x.subarray(40 * 41, 40 * 42), x.subarray(0, 40 * 41)]) {
      for (const out of [undefined, Buffer.alloc(floats.length + 3).subarray(3)]) {
        const { data, zeroRows } = quantizeEmbeddings(floats, { dimensions: 40, ...rule, out } as never);
        expect(zeroRows).toBe(zeroRowsOf(data, 40));
      }
    }
  },
);

it('in long rows, whose last code alone may be another', () => {
  const x = new Float32Array(3 * 9001);
  for (const [at, zeroRows] of [
    [9000, 2],
    [9001 + 31, 2],
    [9001 + 32, 2],
    [9001 + 4128, 2],
    [3 * 9001 - 1, 2],
  ] as const) {
    x.fill(0)[at] = 1;
    expect(quantizeEmbeddings(x, { dimensions: 9001, rule: 'matrix' }).zeroRows).toBe(zeroRows);
  }
  expect(quantizeEmbeddings(x.fill(0), { dimensions: 9001, rule: 'range' }).zeroRows).toBe(3);
  expect(quantizeEmbeddings(new Float32Array(0), { dimensions: 9001, rule: 'range' }).zeroRows).toBe(0);
});

it('of uint8, too, is what a store sees: the lowest number of each dimension', () => {
  const x = Float32Array.of(-1, -2, 0, 0);
  const ranges = Float32Array.of(-1, -2, 1, 2);
  const uint8 = quantizeEmbeddings(x, { dimensions: 2, rule: 'ranges', ranges, dtype: 'uint8' });
  expect([...uint8.data]).toEqual([0, 0, 127, 127]);
  expect(uint8).toMatchObject({ zeroRows: 1, warnings: warned('1 of 2 vectors') });
  // They are numbers again, but for the last, in a search of values.
  const measures = (search: 'codes' | 'values') =>
    measureEmbeddings(x, uint8, { dimensions: 2, queries: x, k: 1, search });
  expect(measures('codes')).toMatchObject({ zeroRows: 1, warnings: warned('1 of 2 vectors') });
  expect(measures('values')).toMatchObject({ zeroRows: 0, warnings: [] });
});

it('is last by cosine, among the codes and among the floats', () => {
  // The nearest by floats is the short one; all others point away.
  const x = Float32Array.of(0.001, 0, -1, 0, -0.8, 0.6);
  const queries = Float32Array.of(1, 0);
  const codes = quantizeEmbeddings(x, { dimensions: 2, rule: 'range' });
  const recall = (k: number) => measureEmbeddings(x, codes, { dimensions: 2, queries, k }).recall;
  expect([recall(1), recall(2), recall(3)]).toEqual([0, 0.5, 1]);
  const zero = Float32Array.of(0, 0, -1, 0.1, -0.8, 0.6);
  const exact = quantizeEmbeddings(zero, { dimensions: 2, rule: 'row' });
  const first = { data: exact.data.map((code, i) => (i < 2 ? 127 : code)), parameters: exact.parameters };
  expect(measureEmbeddings(zero, first, { dimensions: 2, queries, k: 1 }).recall).toBe(0);
});
