/*
 * The definition of what embeddings add: codes by ranges per dimension, ranges of columns, the mean cosine.
 */
/** The definition of ranges per dimension, as NUMERICS has it: all operations of float32. */
export function rangesCode(x: number, min: number, max: number): number {
  const step = Math.fround(Math.fround(max - min) / 255) || 1;
  const place = Math.floor(Math.fround(Math.fround(x - min) / step));
  return Math.min(Math.max(place, 0), 255);
}

/** Minima and maxima of columns, as slowly as can be. */
export function rangesOfColumns(x: Float32Array, dimensions: number): Float32Array {
  const ranges = new Float32Array(2 * dimensions);
  ranges.fill(Infinity, 0, dimensions).fill(-Infinity, dimensions);
  x.forEach((value, i) => {
    const column = i % dimensions;
    ranges[column] = Math.min(ranges[column]!, value + 0);
    ranges[dimensions + column] = Math.max(ranges[dimensions + column]!, value + 0);
  });
  return ranges;
}

/** How many rows have no number but 0. */
export function zeroRowsOf(values: ArrayLike<number>, dimensions: number): number {
  const all = Array.from(values);
  const rows = Array.from({ length: all.length / dimensions }, (_, row) => row * dimensions);
  return rows.filter((first) => !all.slice(first, first + dimensions).some(Boolean)).length;
}

/** Adds numbers in their order. */
const inOrder = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The mean cosine of rows; 1 where both rows are zeros, 0 where one is. The sums of bits are in the order of the dimensions. */
export function meanCosineOf(
  a: Float32Array,
  b: Float32Array,
  dimensions: number,
  sumOf: (values: readonly number[]) => number = inOrder,
): number {
  const rows = Array.from({ length: a.length / dimensions }, (_, row) => row * dimensions);
  const cosines = rows.map((begin) => {
    const [own, other, both] = [a, b, undefined].map((x) => {
      return sumOf(Array.from({ length: dimensions }, (_, i) => (x ?? a)[begin + i]! * (x ?? b)[begin + i]!));
    }) as [number, number, number];
    return own === 0 || other === 0 ? Number(own === other) : both / Math.sqrt(own * other);
  });
  return cosines.reduce((sum, cosine) => sum + cosine, 0) / rows.length;
}
