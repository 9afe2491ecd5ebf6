import { quantizeEmbeddings } from 'linquant/embeddings';
import { randomBits } from './data.js';

/** Vectors of numbers in -1..1, with some zeros and a row of zeros where there are several. */
export function someVectors(rows: number, dimensions: number, seed = 1): Float32Array {
  const next = randomBits(seed * 7919 + rows * 31 + dimensions);
  const x = Float32Array.from({ length: rows * dimensions }, () => next() / 2 ** 31 - 1);
  for (let i = 0; i < x.length; i += 13) x[i] = 0;
  if (rows > 2) x.fill(0, 2 * dimensions, 3 * dimensions);
  return x;
}

/** Rows and dimensions: one number, long rows, tails of vectors, and more than a chunk. */
export const embeddingShapes = [
  [1, 1],
  [1, 384],
  [3, 5],
  [9, 64],
  [700, 131],
] as const;

/** The options of every rule of quantizeEmbeddings. */
export const rulesWith = (ranges: Float32Array): Readonly<Record<string, object>> => ({
  row: { rule: 'row' },
  matrix: { rule: 'matrix' },
  range: { rule: 'range' },
  ranges: { rule: 'ranges', ranges },
  'own ranges': { rule: 'ranges' },
});

/** quantizeEmbeddings without its types. */
export const quantizeLoosely = quantizeEmbeddings as unknown as (x: unknown, options: unknown) => unknown;
