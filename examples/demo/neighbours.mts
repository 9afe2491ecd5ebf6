import type { Progress } from './progress.mjs';

/** The most similar rows of each row, the best first. Row `i` has its places at `i * count`. */
export interface Neighbours {
  readonly count: number;
  readonly rows: Int32Array;
  readonly similarities: Float64Array;
}

/**
 * Compares every row with every other one by their dot product and keeps the `count` best of each; of equals, the
 * lower row.
 *
 * Each pair is multiplied once and offered to both rows, in tiles of two rows by four: a tile reads six numbers for
 * eight products, where row by row would read sixteen.
 *
 * @param vectors - rows of `dimensions` floats; the number of rows is a multiple of four
 */
export function nearestNeighbours(
  vectors: Float32Array,
  dimensions: number,
  count: number,
  progress: Progress,
): Neighbours {
  const total = vectors.length / dimensions;
  if (total % 4 !== 0) throw new RangeError(`the number of rows must be a multiple of 4; got ${total}`);
  const found = {
    count,
    rows: new Int32Array(total * count).fill(-1),
    similarities: new Float64Array(total * count).fill(-Infinity),
  };
  const products = new Float64Array(8);
  for (let first = 0; first < total; first += 2) {
    // From the tile that holds the diagonal; what lies left of it was met from the other side.
    for (let second = first - (first % 4); second < total; second += 4) {
      multiplyTile(vectors, dimensions, first, second, products);
      for (let i = 0; i < 8; i++) {
        const a = first + (i >> 2);
        const b = second + (i & 3);
        if (a >= b) continue;
        offer(found, a, b, products[i]!);
        offer(found, b, a, products[i]!);
      }
    }
    // The work left is the square of the rows left.
    progress(1 - ((total - first - 2) / total) ** 2);
  }
  return found;
}

/** The dot products of two rows with four others. */
function multiplyTile(
  vectors: Float32Array,
  dimensions: number,
  first: number,
  second: number,
  products: Float64Array,
): void {
  const a = first * dimensions;
  const b = second * dimensions;
  let p00 = 0;
  let p01 = 0;
  let p02 = 0;
  let p03 = 0;
  let p10 = 0;
  let p11 = 0;
  let p12 = 0;
  let p13 = 0;
  for (let k = 0; k < dimensions; k++) {
    const x = vectors[a + k]!;
    const y = vectors[a + dimensions + k]!;
    const p = vectors[b + k]!;
    const q = vectors[b + dimensions + k]!;
    const r = vectors[b + 2 * dimensions + k]!;
    const s = vectors[b + 3 * dimensions + k]!;
    p00 += x * p;
    p01 += x * q;
    p02 += x * r;
    p03 += x * s;
    p10 += y * p;
    p11 += y * q;
    p12 += y * r;
    p13 += y * s;
  }
  products[0] = p00;
  products[1] = p01;
  products[2] = p02;
  products[3] = p03;
  products[4] = p10;
  products[5] = p11;
  products[6] = p12;
  products[7] = p13;
}

/** Lets `candidate` into the list of `row` if it is better than the last of it. */
function offer(
  { count, rows, similarities }: Neighbours,
  row: number,
  candidate: number,
  similarity: number,
) {
  const begin = row * count;
  let place = begin + count - 1;
  if (!(similarity > similarities[place]!)) return;
  for (; place > begin && similarity > similarities[place - 1]!; place--) {
    similarities[place] = similarities[place - 1]!;
    rows[place] = rows[place - 1]!;
  }
  similarities[place] = similarity;
  rows[place] = candidate;
}

/** How many neighbours two searches have in common, over all rows, whatever their order. */
export function commonNeighbours(a: Neighbours, b: Neighbours): number {
  let common = 0;
  for (let begin = 0; begin < a.rows.length; begin += a.count) {
    const others = b.rows.subarray(begin, begin + b.count);
    for (const row of a.rows.subarray(begin, begin + a.count)) if (others.includes(row)) common++;
  }
  return common;
}
