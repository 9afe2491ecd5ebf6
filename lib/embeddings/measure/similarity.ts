/**
 * A measure of how near two vectors are: cosine similarity, dot product or L2 distance.
 *
 * @category Embeddings
 */
export type Metric = 'cosine' | 'dot' | 'l2';

/** The mean of the cosines of pairs of vectors, by the sums of squares of both and of their products. */
export function meanOfCosines(own: Float64Array, other: Float64Array, both: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < own.length; i++) sum += cosineOf(own[i]!, other[i]!, both[i]!);
  return sum / own.length;
}

/** The cosine of two vectors. Two zero vectors count as 1 (nothing is lost), one zero vector as 0 (everything is lost). */
function cosineOf(own: number, other: number, both: number): number {
  if (own === 0 || other === 0) return own === other ? 1 : 0;
  return both / Math.sqrt(own * other);
}

/**
 * Adds to `sum` the cosine between each vector and its signs, of which each is -1 or 1. Sums are in float64, in the order of dimensions.
 * Both sums of a row in one loop: each waits for its own last addition, so two take as long as one.
 */
export function addSignCosines(
  sum: number,
  vectors: Float32Array,
  signs: Float32Array,
  dimensions: number,
): number {
  let total = sum;
  for (let begin = 0; begin < vectors.length; begin += dimensions) {
    const end = begin + dimensions;
    let own = 0;
    let both = 0;
    for (let i = begin; i < end; i++) {
      const value = vectors[i]!;
      own += value * value;
      both += value * signs[i]!;
    }
    total += cosineOf(own, dimensions, both);
  }
  return total;
}
