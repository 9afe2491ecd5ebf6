// measureEmbeddings: cosine, clipped values and bytes.

import { dequantize, quantize } from 'linquant';
import {
  type BinaryDialect,
  binarizeEmbeddings,
  measureEmbeddings,
  quantizeEmbeddings,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { meanCosineOf, zeroRowsOf } from '../../support/definition/embeddings.js';
import { laneSumOf } from '../../support/definition/measures.js';
import { someVectors } from '../../support/embeddings.js';

const dimensions = 12;
const x = someVectors(60, dimensions, 3);
const queries = someVectors(9, dimensions, 4);

describe('measures', () => {
  it('count equally near vectors by their place', () => {
    const same = new Float32Array(8).fill(1);
    const codes = quantizeEmbeddings(same, { dimensions: 2, rule: 'row' });
    const options = { dimensions: 2, queries: Float32Array.of(1, 1), k: 2 };
    expect(measureEmbeddings(same, codes, options).recall).toBe(1);
  });

  it('know the cosine of bits, and of zeros', () => {
    const vectors = Float32Array.of(1, -1, 0, 0, 3, 4);
    for (const dialect of ['ubinary', 'binary', 'sqlite-vec', 'faiss'] as BinaryDialect[]) {
      const codes = binarizeEmbeddings(vectors, { dimensions: 2, dialect });
      const { cosine } = measureEmbeddings(vectors, codes, { dimensions: 2, queries: vectors, k: 1 });
      const signs =
        dialect === 'faiss' ? Float32Array.of(1, -1, 1, 1, 1, 1) : Float32Array.of(1, -1, -1, -1, 1, 1);
      expect(cosine).toBe(meanCosineOf(vectors, signs, 2));
    }
    const rows = quantizeEmbeddings(vectors, { dimensions: 2, rule: 'row' });
    const { cosine } = measureEmbeddings(vectors, rows, { dimensions: 2, queries: vectors, k: 1 });
    const restored = dequantize(rows.data, rows.parameters, { shape: rows.shape });
    expect(cosine).toBe(meanCosineOf(vectors, restored, 2, laneSumOf));
  });

  it('know the cosine of bits in more than one chunk of rows', () => {
    const width = 4099;
    const long = someVectors(20, width, 5); // a chunk has 15 rows
    const codes = binarizeEmbeddings(long, { dimensions: width });
    const { cosine } = measureEmbeddings(long, codes, { dimensions: width, queries: long.slice(0, width) });
    expect(cosine).toBe(
      meanCosineOf(
        long,
        long.map((value) => (value > 0 ? 1 : -1)),
        width,
      ),
    );
  });

  it('count rows of zeros in codes of every width, by codes and by values', () => {
    const zeros = 3;
    const short = someVectors(30, dimensions, 6).fill(0, 0, zeros * dimensions);
    // Of 12 dimensions a row of int2 ends at a byte, of 11 one of int4 does not.
    for (const width of [dimensions, dimensions - 1]) {
      const vectors = short.slice(0, 30 * width);
      for (const dtype of ['int8', 'int4', 'int2', 'int16', 'int32'] as const) {
        const parameters = { dtype, scale: 0.25, zeroPoint: 0 } as const;
        const data = quantize(vectors, parameters);
        const wanted = zeroRowsOf(dequantize(data, parameters, { length: vectors.length }), width);
        expect(wanted).toBeGreaterThanOrEqual(zeros);
        for (const search of ['codes', 'values'] as const) {
          const options = { dimensions: width, queries: vectors.slice(-width), search };
          expect(measureEmbeddings(vectors, { data, parameters }, options).zeroRows, dtype).toBe(wanted);
        }
      }
    }
  });

  it('count clipped values as quantizeEmbeddings does, by any rule', () => {
    const range = { min: -0.25, max: 0.25 };
    const codes = quantizeEmbeddings(x, { dimensions, rule: 'range', range, countClipped: true });
    const options = { dimensions, queries };
    expect(codes.clipped).toBeGreaterThan(0.5);
    expect(measureEmbeddings(x, codes, options).clipped).toBe(codes.clipped);
    const rows = quantizeEmbeddings(x, { dimensions, rule: 'row' });
    expect(measureEmbeddings(x, rows, options)).toMatchObject({ clipped: 0, bytesPerVector: 12 });
    const bits = binarizeEmbeddings(x, { dimensions });
    expect(measureEmbeddings(x, bits, options)).toMatchObject({ clipped: 0, bytesPerVector: 2 });
  });

  it('take codes of other types, and floats in bytes', () => {
    const parameters = { dtype: 'int4', scale: 1 / 7, zeroPoint: 0, qmin: -7 } as const;
    const bytes = Buffer.from(x.buffer);
    const data = new Uint8Array(360).fill(0x11);
    const { bytesPerVector, cosine } = measureEmbeddings(
      bytes,
      { data, parameters },
      { dimensions, queries: Buffer.from(queries.buffer), search: 'values' },
    );
    expect(bytesPerVector).toBe(6);
    expect(cosine).toBe(meanCosineOf(x, new Float32Array(x.length).fill(1 / 7), dimensions, laneSumOf));
  });
});
