// Which rows are found: ties, k, filters, rows without a cosine, ranking again, many queries, results in place.

import { packBits } from 'linquant';
import { binarizeEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { scoreEmbeddings, searchEmbeddings } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { Dice } from '../../support/random.js';
import { rankedAll } from '../../support/search.js';

/** Rows of small integers, so that ties are everywhere. */
function fewValues(dice: Dice, rows: number, dimensions: number, most = 2): Float32Array {
  return Float32Array.from({ length: rows * dimensions }, () => dice.under(2 * most + 1) - most);
}

const metrics = ['dot', 'cosine', 'l2'] as const;

describe('ties', () => {
  it('go to the lower row, NaN comes last', () => {
    const dice = new Dice(1);
    for (const metric of metrics) {
      const x = fewValues(dice, 2000, 3);
      const y = fewValues(dice, 3, 3);
      const all = scoreEmbeddings(x, y, { dimensions: 3, metric });
      for (const k of [1, 300, 1999, 5000]) {
        const found = searchEmbeddings(x, y, { dimensions: 3, metric, k });
        const kept = Math.min(k, 2000);
        expect(found).toEqual({
          ...rankedAll(all, 3, kept, metric !== 'l2'),
          k: kept,
          largest: metric !== 'l2',
        });
      }
    }
  });

  it('of all rows: zeros only', () => {
    const x = new Float32Array(20_000);
    const found = searchEmbeddings(x, x.subarray(0, 2), { dimensions: 2, k: 600 });
    expect(found.indices).toEqual(Uint32Array.from({ length: 600 }, (_, row) => row));
    expect(found.scores.every(Number.isNaN)).toBe(true);
  });

  it('of rising and of falling scores', () => {
    const rising = Float32Array.from({ length: 12_000 }, (_, i) => i);
    for (const x of [rising, rising.slice().reverse()]) {
      for (const metric of ['dot', 'l2'] as const) {
        const all = scoreEmbeddings(x, Float32Array.of(1), { dimensions: 1, metric });
        const found = searchEmbeddings(x, Float32Array.of(1), { dimensions: 1, metric, k: 700 });
        expect(found.indices).toEqual(rankedAll(all, 1, 700, metric === 'dot').indices);
      }
    }
  });
});

describe('a filter', () => {
  const dice = new Dice(2);
  const rows = 9001;
  const x = fewValues(dice, rows, 4);
  const y = fewValues(dice, 2, 4);
  const codes = quantizeEmbeddings(x, { dimensions: 4, rule: 'row' });
  const bits = binarizeEmbeddings(x, { dimensions: 4 });
  const some = Array.from({ length: rows }, (_, row) => row).filter(() => dice.under(3) === 0);
  const shuffled = [...some, ...some.slice(0, 50)].sort(() => dice.real());
  const filters = { none: [], one: [9000], some, all: Array.from({ length: rows }, (_, row) => row) };

  it.each(Object.entries(filters))('of %s', (_, allowed) => {
    const flags = Float32Array.from({ length: rows }, () => -1);
    for (const row of allowed) flags[row] = 1;
    const marks = packBits(flags);
    for (const corpus of [x, codes, bits]) {
      const all = scoreEmbeddings(corpus, y, { dimensions: 4 });
      const isLarger = true;
      const k = Math.min(40, allowed.length);
      const expected = { ...rankedAll(all, 2, k, isLarger, allowed), k, largest: true };
      for (const filter of [Uint32Array.from(allowed), marks, Buffer.from(marks)]) {
        expect(searchEmbeddings(corpus, y, { dimensions: 4, k: 40, filter })).toEqual(expected);
      }
    }
  });

  it('in any order, with rows named twice', () => {
    const inOrder = searchEmbeddings(x, y, { dimensions: 4, filter: Uint32Array.from(some) });
    expect(searchEmbeddings(x, y, { dimensions: 4, filter: Uint32Array.from(shuffled) })).toEqual(inOrder);
    const shared = new Uint32Array(new SharedArrayBuffer(some.length * 4));
    shared.set(some);
    expect(searchEmbeddings(x, y, { dimensions: 4, filter: shared })).toEqual(inOrder);
  });

  it('keeps unused bits out', () => {
    const filter = new Uint8Array(Math.ceil(rows / 8)).fill(255);
    expect(searchEmbeddings(x, y, { dimensions: 4, filter, k: 1e6 }).k).toBe(rows);
  });

  it('with rows restored to floats', () => {
    const filter = Uint32Array.from(some);
    const all = scoreEmbeddings(codes, y, { dimensions: 4, metric: 'l2' });
    const found = searchEmbeddings(codes, y, { dimensions: 4, metric: 'l2', filter });
    expect(found.indices).toEqual(rankedAll(all, 2, 10, false, some).indices);
  });
});

describe('many queries', () => {
  it('are each searched as alone', () => {
    const dice = new Dice(3);
    const x = fewValues(dice, 700, 8, 100);
    const y = fewValues(dice, 150, 8, 100);
    const codes = quantizeEmbeddings(x, { dimensions: 8, rule: 'row' });
    const asked = quantizeEmbeddings(y, { dimensions: 8, rule: 'row' });
    for (const [corpus, queries] of [
      [x, y],
      [codes, y],
      [codes, asked],
    ] as const) {
      const together = searchEmbeddings(corpus, queries, { dimensions: 8, k: 5 });
      const all = scoreEmbeddings(corpus, queries, { dimensions: 8 });
      expect(together).toMatchObject(rankedAll(all, 150, 5, true));
    }
    const one = searchEmbeddings(codes, y.subarray(8 * 149), { dimensions: 8, k: 5 });
    const together = searchEmbeddings(codes, y, { dimensions: 8, k: 5 });
    expect(together.indices.subarray(149 * 5)).toEqual(one.indices);
  });

  it('may be none, and so may rows', () => {
    const nothing = new Float32Array(0);
    const found = searchEmbeddings(Float32Array.of(1, 2), nothing, { dimensions: 2 });
    expect(found).toEqual({ indices: new Uint32Array(0), scores: new Float64Array(0), k: 1, largest: true });
    expect(searchEmbeddings(nothing, Float32Array.of(1, 2), { dimensions: 2 })).toMatchObject({ k: 0 });
    expect(scoreEmbeddings(nothing, Float32Array.of(1, 2), { dimensions: 2 })).toHaveLength(0);
  });
});

describe('ranking again', () => {
  const dice = new Dice(4);
  const x = Float32Array.from({ length: 2000 * 16 }, () => dice.real());
  const y = Float32Array.from({ length: 3 * 16 }, () => dice.real());
  const codes = quantizeEmbeddings(x, { dimensions: 16, rule: 'row' });
  const bits = binarizeEmbeddings(x, { dimensions: 16 });

  it.each([
    ['bits by signs', bits, 'values', 'dot'],
    ['bits by bits', bits, 'codes', 'hamming'],
    ['codes', codes, 'values', 'cosine'],
  ] as const)('finds %s first, then the best of these', (_, corpus, search, first) => {
    for (const vectors of [x, codes]) {
      for (const metric of metrics) {
        if (corpus === codes && metric !== first) continue;
        const rough = searchEmbeddings(corpus, y, { dimensions: 16, k: 40, search, metric: first });
        const fine = scoreEmbeddings(vectors, y, { dimensions: 16, metric });
        const found = searchEmbeddings(corpus, y, {
          dimensions: 16,
          search,
          metric,
          vectors,
          oversampling: 4,
        });
        for (let query = 0; query < 3; query++) {
          const rows = Array.from(rough.indices.subarray(query * 40, (query + 1) * 40));
          const best = rankedAll(
            fine.subarray(query * 2000, (query + 1) * 2000),
            1,
            10,
            metric !== 'l2',
            rows,
          );
          expect(found.indices.subarray(query * 10, (query + 1) * 10)).toEqual(best.indices);
          expect(found.scores.subarray(query * 10, (query + 1) * 10)).toEqual(best.scores);
        }
        expect(found.largest).toBe(metric !== 'l2');
      }
    }
  });

  it('of all rows is the search of the finer ones', () => {
    const options = { dimensions: 16, vectors: x, oversampling: 200 };
    expect(searchEmbeddings(bits, y, options)).toEqual(searchEmbeddings(x, y, { dimensions: 16 }));
  });

  it('keeps to the filter', () => {
    const filter = Uint32Array.of(5, 1999, 7);
    const found = searchEmbeddings(bits, y, {
      dimensions: 16,
      vectors: codes,
      oversampling: 3,
      filter,
      k: 5,
    });
    expect(found.k).toBe(3);
    expect([...found.indices.subarray(0, 3)].sort((a, b) => a - b)).toEqual([5, 7, 1999]);
  });
});

describe('out', () => {
  it('takes results, and is given back', () => {
    const x = Float32Array.of(1, 2, 3, 4);
    const out = { indices: new Uint32Array(4), scores: new Float64Array(4) };
    const found = searchEmbeddings(x, Float32Array.of(1, -1), { dimensions: 1, metric: 'dot', k: 2, out });
    expect(found.indices).toBe(out.indices);
    expect(found.scores).toBe(out.scores);
    expect(out.indices).toEqual(Uint32Array.of(3, 2, 0, 1));
    expect(out.scores).toEqual(Float64Array.of(4, 3, -1, -2));
  });

  it('may be memory that is searched: results are written last', () => {
    const memory = new ArrayBuffer(64);
    const x = new Float32Array(memory);
    x.forEach((_, i) => {
      x[i] = (i * 7) % 16;
    });
    const query = Float32Array.of(1, 1);
    const options = { dimensions: 2, metric: 'dot', k: 2 } as const;
    const expected = searchEmbeddings(x.slice(), query, options);
    const out = { indices: new Uint32Array(memory, 0, 2), scores: new Float64Array(memory, 16, 2) };
    expect(searchEmbeddings(x, query, { ...options, out })).toEqual(expected);
  });
});
