// All scores of all queries, into arrays of float64 and float32. What scores are is tested with searchEmbeddings.

import { quantizeEmbeddings } from 'linquant/embeddings';
import { scoreEmbeddings } from 'linquant/search';
import { expect, it } from 'vitest';
import { Dice } from '../support/random.js';
import { allScores } from '../support/search.js';

/** Whole arrays at once: element by element takes a second. */
function expectSame(scores: Float64Array | Float32Array, expected: Float64Array | Float32Array): void {
  expect(scores.length).toBe(expected.length);
  expect(scores.findIndex((score, i) => score !== expected[i])).toBe(-1);
}

it('writes [queries, rows], across blocks of rows and of queries', () => {
  const dice = new Dice(8);
  const [rows, count, dimensions] = [600, 66, 3];
  const x = Float32Array.from({ length: rows * dimensions }, () => dice.under(9) - 4);
  const y = Float32Array.from({ length: count * dimensions }, () => dice.under(9) - 4);
  const split = (floats: Float32Array) =>
    Array.from({ length: floats.length / dimensions }, (_, i) =>
      Array.from(floats.subarray(3 * i, 3 * i + 3)),
    );
  const expected = allScores('dot', split(x), split(y));
  const options = { dimensions, metric: 'dot' } as const;
  expectSame(scoreEmbeddings(x, y, options), expected);

  const out = new Float64Array(new SharedArrayBuffer(8 * rows * count + 8), 8);
  expect(scoreEmbeddings(x, y, { ...options, out })).toBe(out);
  expectSame(out, expected);

  const codes = quantizeEmbeddings(x, { dimensions, rule: 'row' });
  const single = new Float32Array(rows * count);
  expect(scoreEmbeddings(codes, y, { ...options, out: single })).toBe(single);
  expectSame(single, Float32Array.from(scoreEmbeddings(codes, y, options)));
});

it('takes queries that share memory with out', () => {
  const memory = Float64Array.of(1, 2, 0, 0);
  const out = memory.subarray(0, 2);
  scoreEmbeddings(Float32Array.of(3, 4), memory.subarray(0, 1), { dimensions: 1, metric: 'dot', out });
  expect(memory).toEqual(Float64Array.of(3, 4, 0, 0));
});
