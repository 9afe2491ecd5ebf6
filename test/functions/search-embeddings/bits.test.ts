// Bits of every dialect: Hamming distance by bits, signs by floats.

import { binarizeEmbeddings } from 'linquant/embeddings';
import { scoreEmbeddings, searchEmbeddings } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { Dice } from '../../support/random.js';
import { allScores, rankedAll, type Values } from '../../support/search.js';

const dialects = ['ubinary', 'binary', 'sqlite-vec', 'faiss'] as const;

const differing = (x: Values, y: Values) =>
  Float64Array.from(y.flatMap((y) => x.map((x) => x.filter((sign, i) => sign !== y[i]).length)));

function make(dice: Dice, rows: number, dimensions: number) {
  const floats = Float32Array.from({ length: rows * dimensions }, () => dice.real() || 1);
  // Equal rows, and rows that differ everywhere.
  if (rows > 3) floats.copyWithin(2 * dimensions, 0, dimensions);
  if (rows > 3)
    floats.set(
      floats.subarray(0, dimensions).map((x) => -x),
      3 * dimensions,
    );
  const signs = Array.from({ length: rows }, (_, row) =>
    Array.from(floats.subarray(row * dimensions, (row + 1) * dimensions), (x) => (x > 0 ? 1 : -1)),
  );
  return { floats, signs };
}

/** The same bytes behind some others. */
function moved(data: Uint8Array | Int8Array, offset: number): Buffer {
  const memory = Buffer.alloc(data.length + offset, 0xff);
  memory.set(Buffer.from(data.buffer, data.byteOffset, data.length), offset);
  return memory.subarray(offset);
}

describe.each(dialects)('%s', (dialect) => {
  it('by bits: how many differ', () => {
    const dice = new Dice(1);
    for (const dimensions of [1, 7, 8, 9, 31, 33, 64, 96, 100, 384, 1000, 5000]) {
      const rows = dimensions > 500 ? 5 : 1 + dice.under(40);
      const corpus = make(dice, rows, dimensions);
      const queries = make(dice, 2, dimensions);
      const bits = binarizeEmbeddings(corpus.floats, { dimensions, dialect });
      const expected = differing(corpus.signs, queries.signs);
      for (const asked of dialects) {
        const own = binarizeEmbeddings(queries.floats, { dimensions, dialect: asked });
        expect(scoreEmbeddings(bits, own, { dimensions })).toEqual(expected);
      }
      // Floats become bits of the dialect where that is asked for.
      for (const options of [{ metric: 'hamming' }, { search: 'codes' }] as const) {
        expect(scoreEmbeddings(bits, queries.floats, { dimensions, ...options })).toEqual(expected);
      }
      const k = Math.min(7, rows);
      const asked = binarizeEmbeddings(queries.floats, { dimensions, dialect });
      const found = searchEmbeddings({ data: moved(bits.data, dice.under(5)), dialect }, asked, {
        dimensions,
        k,
      });
      expect(found).toEqual({ ...rankedAll(expected, 2, k, false), k, largest: false });
    }
  });

  it('by floats: signs by numbers, exact where 24 bits hold the query', () => {
    const dice = new Dice(2);
    for (const dimensions of [1, 8, 9, 33, 100]) {
      const rows = 1 + dice.under(40);
      const { floats, signs } = make(dice, rows, dimensions);
      const bits = binarizeEmbeddings(floats, { dimensions, dialect });
      const query = Array.from({ length: dimensions }, (_, i) =>
        i === 0 ? 8355711 : dice.under(2000) - 1000,
      );
      const expected = allScores('dot', signs, [query]);
      const asked = Float32Array.from(query);
      expect(scoreEmbeddings(bits, asked, { dimensions }).map((score) => score + 0)).toEqual(
        expected.map((score) => score + 0),
      );
      const k = Math.min(5, rows);
      expect(searchEmbeddings(bits, asked, { dimensions, k }).indices).toEqual(
        rankedAll(expected, 1, k, true).indices,
      );
      const cosines = allScores('cosine', signs, [query]);
      scoreEmbeddings(bits, asked, { dimensions, metric: 'cosine' }).forEach((score, row) => {
        expect(score + 0).toBe(cosines[row]! + 0);
      });
    }
  });

  it('of many rows cross blocks and use tables', () => {
    const dice = new Dice(3);
    const [rows, dimensions] = [8500, 20];
    const { floats, signs } = make(dice, rows, dimensions);
    const bits = binarizeEmbeddings(floats, { dimensions, dialect });
    const query = Array.from({ length: dimensions }, (_, i) => (i === 0 ? 8355711 : dice.under(2000) - 1000));
    const found = searchEmbeddings(bits, Float32Array.from(query), { dimensions, k: 300 });
    expect(found.indices).toEqual(rankedAll(allScores('dot', signs, [query]), 1, 300, true).indices);
    const asked = binarizeEmbeddings(floats.subarray(0, dimensions), { dimensions, dialect });
    const near = searchEmbeddings(bits, asked, { dimensions, k: 300 });
    expect(near.indices).toEqual(rankedAll(differing(signs, [signs[0]!]), 1, 300, false).indices);
  });
});
