// The int8 codes of sentence-transformers 5.6.0 and before, by numpy's own formula (make_embeddings_golden.py).
import { convert } from 'linquant';
import { measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats, fixture } from '../../support/data.js';
import { expectError } from '../../support/errors.js';

interface Case extends Readonly<Record<'x' | 'ranges' | 'int8' | 'int8-5.6', string>> {
  readonly dimensions: number;
}
const { ranges: cases } = fixture<{ readonly ranges: readonly Case[] }>('embeddings.json');
const int8 = (base64: string) => new Int8Array(Buffer.from(base64, 'base64'));
const dialect = 'sentence-transformers-5.6';

describe("dialect 'sentence-transformers-5.6' of rule 'ranges'", () => {
  it('gives the codes of that release inside of the ranges, and saturates outside', () => {
    let inside = 0;
    let differing = 0;
    for (const one of cases) {
      const { dimensions } = one;
      const [x, ranges, expected] = [decodeFloats(one.x), decodeFloats(one.ranges), int8(one['int8-5.6'])];
      const { data } = quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, dialect });
      const later = int8(one.int8);
      for (let i = 0; i < x.length; i++) {
        const [min, max] = [ranges[i % dimensions]!, ranges[dimensions + (i % dimensions)]!];
        const step = Math.fround(Math.fround(max - min) / 255);
        if (step === 0) continue; // a division by 0 there
        if (x[i]! < min || x[i]! > max) {
          expect(data[i]).toBe(x[i]! < min ? -128 : 127);
          continue;
        }
        inside++;
        if (data[i] !== later[i]) differing++;
        if (data[i] !== expected[i]) expect([i, data[i]]).toEqual([i, expected[i]]);
      }
    }
    expect([inside, differing]).toEqual([5765, 2583]);
  });

  it('is the same for every float type, into memory that is given, and for ranges of the batch', () => {
    const x = Float32Array.from({ length: 60 * 5 }, (_, i) => Math.fround(Math.sin(i * i)));
    const rule = { dimensions: 5, rule: 'ranges', dialect } as const;
    const halves = convert(x, { to: 'float16' });
    const rounded = convert(halves, { from: 'float16', to: 'float32' });
    const out = Buffer.alloc(x.length + 3).subarray(3);
    expect(quantizeEmbeddings(halves, { ...rule, floatType: 'float16', out }).data).toBe(out);
    expect(out.equals(bytesOf(quantizeEmbeddings(rounded, rule).data))).toBe(true);
    const later = quantizeEmbeddings(rounded, { dimensions: 5, rule: 'ranges' }).data;
    expect(out.equals(bytesOf(later))).toBe(false);
  });

  it('is told by the result, and measured with queries of the same dialect', () => {
    const x = Float32Array.from({ length: 300 * 8 }, (_, i) => Math.sin(i * i) / 30);
    const rule = { dimensions: 8, rule: 'ranges', ranges: [Array(8).fill(-1), Array(8).fill(1)] } as const;
    const codes = quantizeEmbeddings(x, { ...rule, dialect });
    expect(codes.dialect).toBe(dialect);
    expect(quantizeEmbeddings(x, rule)).not.toHaveProperty('dialect');
    // A query that is in the corpus has the code of its row only in the same dialect.
    const distances = (own: typeof codes) =>
      measureEmbeddings(x, own, { dimensions: 8, queries: x, k: 1, metric: 'l2' }).recall;
    expect(distances(codes)).toBeGreaterThan(distances({ ...codes, dialect: undefined } as never));
    const whole = {
      data: codes.data,
      parameters: { dtype: 'int8', scale: 1, zeroPoint: 0 },
      dialect,
    } as const;
    const call = () => measureEmbeddings(x, whole, { dimensions: 8, queries: x });
    expectError(call, 'codes.dialect', 'ERR_LINQUANT_INVALID_OPTION');
  });

  it('changes no code of uint8, and belongs to rule ranges', () => {
    const x = Float32Array.of(0.1, 0.7, 0.3, 0.2);
    const rule = { dimensions: 1, rule: 'ranges', dtype: 'uint8', ranges: Float32Array.of(0, 1) } as const;
    expect(quantizeEmbeddings(x, { ...rule, dialect })).toEqual(quantizeEmbeddings(x, rule));
    const loosely = quantizeEmbeddings as (x: unknown, options: unknown) => unknown;
    for (const rule of ['row', 'matrix', 'range']) {
      const call = () => loosely(x, { dimensions: 1, rule, dialect });
      expectError(call, 'options.dialect', 'ERR_LINQUANT_INVALID_OPTION');
    }
    const wrong = () => loosely(x, { dimensions: 1, rule: 'ranges', dialect: 'faiss' });
    expectError(wrong, 'options.dialect', 'ERR_LINQUANT_INVALID_OPTION');
  });
});
