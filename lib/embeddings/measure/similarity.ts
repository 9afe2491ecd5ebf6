/**
 * A measure of how near two vectors are: cosine similarity, dot product or L2 distance.
 *
 * @category Embeddings
 */
export type Metric = 'cosine' | 'dot' | 'l2';

export const metrics = ['cosine', 'dot', 'l2'] as const satisfies readonly Metric[];

/** The rows to search in, with precomputed norms. */
export interface Corpus {
  readonly values: Float32Array;
  readonly dimensions: number;
  readonly rows: number;
  readonly metric: Metric;
  /** The L2 norm of each row; for cosine only. */
  readonly norms: Float64Array | undefined;
}

/** Prepares rows for {@link score}. All sums here are in float64, in the order of the dimensions. */
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

/** The dot product of two rows. */
export function dot(a: Float32Array, beginA: number, b: Float32Array, beginB: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[beginA + i]! * b[beginB + i]!;
  return sum;
}

/**
 * Scores each row by its nearness to a query; higher is nearer. 'dot': the dot product. 'cosine': the dot product divided by the row's
 * norm (the query's norm is the same for all rows); -Infinity, so last, for a row of zeros, which has no cosine. 'l2': the negative squared distance.
 */
export function score(corpus: Corpus, query: Float32Array, scores: Float64Array): void {
  const { values, dimensions, rows, metric, norms } = corpus;
  if (metric === 'l2') scoreByDistance(values, dimensions, query, scores);
  else scoreByProduct(values, dimensions, query, scores);
  if (norms === undefined) return;
  for (let row = 0; row < rows; row++) {
    scores[row] = norms[row] === 0 ? -Infinity : scores[row]! / norms[row]!;
  }
}

/** Four rows at once: each addition to a sum waits for the previous one, but four sums are independent of each other. */
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

/** The number of 1 bits in each byte value. */
const ones = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** Scores each row of bits by the negative Hamming distance to a query. */
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
 * The mean cosine between each vector and its dequantized codes. Two zero vectors count as 1 (nothing is lost), one zero vector as 0
 * (everything is lost).
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
