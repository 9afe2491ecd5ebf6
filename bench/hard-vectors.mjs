// Vectors that codes of few bits find hard: clusters, 768 dimensions, some of them large. The same in every run and on every machine.

export const dimensions = 768;
export const rows = 4096;

const clusters = 128;
/** Every so many dimensions one is larger than the others, by this factor. */
const largeEvery = 96;
const factor = 12;

export function hardVectors() {
  const normal = normals();
  const centres = Float64Array.from({ length: clusters * dimensions }, normal);
  const vectors = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const centre = (row % clusters) * dimensions;
    for (let i = 0; i < dimensions; i++) {
      const value = centres[centre + i] + normal();
      vectors[row * dimensions + i] = i % largeEvery === largeEvery / 2 ? value * factor : value;
    }
  }
  return vectors;
}

/** Nearly normally distributed numbers, by sums and products of float64 alone: the sum of four of a linear congruential generator. */
export function normals() {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return () => uniform() + uniform() + uniform() + uniform();
}
