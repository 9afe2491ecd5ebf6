import type { Vectors } from '../batch.js';

/** The common interface of codes that are numbers and codes that are bits. */
export interface MeasuredCodes {
  /** Bytes of the codes of one vector. */
  readonly bytesPerVector: number;
  /** The share of values that were clamped. */
  clipped(): number;
  /** How many vectors have no cosine in the search. */
  zeroRows(): number;
  /** The dequantized vectors. */
  restored(): Float32Array;
  /** Makes a function that scores all rows for the query of a given index; higher is nearer. */
  scorer(queries: Vectors, floats: Float32Array): (query: number, scores: Float64Array) => void;
}
