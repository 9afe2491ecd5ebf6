// The k best of some scores: ties, NaN, both directions, both types, wrong arguments.

import { topK } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { expectError } from '../support/errors.js';
import { Dice } from '../support/random.js';
import { ranked } from '../support/search.js';

const untyped = topK as unknown as (...args: unknown[]) => unknown;

describe('topK', () => {
  const kinds = {
    random: (dice: Dice) => dice.real(),
    ties: (dice: Dice) => dice.under(4),
    signs: (dice: Dice) => dice.pick([0, -0, 1, -1]),
    wrong: (dice: Dice) => dice.pick([NaN, Infinity, -Infinity, 1, 2]),
    rising: (_: Dice, i: number) => i,
    falling: (_: Dice, i: number) => -i,
    one: () => 5,
    nothing: () => NaN,
  };

  it.each(Object.entries(kinds))('of %s scores', (_, make) => {
    const dice = new Dice(5);
    for (const length of [0, 1, 7, 300, 1500]) {
      const scores = Float64Array.from({ length }, (_, i) => make(dice, i));
      for (const k of [1, 10, 65, 300, 3000]) {
        for (const largest of [true, false]) {
          for (const given of [scores, Float32Array.from(scores)]) {
            const places = ranked(given, k, largest);
            const expected = Float64Array.from(places, (place) => given[place]! + 0);
            const found = topK(given, k, { largest });
            expect(found.indices).toEqual(Uint32Array.from(places));
            expect(found.scores.map((score) => score + 0)).toEqual(expected);
            expect(found).toMatchObject({ k: Math.min(k, length), largest });
          }
        }
      }
    }
  });

  it('of more scores than are handled at once, at an offset, in shared memory', () => {
    const dice = new Dice(6);
    const shared = new Float64Array(new SharedArrayBuffer(8 * 40_001), 8);
    shared.forEach((_, i) => {
      shared[i] = dice.under(1000);
    });
    const expected = ranked(shared, 500, false);
    expect(topK(shared, 500, { largest: false }).indices).toEqual(Uint32Array.from(expected));
    expect(topK(shared.slice(), 500, { largest: false }).indices).toEqual(Uint32Array.from(expected));
  });

  it('refuses what is wrong', () => {
    const scores = Float64Array.of(1, 2);
    expectError(() => untyped([1, 2], 1), 'scores', 'ERR_LINQUANT_INVALID_TYPE');
    expectError(() => untyped(Int32Array.of(1), 1), 'scores', 'ERR_LINQUANT_INVALID_TYPE');
    expectError(() => untyped(scores, 0), 'k', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => untyped(scores, 1.5), 'k', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => untyped(scores, '1'), 'k', 'ERR_LINQUANT_INVALID_TYPE');
    expectError(() => untyped(scores, 1, { largest: 1 }), 'options.largest', 'ERR_LINQUANT_INVALID_TYPE');
    expectError(() => untyped(scores, 1, { smallest: true }), 'options', 'ERR_LINQUANT_INVALID_OPTION');
    const detached = new Float64Array(2);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    expectError(() => untyped(detached, 1), 'scores', 'ERR_LINQUANT_DETACHED');
  });
});
