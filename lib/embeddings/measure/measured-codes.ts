import type { Vectors } from '../batch.js';

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
