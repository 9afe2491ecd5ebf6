/**
 * A measure of how near two vectors are: cosine similarity, dot product or L2 distance.
 *
 * @category Embeddings
 */
export type Metric = 'cosine' | 'dot' | 'l2';

/** The dot product of two rows, in float64, in the order of the dimensions. */
function dot(a: Float32Array, beginA: number, b: Float32Array, beginB: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[beginA + i]! * b[beginB + i]!;
  return sum;
}

/** The mean of the cosines of pairs of vectors, by the sums of squares of both and of their products, as {@link meanCosine}. */
export function meanOfCosines(own: Float64Array, other: Float64Array, both: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < own.length; i++) sum += cosineOf(own[i]!, other[i]!, both[i]!);
  return sum / own.length;
}

function cosineOf(own: number, other: number, both: number): number {
  if (own === 0 || other === 0) return own === other ? 1 : 0;
  return both / Math.sqrt(own * other);
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
    sum += cosineOf(own, other, both);
  }
  return sum / rows;
}
