import type { Vectors } from '../batch.js';
import { dot } from './similarity.js';

/** Codes as the measures need them, whichever kind they are. */
export interface MeasuredCodes {
  /** Bytes of the code of one vector. */
  readonly bytesPerVector: number;
  /** The share of the values whose code was clamped. */
  clipped(): number;
  /** The codes as float vectors again. */
  restored(): Float32Array;
  /** Makes what scores all rows for the query of an index, larger being nearer. */
  scorer(queries: Vectors, floats: Float32Array): (query: number, scores: Float64Array) => void;
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
