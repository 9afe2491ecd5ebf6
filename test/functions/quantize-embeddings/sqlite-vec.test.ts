// Dialect 'sqlite-vec' of rule 'range': the codes that sqlite-vec itself makes (make_sqlite_vec_golden.mjs).
import { dequantize } from 'linquant';
import { measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats, fixture } from '../../support/data.js';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';

interface Golden {
  readonly cases: readonly { readonly x: string; readonly codes: string }[];
}
const cases = fixture<Golden>('sqlite-vec.json').cases.map(({ x, codes }) => ({
  x: decodeFloats(x),
  codes: Buffer.from(codes, 'base64'),
}));
const dialect = 'sqlite-vec';
const loosely = quantizeEmbeddings as unknown as (x: unknown, options: unknown) => unknown;

describe("dialect 'sqlite-vec' of rule 'range'", () => {
  it.each(cases)(
    'gives the codes of vec_quantize_int8, whatever the floats and the output are',
    ({ x, codes }) => {
      const rule = { dimensions: 1, rule: 'range', dialect } as const;
      expectSameBytes(bytesOf(quantizeEmbeddings(x, rule).data), codes);
      const out = Buffer.alloc(x.length + 1).subarray(1);
      expect(quantizeEmbeddings(Float64Array.from(x), { ...rule, out }).data).toBe(out);
      expectSameBytes(out, codes);
    },
  );

  it('differs from the codes of the rule, and is told by the result', () => {
    const { x } = cases[0]!;
    const own = quantizeEmbeddings(x, { dimensions: 8, rule: 'range' });
    const codes = quantizeEmbeddings(x, { dimensions: 8, rule: 'range', dialect, countClipped: true });
    expect(own).not.toHaveProperty('dialect');
    expect(codes).toMatchObject({ dialect, shape: [64, 8], clipped: 0, zeroRows: 0, warnings: [] });
    expect(codes.data.filter((code, i) => code !== own.data[i]).length).toBeGreaterThan(200);
    // A code stands for the end of its part that lies next to -1; those below 0 were rounded towards 0, by one part.
    const floats = dequantize(codes.data, codes.parameters);
    x.forEach((value, i) => {
      expect(Math.abs(value - floats[i]!)).toBeLessThan(2 / 255 + 1e-6);
    });
  });

  it('is measured with queries of the same dialect, by its own parameters', () => {
    // So dense that the code of a query is that of its own row in the same dialect alone.
    const x = Float32Array.from({ length: 300 * 8 }, (_, i) => Math.sin(i * i) / 30);
    const codes = quantizeEmbeddings(x, { dimensions: 8, rule: 'range', dialect });
    const recall = (given: object) =>
      measureEmbeddings(x, given as never, { dimensions: 8, queries: x, k: 1, metric: 'l2' }).recall;
    expect(recall(codes)).toBeGreaterThan(recall({ ...codes, dialect: undefined }));
    const parameters = { ...codes.parameters, offset: 0 };
    expectError(() => recall({ ...codes, parameters }), 'codes.dialect', 'ERR_LINQUANT_INVALID_OPTION');
    const row = quantizeEmbeddings(x, { dimensions: 8, rule: 'row' });
    expectError(() => recall({ ...row, dialect }), 'codes.dialect', 'ERR_LINQUANT_INVALID_OPTION');
  });

  it('is of -1..1, and belongs to rule range', () => {
    const x = Float32Array.of(0.5);
    const call = (more: object) => () => loosely(x, { dimensions: 1, rule: 'range', dialect, ...more });
    const code = 'ERR_LINQUANT_INVALID_OPTION';
    expectError(call({ range: { min: -1, max: 1 } }), 'options.range', code);
    expectError(call({ dialect: 'faiss' }), 'options.dialect', code);
    expectError(call({ rule: 'row' }), 'options.dialect', code);
    expectError(call({ rule: 'ranges' }), 'options.dialect', code);
    const wrong = () => loosely(Float32Array.of(NaN), { dimensions: 1, rule: 'range', dialect });
    expectError(wrong, 'x', 'ERR_LINQUANT_INVALID_RANGE');
  });
});
