import type { Vectors } from '../../arguments/vectors.js';
import { bufferOf, byteOffsetOf } from '../../platform/engine-views.js';
import { chunksOf, float32RowsOf } from '../batch.js';

/** The dialects of rule 'range' besides its own codes. */
export const rangeDialects = ['sqlite-vec'] as const;

/**
 * Whose int8 codes rule 'range' makes, where they are not its own:
 *
 * - 'sqlite-vec': those of `vec_quantize_int8(x, 'unit')` of sqlite-vec 0.1.9, bit for bit: `trunc((x + 1) / f32(2 / 255) - 128)` in float64, saturated to
 *   -128..127. Of -1..1 alone. About half of the codes are one below those of rule 'range', so the two should not be compared.
 *
 * @useDeclaredType
 * @category Embeddings
 */
export type RangeDialect = (typeof rangeDialects)[number];

/** What a code of sqlite-vec stands for: `x = (q + 128) * f32(2 / 255) - 1` is its end next to -1. */
export const sqliteVecParameters = {
  dtype: 'int8',
  scale: Math.fround(2 / 255),
  zeroPoint: -128,
  offset: -1,
  rounding: 'down',
} as const;

/**
 * Writes sqlite-vec's own int8 codes of finite vectors. Its C code adds a double to a float, so all is computed in float64.
 *
 * @param data - the codes, checked
 */
export function writeSqliteVecCodes(vectors: Vectors, data: ArrayBufferView): void {
  const { rows, dimensions } = vectors;
  const { scale } = sqliteVecParameters;
  const codes = new Int8Array(bufferOf(data), byteOffsetOf(data), rows * dimensions);
  for (const [start, end] of chunksOf(vectors)) {
    const floats = float32RowsOf(vectors, start, end);
    const first = start * dimensions;
    for (let i = 0; i < floats.length; i++) {
      const place = (floats[i]! + 1) / scale - 128;
      codes[first + i] = place > 127 ? 127 : place < -128 ? -128 : place;
    }
  }
}
