// measureEmbeddings: recall is that of sorting all vectors.

import { dequantize, type QuantizationParameters } from 'linquant';
import { binarizeEmbeddings, type Metric, measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { meanCosineOf } from '../../support/definition/embeddings.js';
import { laneSumOf } from '../../support/definition/measures.js';
import { someVectors } from '../../support/embeddings.js';

const dimensions = 12;
const x = someVectors(60, dimensions, 3);
const queries = someVectors(9, dimensions, 4);
type Row = readonly number[];
function rowsOf(values: ArrayLike<number>, width = dimensions): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < values.length; i += width) rows.push(Array.from(values).slice(i, i + width));
  return rows;
}

const sum = (values: Row) => values.reduce((all, value) => all + value, 0);
const product = (a: Row, b: Row) => sum(a.map((value, i) => value * b[i]!));
/** Larger is nearer. */
const nearness: Readonly<Record<Metric | 'hamming', (query: Row, row: Row) => number>> = {
  dot: product,
  cosine: (query, row) => {
    const norms = Math.sqrt(product(row, row) * product(query, query));
    return norms === 0 ? -Infinity : product(query, row) / norms; // it has no cosine, and is last
  },
  l2: (query, row) => -sum(query.map((value, i) => (value - row[i]!) ** 2)),
  hamming: (query, row) => -query.filter((value, i) => value !== row[i]).length,
};

/** The places of the k nearest of some places, by sorting all of them. */
function nearest(
  metric: Metric | 'hamming',
  rows: readonly Row[],
  query: Row,
  k: number,
  places: readonly number[] = rows.map((_, i) => i),
): number[] {
  const near = (place: number) => nearness[metric](query, rows[place]!);
  return [...places].sort((a, b) => (near(a) === near(b) ? a - b : near(b) - near(a))).slice(0, k);
}

function recallOf(wanted: readonly number[][], found: readonly number[][]): number {
  const common = wanted.map((places, i) => places.filter((place) => found[i]!.includes(place)).length);
  return sum(common) / wanted.flat().length;
}

const signs = (values: Float32Array) => values.map((value) => (value > 0 ? 1 : -1));

