// Codes by codes and by floats, with parameters of the whole, of rows and of dimensions. Scales are powers of two, so plain float64
// loops are exact and every score must be equal to theirs.

import { type SearchMetric, scoreEmbeddings, searchEmbeddings } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { Dice } from '../../support/random.js';
import {
  type Along,
  allScores,
  bounds,
  codesInByte,
  packed,
  randomCodes,
  rankedAll,
  searchedDtypes,
  type Values,
} from '../../support/search.js';

const metrics = ['dot', 'cosine', 'l2'] as const;
const places: readonly Along[] = ['whole', 'rows', 'dimensions'];

/** -0 and 0 are one score. */
const plain = (scores: Float64Array) => scores.map((score) => score + 0);

function expectSearch(
  corpus: Parameters<typeof searchEmbeddings>[0],
  queries: Parameters<typeof searchEmbeddings>[1],
  x: Values,
  y: Values,
  dimensions: number,
  metric: SearchMetric,
  search: 'values' | 'codes' = 'values',
): void {
  const expected = allScores(metric, x, y);
  const options = { dimensions, metric, search };
  expect(plain(scoreEmbeddings(corpus, queries, options))).toEqual(plain(expected));
  for (const k of [1, x.length, x.length + 5]) {
    const found = searchEmbeddings(corpus, queries, { ...options, k });
    const kept = Math.min(k, x.length);
    const best = rankedAll(expected, y.length, kept, metric !== 'l2');
    expect(found.k).toBe(kept);
    expect(found.largest).toBe(metric !== 'l2');
    expect(found.indices).toEqual(best.indices);
    expect(plain(found.scores)).toEqual(plain(best.scores));
  }
}

describe.each(searchedDtypes)('%s', (dtype) => {
  const inByte = codesInByte(dtype);

  it('by codes of rows or of the whole: exact', () => {
    const dice = new Dice(bounds(dtype)[1]);
    for (const along of ['whole', 'rows'] as const) {
      for (const queryAlong of ['whole', 'rows'] as const) {
        for (const hasOffsets of [false, true]) {
          const dimensions = inByte * (1 + dice.under(24));
          const rows = 1 + dice.under(40);
          const corpus = randomCodes(dice, dtype, rows, dimensions, along, hasOffsets);
          const queries = randomCodes(dice, dtype, 1 + dice.under(4), dimensions, queryAlong, hasOffsets);
          for (const metric of metrics) {
            expectSearch(corpus, queries, corpus.values, queries.values, dimensions, metric);
          }
        }
      }
    }
  });

  it('as bare integers', () => {
    const dice = new Dice(2 + bounds(dtype)[1]);
    const dimensions = inByte * 5;
    for (const along of places) {
      const corpus = randomCodes(dice, dtype, 30, dimensions, along, true);
      const queries = randomCodes(
        dice,
        dtype,
        2,
        dimensions,
        along === 'dimensions' ? along : 'whole',
        false,
      );
      for (const metric of metrics) {
        expectSearch(corpus, queries, corpus.codes, queries.codes, dimensions, metric, 'codes');
      }
    }
  });

  it('as 2k + 1 where offsets are half the scales', () => {
    const dice = new Dice(3 + bounds(dtype)[1]);
    const dimensions = inByte * 3;
    const half = (rows: number) => {
      const made = randomCodes(dice, dtype, rows, dimensions, 'rows', false);
      const scale = Float32Array.from({ length: rows }, () => Math.abs(dice.real()) + 0.1);
      const parameters = {
        ...made.parameters,
        scale,
        zeroPoint: new Int32Array(rows),
        offset: scale.map((scale) => scale / 2),
      } as typeof made.parameters;
      return { ...made, parameters, odd: made.codes.map((codes) => codes.map((code) => 2 * code + 1)) };
    };
    const [corpus, queries] = [half(25), half(2)];
    for (const metric of metrics) {
      expectSearch(corpus, queries, corpus.odd, queries.odd, dimensions, metric, 'codes');
    }
    // One row of another grid: none has it.
    const offset = Float32Array.from((corpus.parameters as unknown as { offset: Float32Array }).offset);
    offset[24] = 0;
    const mixed = {
      data: corpus.data,
      parameters: { ...corpus.parameters, offset } as typeof corpus.parameters,
    };
    expectSearch(mixed, queries, corpus.codes, queries.codes, dimensions, 'dot', 'codes');
  });

  it('by floats: exact where 24 bits hold the query', () => {
    const dice = new Dice(4 + bounds(dtype)[1]);
    for (const along of places) {
      for (const hasOffsets of [false, true]) {
        const dimensions = inByte * (1 + dice.under(20));
        const corpus = randomCodes(dice, dtype, 1 + dice.under(30), dimensions, along, hasOffsets);
        const scales = corpus.parameters.scale;
        // The largest number, with the scale of its dimension, is that of 24 bits: the others are integers beside it.
        const queries = Array.from({ length: 3 }, () =>
          Array.from({ length: dimensions }, (_, i) => {
            const integer = i === 0 ? 8355711 : dice.under(2 * 8355711 + 1) - 8355711;
            return (integer * 2 ** -10) / (along === 'dimensions' ? (scales as Float32Array)[i]! : 1);
          }),
        );
        const floats = Float64Array.from(queries.flat());
        expectSearch(corpus, floats, corpus.values, queries, dimensions, 'dot');
        if (along !== 'dimensions') {
          const cosines = scoreEmbeddings(corpus, floats, { dimensions });
          const expected = allScores('cosine', corpus.values, queries);
          cosines.forEach((score, i) => {
            expect(score + 0).toBe(expected[i]! + 0);
          });
        }
      }
    }
  });

  it('restored to floats, for l2 by floats and for scales of dimensions', () => {
    const dice = new Dice(5 + bounds(dtype)[1]);
    for (const along of places) {
      const dimensions = inByte * (1 + dice.under(20));
      const corpus = randomCodes(dice, dtype, 1 + dice.under(30), dimensions, along, true);
      const queries = Array.from({ length: 2 }, () =>
        Array.from({ length: dimensions }, () => (dice.under(513) - 256) / 4),
      );
      const floats = Float32Array.from(queries.flat());
      expectSearch(corpus, floats, corpus.values, queries, dimensions, 'l2');
      if (along === 'dimensions') expectSearch(corpus, floats, corpus.values, queries, dimensions, 'cosine');
    }
  });
});

