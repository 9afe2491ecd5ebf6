import { randomBits } from './data.js';

/** Vectors of numbers in -1..1, with some zeros and a row of zeros where there are several. */
export function someVectors(rows: number, dimensions: number, seed = 1): Float32Array {
  const next = randomBits(seed * 7919 + rows * 31 + dimensions);
  const x = Float32Array.from({ length: rows * dimensions }, () => next() / 2 ** 31 - 1);
  for (let i = 0; i < x.length; i += 13) x[i] = 0;
  if (rows > 2) x.fill(0, 2 * dimensions, 3 * dimensions);
  return x;
}
