import type { Vectors } from '../../arguments/vectors.js';
import { bufferOf, byteOffsetOf } from '../../platform/engine-views.js';
import { chunksOf, float32RowsOf } from '../batch.js';
import type { RangesParameters } from '../ranges/parameters.js';

/** The first is the default. */
export const rangesDialects = ['sentence-transformers', 'sentence-transformers-5.6'] as const;

/**
 * Whose int8 codes rule 'ranges' makes, by the release of sentence-transformers that wrote a corpus:
 *
 * - 'sentence-transformers': 5.7.0 and later, `clip(floor((x - min) / step), 0, 255) - 128`.
 * - 'sentence-transformers-5.6': 5.6.0 and before, `trunc((x - min) / step - 128)`. Half of the codes are one higher, so the two
 *   should not be compared. Values outside of the range saturate here, where those releases wrapped around.
 *
 * Codes of uint8 are the same in both.
 *
 * @useDeclaredType
 * @category Embeddings
 */
export type RangesDialect = (typeof rangesDialects)[number];

/**
 * Turns the int8 codes of rule 'ranges' into those of sentence-transformers 5.6.0 and before, in place.
 *
 * Those releases subtracted 128 from the quotient before they cut the fraction off: `trunc(f32(f32(f32(x - min) / step) - 128))`.
 * A quotient below 128 is negative then, and trunc rounds it up where floor rounds down. At 128 and above the two agree, so
 * only negative codes are computed anew.
 *
 * @param data - the codes of `quantize` with these parameters
 */
export function truncateCodes(vectors: Vectors, parameters: RangesParameters, data: ArrayBufferView): void {
  const { rows, dimensions } = vectors;
  const { scale, offset } = parameters;
  const codes = new Int8Array(bufferOf(data), byteOffsetOf(data), rows * dimensions);
  for (const [start, end] of chunksOf(vectors)) {
    const floats = float32RowsOf(vectors, start, end);
    const first = start * dimensions;
    for (let i = 0, column = 0; i < floats.length; i++) {
      if (codes[first + i]! < 0) {
        const quotient = Math.fround(Math.fround(floats[i]! - offset[column]!) / scale[column]!);
        codes[first + i] = Math.max(-128, Math.trunc(Math.fround(quotient - 128)));
      }
      if (++column === dimensions) column = 0;
    }
  }
}
