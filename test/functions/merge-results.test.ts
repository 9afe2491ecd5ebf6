// Searches of pieces joined: the same as a search of the whole, however it is cut; wrong results.

import { quantizeEmbeddings } from 'linquant/embeddings';
import { type MergeInput, mergeResults, searchEmbeddings } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { expectError } from '../support/errors.js';
import { Dice } from '../support/random.js';

const untyped = mergeResults as unknown as (...args: unknown[]) => unknown;

describe('mergeResults', () => {
  it.each(['cosine', 'dot', 'l2'] as const)('of any cut is the whole: %s', (metric) => {
    const dice = new Dice(7);
    for (let round = 0; round < 8; round++) {
      const rows = 1 + dice.under(400);
      const x = Float32Array.from({ length: rows * 3 }, () => dice.under(5) - 2);
      const y = Float32Array.from({ length: 2 * 3 }, () => dice.under(5) - 2);
      const k = 1 + dice.under(40);
      const cuts = Array.from({ length: dice.under(6) }, () => dice.under(rows + 1)).sort((a, b) => a - b);
      const firstRows = [0, ...cuts];
      const options = { dimensions: 3, metric, k };
      const pieces = firstRows.map((first, i) =>
        searchEmbeddings(x.subarray(first * 3, (firstRows[i + 1] ?? rows) * 3), y, options),
      );
      const whole = searchEmbeddings(x, y, options);
      expect(mergeResults(pieces, firstRows, k)).toEqual(whole);
      // In any order of pieces, and as from a worker.
      const turned = structuredClone(pieces).reverse();
      expect(mergeResults(turned, firstRows.slice().reverse(), k)).toEqual(whole);
    }
  });

  it('of codes with parameters of rows', () => {
    const x = Float32Array.from({ length: 300 * 8 }, (_, i) => Math.sin(i * i));
    const y = x.subarray(80, 96);
    const options = { dimensions: 8, k: 20 };
    const of = (from: number, to: number) =>
      searchEmbeddings(
        quantizeEmbeddings(x.subarray(from * 8, to * 8), { dimensions: 8, rule: 'row' }),
        y,
        options,
      );
    expect(mergeResults([of(0, 111), of(111, 300)], [0, 111], 20)).toEqual(of(0, 300));
  });

  const result = (scores: number[], largest?: boolean): MergeInput => ({
    indices: Uint32Array.from(scores, (_, i) => i),
    scores: Float64Array.from(scores),
    k: scores.length,
    ...(largest !== undefined && { largest }),
  });

  it('knows the direction by the order of scores, where results do not say it', () => {
    expect(mergeResults([result([3, 1]), result([2])], [0, 10], 2).indices).toEqual(Uint32Array.of(0, 10));
    expect(mergeResults([result([1, 3]), result([2])], [0, 10], 2).indices).toEqual(Uint32Array.of(0, 10));
    expect(mergeResults([result([1]), result([2], false)], [0, 10], 1).indices).toEqual(Uint32Array.of(0));
    expectError(
      () => mergeResults([result([1]), result([2])], [0, 1], 1),
      'results[0].largest',
      'ERR_LINQUANT_INVALID_OPTION',
    );
    expectError(
      () => mergeResults([result([1, 2]), result([2, 1])], [0, 2], 1),
      'results[1].largest',
      'ERR_LINQUANT_INVALID_OPTION',
    );
  });

  it('of nothing is nothing', () => {
    expect(mergeResults([], [], 3)).toMatchObject({ k: 0, indices: new Uint32Array(0) });
    expect(mergeResults([result([]), result([5, 1])], [0, 4], 3)).toMatchObject({
      k: 2,
      indices: Uint32Array.of(4, 5),
    });
  });

  it('refuses what is wrong', () => {
    const good = result([2, 1], true);
    const type = 'ERR_LINQUANT_INVALID_TYPE';
    const shape = 'ERR_LINQUANT_INVALID_SHAPE';
    expectError(() => untyped(good, [0], 1), 'results', type);
    expectError(() => untyped([good], 0, 1), 'firstRows', type);
    expectError(() => untyped([good], [0, 1], 1), 'firstRows', shape);
    expectError(() => untyped([good], [-1], 1), 'firstRows[0]', shape);
    expectError(() => untyped([good], [2 ** 32 - 1], 1), 'results[0]', shape);
    expectError(() => untyped([good], [0], 0), 'k', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => untyped([good, null], [0, 2], 1), 'results[1]', type);
    expectError(() => untyped([{ ...good, indices: [0, 1] }], [0], 1), 'results[0].indices', type);
    expectError(() => untyped([{ ...good, scores: new Float32Array(2) }], [0], 1), 'results[0].scores', type);
    expectError(() => untyped([{ ...good, k: 3 }], [0], 1), 'results[0]', shape);
    expectError(() => untyped([{ ...good, largest: 1 }], [0], 1), 'results[0].largest', type);
    const three = { indices: new Uint32Array(6), scores: new Float64Array(6), k: 2, largest: true };
    expectError(() => untyped([good, three], [0, 2], 1), 'results[1]', shape);
    expectError(() => untyped(new Array(2 ** 32 - 1), [0], 1), 'results', shape);
    expectError(() => untyped([good], new Array(1e8), 1), 'firstRows[0]', type);
  });
});
