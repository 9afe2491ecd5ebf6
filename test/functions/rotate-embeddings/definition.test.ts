// rotateEmbeddings beside numpy, beside the explicit matrix, and as an orthogonal matrix.

import { rotateEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { fixture } from '../../support/data.js';
import { someVectors } from '../../support/embeddings.js';
import { decodeBytes } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

interface Golden {
  readonly dimensions: number;
  readonly seed: number;
  readonly x: string;
  readonly rotated: string;
  readonly back: string;
}
const { cases } = fixture<{ cases: readonly Golden[] }>('rotation.json');
const floats = (base64: string) => new Float32Array(new Uint8Array(decodeBytes(base64)).buffer);

it.each(cases)('of $dimensions dimensions with seed $seed is what numpy gives', (golden) => {
  const { dimensions, seed } = golden;
  const rotated = rotateEmbeddings(floats(golden.x), { dimensions, seed });
  expectSameBytes(rotated, floats(golden.rotated));
  expectSameBytes(rotateEmbeddings(rotated, { dimensions, seed, inverse: true }), floats(golden.back));
});

/** MurmurHash3's fmix32 of a word of the documented sequence, by BigInt. */
function bitOf(seed: number, word: number, bit: number): boolean {
  const modulo = (value: bigint) => BigInt.asUintN(32, value);
  let h = modulo(BigInt(seed) + BigInt(word + 1) * 0x9e3779b9n);
  h = modulo((h ^ (h >> 16n)) * 0x85ebca6bn);
  h = modulo((h ^ (h >> 13n)) * 0xc2b2ae35n);
  h ^= h >> 16n;
  return ((h >> BigInt(bit)) & 1n) === 1n;
}

/** Whether the product of Sylvester's matrix is minus: i and j have an odd number of bits in common. */
function isMinus(i: number, j: number): boolean {
  let odd = false;
  for (let common = i & j; common !== 0; common &= common - 1) odd = !odd;
  return odd;
}

/** The rotation as a matrix of rows: the product of both steps. */
function matrixOf(dimensions: number, seed: number): number[][] {
  const size = 2 ** Math.floor(Math.log2(dimensions));
  const step = (start: number, firstWord: number) =>
    Array.from({ length: dimensions }, (_, i) =>
      Array.from({ length: dimensions }, (_, j) => {
        const sign = bitOf(seed, firstWord + Math.floor(j / 32), j % 32) ? -1 : 1;
        const isIn = (k: number) => k >= start && k < start + size;
        if (!isIn(i) || !isIn(j)) return i === j ? sign : 0;
        return ((isMinus(i - start, j - start) ? -1 : 1) * sign) / Math.sqrt(size);
      }),
    );
  const first = step(0, 0);
  return step(dimensions - size, Math.ceil(dimensions / 32)).map((row) =>
    first[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * first[k]![j]!, 0)),
  );
}

describe.each([1, 2, 3, 6, 8, 33, 48])('%i dimensions', (dimensions) => {
  const seed = 77;
  const identity = Float32Array.from({ length: dimensions ** 2 }, (_, i) =>
    i % (dimensions + 1) === 0 ? 1 : 0,
  );
  const columns = rotateEmbeddings(identity, { dimensions, seed });

  it('are multiplied by the matrix', () => {
    const errors = matrixOf(dimensions, seed).flatMap((row, i) =>
      row.map((value, j) => Math.abs(columns[j * dimensions + i]! - value)),
    );
    expect(Math.max(...errors)).toBeLessThan(2 ** -24);
  });

  it('are multiplied by its transpose in the inverse', () => {
    const rows = rotateEmbeddings(identity, { dimensions, seed, inverse: true });
    const errors = rows.map((value, at) => {
      const other = (at % dimensions) * dimensions + Math.floor(at / dimensions);
      return Math.abs(value - columns[other]!);
    });
    expect(Math.max(...errors)).toBeLessThan(2 ** -24);
  });
});

describe.each([1, 7, 64, 100, 384, 768])('vectors of %i dimensions', (dimensions) => {
  const x = someVectors(9, dimensions, 5);
  const rotated = rotateEmbeddings(x, { dimensions, seed: 3 });
  const row = (y: Float32Array, i: number) => y.subarray(i * dimensions, (i + 1) * dimensions);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

  it('keep their lengths and dot products', () => {
    for (let i = 0; i < 9; i++) {
      for (let j = 0; j <= i; j++) {
        const difference = dot(row(rotated, i), row(rotated, j)) - dot(row(x, i), row(x, j));
        const lengths = Math.sqrt(dot(row(x, i), row(x, i)) * dot(row(x, j), row(x, j)));
        expect(Math.abs(difference)).toBeLessThanOrEqual(2 ** -22 * lengths);
      }
    }
  });

  it('come back', () => {
    const back = rotateEmbeddings(rotated, { dimensions, seed: 3, inverse: true });
    for (let i = 0; i < 9; i++) {
      const length = Math.sqrt(dot(row(x, i), row(x, i)));
      const errors = row(back, i).map((value, j) => Math.abs(value - row(x, i)[j]!));
      expect(Math.max(...errors)).toBeLessThanOrEqual(2 ** -22 * length);
    }
  });

  it('spread one number over all that its transforms reach', () => {
    if (dimensions < 64) return;
    const one = new Float32Array(dimensions);
    one[dimensions - 1] = 1;
    const spread = rotateEmbeddings(one, { dimensions, seed: 3 });
    expect(Math.max(...spread.map(Math.abs))).toBeLessThan(6 / Math.sqrt(dimensions));
  });
});
