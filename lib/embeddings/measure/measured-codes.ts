import type { Vectors } from '../../arguments/vectors.js';
import type { Asked } from '../../search/asked.js';
import type { Scoring } from '../../search/scoring.js';

/** The common interface of codes that are numbers and codes that are bits. */
export interface MeasuredCodes {
  /** Bytes of the codes of one vector. */
  readonly bytesPerVector: number;
  /** The share of values that were clamped. */
  clipped(): number;
  /** How many vectors have no cosine in the search. */
  zeroRows(): number;
  /** The mean cosine between each vector and its dequantized codes. */
  cosine(): number;
  /** How the search in codes scores rows with the queries, which `asked` has as floats. */
  scoring(queries: Vectors, asked: Asked): Scoring;
}