describe.each(['cosine', 'dot', 'l2'] as const)('%s', (metric) => {
  const k = 7;
  const [floats, asked] = [rowsOf(x), rowsOf(queries)];
  const wanted = asked.map((query) => nearest(metric, floats, query, k));
  const options = { dimensions, queries, k, metric } as const;

  it.each(['row', 'matrix', 'range', 'ranges'] as const)('recall of rule %s is that of sorting', (rule) => {
    const codes = quantizeEmbeddings(x, { dimensions, rule } as { dimensions: number; rule: 'matrix' });
    const rough: QuantizationParameters<'int8'> = { dtype: 'int8', scale: 1, zeroPoint: 0 };
    const integers = rowsOf(dequantize(codes.data, rough));
    const values = rowsOf(dequantize(codes.data, codes.parameters, { shape: codes.shape }));
    const own =
      rule === 'row'
        ? quantizeEmbeddings(queries, { dimensions, rule }).data
        : asked.flatMap((row) => codesLike(Float32Array.from(row), codes.parameters));
    const byCodes = rowsOf(own).map((query) => nearest(metric, integers, query, k));
    expect(measureEmbeddings(x, codes, options).recall).toBe(recallOf(wanted, byCodes));
    const byValues = asked.map((query) => nearest(metric, values, query, k));
    expect(measureEmbeddings(x, codes, { ...options, search: 'values' }).recall).toBe(
      recallOf(wanted, byValues),
    );
    const again = asked.map((query, i) =>
      nearest(metric, floats, query, k, nearest(metric, integers, rowsOf(own)[i]!, 3 * k)),
    );
    expect(measureEmbeddings(x, codes, { ...options, oversampling: 3 }).recall).toBe(recallOf(wanted, again));
  });

  it.each(['int8', 'int4', 'int2', 'uint1'] as const)(
    'of rows fitted by least squares (%s) odd integers are compared',
    (dtype) => {
      const width = 8;
      const fitted = { dimensions: width, rule: 'row', dtype, fit: 'least-squares' } as const;
      const [many, few] = [x.subarray(0, 90 * width), queries.subarray(0, 9 * width)];
      const odd = (vectors: Float32Array) => {
        const { data, parameters, shape } = quantizeEmbeddings(vectors, fitted);
        const codes = rowsOf(dequantize(data, { dtype, scale: 1, zeroPoint: 0 }, { shape }), width);
        const shift = dtype === 'uint1' ? -1 : 1;
        return codes.map((row, i) => row.map((code) => (parameters.offset[i] === 0 ? 0 : 2 * code + shift)));
      };
      const [rows, own] = [odd(many), odd(few)];
      const exact = rowsOf(few, width).map((query) => nearest(metric, rowsOf(many, width), query, k));
      const byCodes = own.map((query) => nearest(metric, rows, query, k));
      const measured = measureEmbeddings(many, quantizeEmbeddings(many, fitted), {
        dimensions: width,
        queries: few,
        k,
        metric,
      });
      expect(measured.recall).toBe(recallOf(exact, byCodes));
      expect(measured.zeroRows).toBe(rows.filter((row) => row.every((code) => code === 0)).length);
    },
  );

  it.each(['ubinary', 'binary', 'sqlite-vec'] as const)(
    'recall of bits (%s) is that of sorting',
    (dialect) => {
      const codes = binarizeEmbeddings(x, { dimensions, dialect });
      const [bits, own] = [rowsOf(signs(x)), rowsOf(signs(queries))];
      const found = own.map((query) => nearest('hamming', bits, query, k));
      expect(measureEmbeddings(x, codes, options).recall).toBe(recallOf(wanted, found));
      const again = own.map((query, i) =>
        nearest(metric, floats, asked[i]!, k, nearest('hamming', bits, query, 2 * k)),
      );
      expect(measureEmbeddings(x, codes, { ...options, oversampling: 2 }).recall).toBe(
        recallOf(wanted, again),
      );
    },
  );

  it('is 1 where everything is ranked again, and of exact codes', () => {
    const codes = binarizeEmbeddings(x, { dimensions });
    expect(measureEmbeddings(x, codes, { ...options, oversampling: 100 }).recall).toBe(1);
    const whole = Float32Array.from(x, (value) => Math.round(value * 127));
    const asks = Float32Array.from(queries, (value) => Math.round(value * 127));
    const exact = quantizeEmbeddings(whole, { dimensions, rule: 'range', range: { min: -127, max: 127 } });
    expect(measureEmbeddings(whole, exact, { ...options, queries: asks })).toEqual({
      recall: 1,
      cosine: meanCosineOf(whole, whole, dimensions, laneSumOf),
      clipped: 0,
      bytesPerVector: dimensions,
      zeroRows: 1,
      warnings:
        metric === 'cosine'
          ? [{ code: 'zero-rows', message: expect.stringContaining('1 of 60') as string }]
          : [],
    });
  });
});

/** A query's codes by the parameters of the vectors. */
function codesLike(query: Float32Array, p: QuantizationParameters<'int8'>): number[] {
  // Of rule 'ranges' they are arrays.
  const at = (value: unknown, i: number) =>
    typeof value === 'object' ? (value as Float32Array)[i]! : ((value as number | undefined) ?? 0);
  return Array.from(query, (value, i) => {
    const quotient = Math.fround(Math.fround(value - at(p.offset, i)) / at(p.scale, i));
    const floor = Math.floor(quotient);
    const even = quotient - floor === 0.5 ? floor + (floor & 1) : Math.round(quotient);
    const code = (p.rounding === 'down' ? floor : even) + at(p.zeroPoint, i);
    return Math.min(Math.max(code, p.qmin ?? -128), 127);
  });
}
