import type { Vectors } from '../../arguments/vectors.js';
import { linquantError } from '../../errors.js';
import { unpackBits } from '../../index.js';
import { bitsMemory } from '../../search/given.js';
import { scoringOf } from '../../search/scoring.js';
import { type BinaryDialect, dialects } from '../../tables/binary-dialects.js';
import { float32RowsOf } from '../batch.js';
import type { MeasuredCodes } from './measured-codes.js';
import { meanCosine } from './similarity.js';

/** Measures bits: dequantized to -1 and 1, and compared by Hamming distance whatever the metric. */
export function measuredBits(vectors: Vectors, data: unknown, dialect: BinaryDialect): MeasuredCodes {
  const { rows, dimensions } = vectors;
  const bytes = Math.ceil(dimensions / 8);
  const bits = bytesOf(data, rows * bytes, rows);
  return {
    bytesPerVector: bytes,
    clipped: () => 0,
    zeroRows: () => 0,
    cosine() {
      const { signed, bitOrder } = dialects[dialect];
      const shape = [rows, dimensions];
      const restored = unpackBits(bits, { shape, signed, bitOrder, values: [-1, 1] });
      return meanCosine(float32RowsOf(vectors, 0, rows), restored, dimensions);
    },
    scoring(_queries, asked) {
      const corpus = { kind: 'bits', rows, memory: bits, dialect } as const;
      return scoringOf('codes', corpus, asked, 'hamming', true);
    },
  };
}

/** Checks packed bits and returns their memory. */
function bytesOf(data: unknown, wanted: number, rows: number): Buffer {
  const bits = bitsMemory('codes.data', data);
  if (bits.length === wanted) return bits;
  throw linquantError(
    'ERR_LINQUANT_BYTE_LENGTH',
    `codes.data must hold exactly ${wanted} bytes, for the bits of ${rows} vectors; got ${bits.length} bytes`,
  );
}
