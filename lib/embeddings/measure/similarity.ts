/**
 * How near two vectors are.
 *
 * @category Embeddings
 */
export type Metric = 'cosine' | 'dot' | 'l2';

export const metrics = ['cosine', 'dot', 'l2'] as const satisfies readonly Metric[];

/** Rows of numbers that are searched in, and what is known of each row beforehand. */
export interface Corpus {
  readonly values: Float32Array;
  readonly dimensions: number;
  readonly rows: number;
  readonly metric: Metric;
  /** For cosine, the length of each row. */
  readonly norms: Float64Array | undefined;
}

/** All sums are of float64, in the order of the dimensions. */
export function corpusOf(values: Float32Array, dimensions: number, metric: Metric): Corpus {
  const rows = values.length / dimensions;
  const norms = metric === 'cosine' ? new Float64Array(rows) : undefined;
  if (norms !== undefined) {
    for (let row = 0; row < rows; row++) {
      norms[row] = Math.sqrt(dot(values, row * dimensions, values, row * dimensions, dimensions));
    }
  }
  return { values, dimensions, rows, metric, norms };
}

/** The product of two rows. */
export function dot(a: Float32Array, beginA: number, b: Float32Array, beginB: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[beginA + i]! * b[beginB + i]!;
  return sum;
}

/**
 * How near each row of the corpus is to a query, larger being nearer: the dot product; for cosine over the row's length,
 * the query's being the same for all (a row of zeros is at 0); for l2 the square of the distance, negative.
 */
export function score(corpus: Corpus, query: Float32Array, scores: Float64Array): void {
  const { values, dimensions, rows, metric, norms } = corpus;
  if (metric === 'l2') scoreByDistance(values, dimensions, query, scores);
  else scoreByProduct(values, dimensions, query, scores);
  if (norms === undefined) return;
  for (let row = 0; row < rows; row++) scores[row] = norms[row] === 0 ? 0 : scores[row]! / norms[row]!;
}

/** Four rows in step: a sum waits for its last addition, four sums do not wait for each other. */
function scoreByProduct(
  values: Float32Array,
  dimensions: number,
  query: Float32Array,
  scores: Float64Array,
): void {
  const rows = scores.length;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const a = row * dimensions;
    const b = a + dimensions;
    const c = b + dimensions;
    const d = c + dimensions;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let i = 0; i < dimensions; i++) {
      const x = query[i]!;
      sumA += x * values[a + i]!;
      sumB += x * values[b + i]!;
      sumC += x * values[c + i]!;
      sumD += x * values[d + i]!;
    }
    scores[row] = sumA;
    scores[row + 1] = sumB;
    scores[row + 2] = sumC;
    scores[row + 3] = sumD;
  }
  for (; row < rows; row++) scores[row] = dot(query, 0, values, row * dimensions, dimensions);
}

function scoreByDistance(
  values: Float32Array,
  dimensions: number,
  query: Float32Array,
  scores: Float64Array,
): void {
  for (let row = 0; row < scores.length; row++) {
    const begin = row * dimensions;
    let sum = 0;
    for (let i = 0; i < dimensions; i++) {
      const difference = query[i]! - values[begin + i]!;
      sum += difference * difference;
    }
    scores[row] = -sum;
  }
}

/** The number of ones in each byte. */
const ones = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** How near each row of bits is to a query: the number of bits that differ, negative. */
export function scoreByBits(bits: Uint8Array, query: Uint8Array, scores: Float64Array): void {
  const bytes = query.length;
  for (let row = 0; row < scores.length; row++) {
    const begin = row * bytes;
    let differing = 0;
    for (let i = 0; i < bytes; i++) differing += ones[bits[begin + i]! ^ query[i]!]!;
    scores[row] = -differing;
  }
}

/**
 * The mean of the cosine between each vector and what its code stands for. Where both are zeros it counts as 1, where one is
 * as 0: nothing is lost, or all.
 */
export function meanCosine(vectors: Float32Array, restored: Float32Array, dimensions: number): number {
  const rows = vectors.length / dimensions;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const begin = row * dimensions;
    const own = dot(vectors, begin, vectors, begin, dimensions);
    const other = dot(restored, begin, restored, begin, dimensions);
    const both = dot(vectors, begin, restored, begin, dimensions);
    if (own === 0 || other === 0) sum += own === other ? 1 : 0;
    else sum += both / Math.sqrt(own * other);
  }
  return sum / rows;
}
