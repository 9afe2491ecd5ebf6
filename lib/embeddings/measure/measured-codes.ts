import type { Vectors } from '../../arguments/vectors.js';

/** The common interface of codes that are numbers and codes that are bits. */
export interface MeasuredCodes {
  /** Bytes of the codes of one vector. */
  readonly bytesPerVector: number;
  /** The share of values that were clamped. */
  clipped(): number;
  /** How many vectors have no cosine in the search. */
  zeroRows(): number;
  /** The mean cosine between each vector and its dequantized codes. */
  cosine(floats: Float32Array): number;
  /** Makes a function that scores all rows for the query of a given index; higher is nearer. */
  scorer(queries: Vectors, floats: Float32Array): (query: number, scores: Float64Array) => void;
}
