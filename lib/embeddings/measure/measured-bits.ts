import type { Vectors } from '../../arguments/vectors.js';
import { linquantError } from '../../errors.js';
import { unpackBits } from '../../index.js';
import { bitsMemory } from '../../search/given.js';
import { scoringOf } from '../../search/scoring.js';
import { type BinaryDialect, dialects } from '../../tables/binary-dialects.js';
import { chunksOf, float32RowsOf } from '../batch.js';
import type { MeasuredCodes } from './measured-codes.js';
import { addSignCosines } from './similarity.js';

/** Measures bits: dequantized to -1 and 1, and compared by Hamming distance whatever the metric. */
export function measuredBits(vectors: Vectors, data: unknown, dialect: BinaryDialect): MeasuredCodes {
  const { rows, dimensions } = vectors;
  const bytes = Math.ceil(dimensions / 8);
  const bits = bytesOf(data, rows * bytes, rows);
  return {
    bytesPerVector: bytes,
    clipped: () => 0,
    zeroRows: () => 0,
    cosine: () => meanSignCosine(vectors, bits, dialect),
    scoring(_queries, asked) {
      const corpus = { kind: 'bits', rows, memory: bits, dialect } as const;
      return scoringOf('codes', corpus, asked, 'hamming', true);
    },
  };
}

/** The mean cosine between each vector and the signs that its bits stand for. Restores a chunk of the signs at a time. */
function meanSignCosine(vectors: Vectors, bits: Buffer, dialect: BinaryDialect): number {
  const { rows, dimensions } = vectors;
  const bytes = Math.ceil(dimensions / 8);
  const { signed, bitOrder } = dialects[dialect];
  let out: Float32Array | undefined;
  let sum = 0;
  for (const [start, end] of chunksOf(vectors)) {
    out ??= new Float32Array(end * dimensions);
    const shape = [end - start, dimensions];
    const signs = unpackBits(bits.subarray(start * bytes, end * bytes), {
      shape,
      signed,
      bitOrder,
      values: [-1, 1],
      out: out.subarray(0, (end - start) * dimensions),
    });
    sum = addSignCosines(sum, float32RowsOf(vectors, start, end), signs, dimensions);
  }
  return sum / rows;
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