describe('long rows', () => {
  it.each([
    ['int8', 131_080],
    ['uint8', 33_040],
    ['uint4', 1_000],
  ] as const)('of %s extremes stay exact beyond 32 bits', (dtype, dimensions) => {
    const [low, high] = bounds(dtype);
    const codes = [low, high].map((code) => new Array<number>(dimensions).fill(code));
    const parameters = { dtype, scale: 1, zeroPoint: 0 } as const;
    const corpus = { data: packed(codes, dtype, 1), parameters };
    const products = Float64Array.of(low * low, low * high, low * high, high * high);
    const of = (metric: SearchMetric) => plain(scoreEmbeddings(corpus, corpus, { dimensions, metric }));
    expect(of('dot')).toEqual(plain(products.map((product) => product * dimensions)));
    expect(of('l2')).toEqual(Float64Array.of(0, 1, 1, 0).map((is) => is * (high - low) ** 2 * dimensions));
    const query = new Float32Array(dimensions).fill(-8355711);
    const wide = scoreEmbeddings(corpus, query, { dimensions, metric: 'dot' });
    expect(plain(wide)).toEqual(
      plain(Float64Array.of(low, high).map((code) => code * -8355711 * dimensions)),
    );
  });

  it('of every length up to 70, and of 5000', () => {
    const dice = new Dice(9);
    const lengths = [...Array.from({ length: 70 }, (_, i) => i + 1), 5000];
    for (const dimensions of lengths) {
      const corpus = randomCodes(dice, 'int8', 9, dimensions, 'rows', false);
      const queries = randomCodes(dice, 'int8', 2, dimensions, 'rows', false);
      const expected = allScores('dot', corpus.values, queries.values);
      expect(scoreEmbeddings(corpus, queries, { dimensions, metric: 'dot' })).toEqual(expected);
    }
  });
});

describe('many rows', () => {
  it.each(['int8', 'int4', 'uint2'] as const)('of %s cross blocks and use tables', (dtype) => {
    const dice = new Dice(11);
    const dimensions = codesInByte(dtype) * 2;
    const rows = 8300;
    const corpus = randomCodes(dice, dtype, rows, dimensions, 'rows', true);
    const queries = randomCodes(dice, dtype, 1, dimensions, 'whole', false);
    const floats = Float32Array.from(queries.values.flat(), (value, i) =>
      i === 0 ? 8355711 : Math.round(8 * value),
    );
    for (const [asked, y] of [
      [queries, queries.values],
      [floats, [Array.from(floats)]],
    ] as const) {
      const expected = allScores('dot', corpus.values, y);
      const found = searchEmbeddings(corpus, asked, { dimensions, metric: 'dot', k: 500 });
      expect(found.indices).toEqual(rankedAll(expected, 1, 500, true).indices);
    }
  });
});

it('of int8: every code by every code, in each place of a word of four', () => {
  // Each row has four codes; each query one of all codes, and -128 where it is paired with another.
  const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
  const codes = Array.from({ length: 256 }, (_, i) => i - 128);
  const corpus = Int8Array.from({ length: 256 * 4 }, (_, i) => codes[(i >> 2) ^ (37 * (i & 3))]!);
  for (let place = 0; place < 4; place++) {
    const queries = new Int8Array(256 * 4);
    codes.forEach((code, query) => {
      queries[query * 4 + place] = code;
      queries[query * 4 + (place ^ 2)] = -128;
    });
    const scores = scoreEmbeddings(
      { data: corpus, parameters },
      { data: queries, parameters },
      { dimensions: 4, metric: 'dot' },
    );
    const expected = new Float64Array(256 * 256);
    for (let query = 0; query < 256; query++) {
      for (let row = 0; row < 256; row++) {
        const other = -128 * corpus[row * 4 + (place ^ 2)]!;
        expected[query * 256 + row] = corpus[row * 4 + place]! * codes[query]! + other;
      }
    }
    expect(Buffer.from(plain(scores).buffer).equals(Buffer.from(expected.map((x) => x + 0).buffer))).toBe(
      true,
    );
  }
});

it('rounds a query to 24 bits once, half to even', () => {
  const dice = new Dice(13);
  const dimensions = 50;
  const corpus = randomCodes(dice, 'int8', 20, dimensions, 'rows', false);
  const y = Float32Array.from({ length: dimensions }, () => dice.real());
  const largest = Math.max(...y.map(Math.abs));
  const step = largest / 8355711;
  const halfEven = (x: number) => {
    const below = Math.floor(x);
    const rest = x - below;
    return rest === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(x);
  };
  const integers = Array.from(y, (value) => BigInt(halfEven(value / step)));
  const scores = scoreEmbeddings(corpus, y, { dimensions, metric: 'dot' });
  const { scale, zeroPoint } = corpus.parameters as { scale: Float32Array; zeroPoint: Int32Array };
  corpus.codes.forEach((codes, row) => {
    const sum = codes.reduce((sum, code, i) => sum + BigInt(code - zeroPoint[row]!) * integers[i]!, 0n);
    expect(scores[row]).toBe(Number(sum) * (scale[row]! * step));
  });
});
