// Searches as promises give the same rows and scores, whatever does the work.

import { backend } from 'linquant';
import {
  binarizeEmbeddings,
  measureEmbeddings,
  quantizeEmbeddings,
  RangeCalibration,
} from 'linquant/embeddings';
import * as promises from 'linquant/promises';
import { scoreEmbeddings, searchEmbeddings } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { expectSameResult } from '../../support/same-bytes.js';
import { sharedCopy } from './functions.js';

const dimensions = 64;
const rows = 1001;
/** More than are scored at once. */
const queryCount = 66;
const counts = backend.name === 'native' ? [1, 2, 3, 8, 'auto'] : [2];

/** With rows that are equal, whose order is that of their numbers. */
const x = Float32Array.from({ length: rows * dimensions }, (_, i) => Math.sin(((i % 32_000) + 1) ** 2));
const queries = Float32Array.from({ length: queryCount * dimensions }, (_, i) => Math.cos(i * i));
const few = queries.subarray(0, 17 * dimensions);

type Corpus = Parameters<typeof searchEmbeddings>[0];

const byRow = quantizeEmbeddings(x, { dimensions, rule: 'row' });
const fitted = quantizeEmbeddings(x, { dimensions, rule: 'row', dtype: 'int4', fit: 'least-squares' });
const byRanges = quantizeEmbeddings(x, { dimensions, rule: 'ranges' });
const bits = binarizeEmbeddings(x, { dimensions });

function shared(corpus: Corpus): Corpus {
  if (ArrayBuffer.isView(corpus)) return sharedCopy(corpus as Float32Array);
  const { data } = corpus as typeof byRow;
  return { ...(corpus as typeof byRow), data: sharedCopy(data) };
}

const cases: Readonly<Record<string, readonly [corpus: Corpus, queries: Corpus, options: object]>> = {
  floats: [x, queries, {}],
  'floats by distance': [x, few, { metric: 'l2', k: 100 }],
  'codes by floats': [byRow, queries, { k: 5 }],
  'codes by codes': [byRow, quantizeEmbeddings(few, { dimensions, rule: 'row' }), { metric: 'dot' }],
  'codes of least squares': [fitted, few, { k: 3 }],
  'codes of few bits': [fitted, few, { metric: 'l2' }],
  'codes of dimensions': [byRanges, few, { metric: 'dot' }],
  'codes of dimensions, restored': [byRanges, few, {}],
  bits: [bits, queries, {}],
  'bits, ranked again': [bits, few, { vectors: x, oversampling: 4 }],
};

const filter = Uint32Array.from({ length: 970 }, (_, i) => 20 + i);

describe.each(Object.entries(cases))('%s', (_title, [corpus, asked, options]) => {
  const all = shared(corpus);

  it.each([undefined, filter])('are found, filter %#', async (rowsOf) => {
    const given = { dimensions, filter: rowsOf, ...options };
    const expected = searchEmbeddings(corpus, asked, given);
    expectSameResult(await promises.searchEmbeddings(corpus, asked, given), expected, 'in slices');
    for (const threads of counts) {
      const found = await promises.searchEmbeddings(all, asked, { ...given, threads } as never);
      expectSameResult(found, expected, `by threads: ${threads}`);
    }
  });
});

it.each(['floats', 'codes by floats', 'codes of dimensions, restored', 'bits'])(
  'all scores: %s',
  async (name) => {
    const [corpus, asked] = cases[name]!;
    const expected = scoreEmbeddings(corpus, asked, { dimensions });
    expectSameResult(await promises.scoreEmbeddings(corpus, asked, { dimensions }), expected);
    for (const threads of counts) {
      const found = await promises.scoreEmbeddings(shared(corpus), asked, { dimensions, threads } as never);
      expectSameResult(found, expected);
    }
    const out = new Float32Array(expected.length);
    expect(await promises.scoreEmbeddings(shared(corpus), asked, { dimensions, out })).toBe(out);
    expectSameResult(out, Float32Array.from(expected));
  },
);

it('recall', async () => {
  const options = { dimensions, queries: few, k: 10 } as const;
  const expected = measureEmbeddings(x, byRow, options);
  for (const own of [x, sharedCopy(x)]) {
    expect(await promises.measureEmbeddings(own, byRow, options)).toEqual(expected);
  }
});

it('a NaN is found where it is', async () => {
  const wrong = x.slice();
  wrong[700 * dimensions + 3] = Number.NaN;
  wrong[900 * dimensions + 3] = Number.NaN;
  const place = { code: 'ERR_LINQUANT_INVALID_RANGE', row: 700, column: 3 };
  for (const corpus of [wrong, sharedCopy(wrong)]) {
    await expect(promises.searchEmbeddings(corpus, few, { dimensions, threads: 3 })).rejects.toMatchObject(
      place,
    );
    await expect(promises.scoreEmbeddings(corpus, few, { dimensions, threads: 3 })).rejects.toMatchObject(
      place,
    );
  }
});

it('memory that dies meanwhile is an error', async () => {
  for (const kill of ['corpus', 'filter'] as const) {
    const corpus = x.slice();
    const own = filter.slice();
    const promise = promises.searchEmbeddings(corpus, queries, { dimensions, filter: own });
    const buffer = kill === 'corpus' ? corpus.buffer : own.buffer;
    const outcome = promise.then(
      ({ k }) => k,
      (error: { readonly code: string }) => error.code,
    );
    structuredClone(buffer, { transfer: [buffer] });
    // A filter is copied, but read again at the end.
    expect(await outcome).toBe('ERR_LINQUANT_DETACHED');
  }
});

it('a calibration that goes on is used as it was', async () => {
  const calibration = new RangeCalibration(dimensions).observe(x);
  const many = Float32Array.from({ length: 2 ** 17 }, (_, i) => x[i % x.length]!);
  const options = { dimensions, rule: 'ranges', ranges: calibration } as const;
  const expected = quantizeEmbeddings(many, options);
  const promise = promises.quantizeEmbeddings(many, options);
  calibration.observe(new Float32Array(dimensions).fill(1000));
  expectSameResult(await promise, expected);
});
