// Floats by floats: sums in float64 of eight interleaved lanes, beside the definition and exact sums; every float type; wrong numbers.

import { convert, type FloatType } from 'linquant';
import { scoreEmbeddings, searchEmbeddings } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../support/errors.js';
import { Dice } from '../../support/random.js';
import { rankedAll } from '../../support/search.js';

/** Eight sums, element i in sum i % 8, joined by a tree. */
function lanes(terms: readonly number[]): number {
  const s = new Array<number>(8).fill(0);
  terms.forEach((term, i) => {
    s[i % 8] = s[i % 8]! + term;
  });
  return s[0]! + s[4]! + (s[2]! + s[6]!) + (s[1]! + s[5]! + (s[3]! + s[7]!));
}

function definition(metric: string, x: readonly number[], y: readonly number[]): number {
  const dot = lanes(x.map((value, i) => value * y[i]!));
  if (metric === 'dot') return dot;
  if (metric === 'l2') return lanes(x.map((value, i) => (value - y[i]!) * (value - y[i]!)));
  return dot / Math.sqrt(lanes(x.map((value) => value * value)) * lanes(y.map((value) => value * value)));
}

const rowsOf = (floats: Float32Array, dimensions: number) =>
  Array.from({ length: floats.length / dimensions }, (_, row) =>
    Array.from(floats.subarray(row * dimensions, (row + 1) * dimensions)),
  );

function random(dice: Dice, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => dice.real() * 10 ** (dice.under(9) - 4));
}

describe.each(['dot', 'cosine', 'l2'] as const)('%s', (metric) => {
  it('is what the definition says, for every length', () => {
    const dice = new Dice(1);
    for (const dimensions of [...Array.from({ length: 40 }, (_, i) => i + 1), 384, 5000]) {
      const rows = dimensions > 100 ? 3 : 1 + dice.under(12);
      const x = random(dice, rows * dimensions);
      const y = random(dice, 2 * dimensions);
      if (rows > 2) x.fill(0, dimensions, 2 * dimensions);
      const expected = Float64Array.from(
        rowsOf(y, dimensions).flatMap((y) => rowsOf(x, dimensions).map((x) => definition(metric, x, y))),
      );
      expect(scoreEmbeddings(x, y, { dimensions, metric })).toEqual(expected);
      const found = searchEmbeddings(x, y, { dimensions, metric, k: 4 });
      const best = rankedAll(expected, 2, Math.min(4, rows), metric !== 'l2');
      expect(found).toEqual({ ...best, k: Math.min(4, rows), largest: metric !== 'l2' });
    }
  });

  it('is the same of every float type, at every offset, in shared memory', () => {
    const dice = new Dice(2);
    const dimensions = 19;
    const x = random(dice, 23 * dimensions);
    const y = x.slice(0, 2 * dimensions);
    for (const floatType of ['float32', 'float64', 'float16', 'bfloat16'] as const) {
      const given = convert(x, { to: floatType });
      const restored = convert(
        given as Uint16Array,
        { from: floatType, to: 'float32' } as { from: FloatType & 'float16'; to: 'float32' },
      );
      const expected = scoreEmbeddings(restored, y, { dimensions, metric });
      const bytes = Buffer.from(given.buffer);
      const shared = Buffer.from(new SharedArrayBuffer(bytes.length + 3), 3);
      bytes.copy(shared);
      for (const corpus of [bytes, shared, new DataView(given.buffer)]) {
        expect(scoreEmbeddings(corpus, y, { dimensions, metric, floatType })).toEqual(expected);
      }
    }
    // float64 is rounded to float32 first, in queries too.
    const fine = Float64Array.from(x, (value) => value * (1 + 1e-12));
    expect(scoreEmbeddings(fine, Float64Array.from(y), { dimensions, metric })).toEqual(
      scoreEmbeddings(Float32Array.from(fine), y, { dimensions, metric }),
    );
  });

  it('names a NaN or an infinity by row and column', () => {
    const dimensions = 11;
    for (const wrong of [NaN, Infinity, -Infinity]) {
      for (const [row, column] of [
        [0, 0],
        [4, 10],
        [8999, 3],
      ] as const) {
        const x = new Float32Array(9000 * dimensions).fill(1);
        x[row * dimensions + column] = wrong;
        const y = new Float32Array(dimensions);
        const error = thrownBy(() => searchEmbeddings(x, y, { dimensions, metric }));
        expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row, column });
        const filter = Uint32Array.of(row, Math.max(0, row - 1));
        expect(thrownBy(() => searchEmbeddings(x, y, { dimensions, metric, filter }))).toMatchObject({
          row,
          column,
        });
        const asked = thrownBy(() => searchEmbeddings(y, x, { dimensions, metric }));
        expect(asked).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row, column });
        expect((asked as Error).message).toContain(
          `queries must hold no NaN and no infinity; got ${wrong} in row ${row}`,
        );
      }
    }
    // What the filter leaves out is not looked at, and not named.
    const two = new Float32Array(20 * dimensions).fill(1);
    two[3] = NaN;
    two[15 * dimensions + 2] = NaN;
    const y = new Float32Array(dimensions).fill(1);
    const among =
      (...rows: number[]) =>
      () =>
        searchEmbeddings(two, y, { dimensions, metric, filter: Uint32Array.from(rows) });
    expect(among(1, 2, 14)().k).toBe(3);
    expect(thrownBy(among(1, 15))).toMatchObject({ row: 15, column: 2 });
    const large = Float64Array.of(1, 1e300);
    expect(
      thrownBy(() => searchEmbeddings(large, Float32Array.of(0, 1), { dimensions: 2, metric })),
    ).toMatchObject({
      code: 'ERR_LINQUANT_INVALID_RANGE',
      row: 0,
      column: 1,
    });
  });
});

it('differs from the exact dot product by roundings of float64 only', () => {
  const dice = new Dice(3);
  const dimensions = 384;
  const x = random(dice, dimensions);
  const y = random(dice, dimensions);
  const unit = 2n ** 300n;
  const exact = (value: number): bigint => {
    let shift = 0;
    for (; !Number.isInteger(value); shift++) value *= 2;
    return (BigInt(value) * unit) >> BigInt(shift);
  };
  let sum = 0n;
  let magnitude = 0;
  x.forEach((value, i) => {
    sum += exact(value) * exact(y[i]!);
    magnitude += Math.abs(value * y[i]!);
  });
  const [score] = scoreEmbeddings(x, y, { dimensions, metric: 'dot' });
  expect(Math.abs(score! - Number(sum >> 200n) / Number((unit * unit) >> 200n))).toBeLessThan(
    magnitude * 2 ** -50,
  );
});
