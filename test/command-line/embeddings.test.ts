// linquant embeddings: what it measures is what measureEmbeddings does, and what it recommends follows from it.
import fs from 'node:fs';
import { join } from 'node:path';
import { binarizeEmbeddings, measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { readNpy, writeNpy, writeSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { adviceOf } from '../../dist/command-line/vectors/advice.js';
import type { Measured } from '../../dist/command-line/vectors/measure.js';
import { stores } from '../../dist/command-line/vectors/stores.js';
import { temporaryFolder } from '../formats/helpers.js';
import { json, linquant, linquantProcess, words } from './helpers.js';

const root = temporaryFolder();
const at = (name: string) => join(root, name);

interface Report {
  readonly rows: number;
  readonly searchedRows: number;
  readonly queries: number;
  readonly ways: readonly (Measured & { readonly stores: readonly object[] })[];
  readonly recommendation: { readonly alone: string; readonly again?: string };
}

/** Small vectors in some clusters, `[rows, 16]`. */
function clustered(rows: number): Float32Array {
  return Float32Array.from({ length: rows * 16 }, (_, i) => {
    const row = Math.floor(i / 16);
    return Math.sin((row % 7) * 31 + (i % 16) * 5) + 0.4 * Math.sin(i * i);
  });
}

it('measures what measureEmbeddings measures', async () => {
  const report: Report = await json('embeddings', words);
  expect(report).toMatchObject({ file: words, rows: 4096, dimensions: 256, searchedRows: 4032, queries: 64 });
  expect(report).toMatchObject({ metric: 'cosine', k: 10, again: 40 });
  const all = (await readNpy(words)).toFloat32Array();
  const dimensions = 256;
  const isQuery = (_: number, i: number) => Math.floor(i / dimensions) % 64 === 0;
  const queries = all.filter(isQuery);
  const x = all.filter((value, i) => !isQuery(value, i));
  const wayOf = (kept: string, rule: string) =>
    report.ways.find((way) => way.kept === kept && way.rule === rule)!;
  const options = { dimensions, queries } as const;
  const row = quantizeEmbeddings(x, { dimensions, rule: 'row' });
  const few = quantizeEmbeddings(x, { dimensions, rule: 'row', dtype: 'int2', fit: 'least-squares' });
  const cases = [
    [wayOf('int8', 'row'), row, {}],
    [wayOf('int8', 'ranges'), quantizeEmbeddings(x, { dimensions, rule: 'ranges' }), {}],
    [wayOf('int2', 'row, least-squares'), few, { search: 'values' }],
    [wayOf('bits', 'ubinary, Hamming'), binarizeEmbeddings(x, { dimensions }), {}],
  ] as const;
  for (const [way, codes, more] of cases) {
    const alone = measureEmbeddings(x, codes, { ...options, ...more });
    const again = measureEmbeddings(x, codes, { ...options, ...more, oversampling: 4 });
    const { bytesPerVector: bytes, recall, clipped, zeroRows } = alone;
    expect(way).toMatchObject({ bytes, recall, clipped, zeroRows, recallAgain: again.recall, rows: 4032 });
    expect(way.milliseconds).toBeGreaterThan(0);
  }
  expect(report.recommendation).toMatchObject({
    alone: 'int8 (row)',
    again: 'uint1 (row, least-squares, rotated)',
  });
});

it.each(['dot', 'l2'] as const)('compares by %s', async (metric) => {
  const x = clustered(300);
  await writeNpy(at('x.npy'), { dtype: 'float32', shape: [300, 16], data: x });
  await writeNpy(at('q.npy'), {
    dtype: 'float32',
    shape: [20, 16],
    data: x.slice(0, 320).map((v) => v + 0.1),
  });
  const queries = (await readNpy(at('q.npy'))).toFloat32Array();
  const report: Report = await json(
    'embeddings',
    at('x.npy'),
    '--queries',
    at('q.npy'),
    '--metric',
    metric,
    '--k',
    '5',
  );
  expect(report).toMatchObject({ queries: 20, searchedRows: 300, k: 5, metric });
  const codes = quantizeEmbeddings(x, { dimensions: 16, rule: 'matrix' });
  const { recall } = measureEmbeddings(x, codes, { dimensions: 16, queries, metric, k: 5 });
  expect(report.ways.find(({ rule }) => rule === 'matrix')!.recall).toBe(recall);
  expect(report.ways.some(({ rule }) => rule === 'row, with scales')).toBe(true);
});

it('reads evenly spaced rows of a larger file, also of float16 and of a named tensor', async () => {
  const rows = 4000;
  const data = new Uint16Array(rows * 8).map((_, i) => 0x3800 + ((i * 7919) % 1024));
  await writeSafetensors(at('x.safetensors'), {
    tensors: new Map<string, never>([
      ['v', { dtype: 'float16', shape: [rows, 8], data }],
      ['w', { dtype: 'int8', shape: [1], data: Int8Array.of(1) }],
    ] as [string, never][]),
  });
  for (const sample of [100, 3000]) {
    const report: Report = await json(
      'embeddings',
      at('x.safetensors'),
      '--tensor',
      'v',
      '--sample',
      String(sample),
    );
    expect([report.rows, report.searchedRows + report.queries]).toEqual([rows, sample]);
  }
});

it('says that queries which are rows themselves are found by anything, and that few queries tell little', async () => {
  await writeNpy(at('same.npy'), { dtype: 'float32', shape: [60, 16], data: clustered(60).fill(0.5) });
  const { err } = await linquant('embeddings', at('same.npy'));
  expect(err).toContain('10 queries: recall is within some points');
  expect(err).toContain('10 of 10 queries are rows themselves');
});

it('says where times are those of the fallback', async () => {
  await writeNpy(at('x.npy'), { dtype: 'float32', shape: [300, 16], data: clustered(300) });
  const { out, err } = linquantProcess(['embeddings', at('x.npy')], {
    LINQUANT_BACKEND: 'javascript',
    LINQUANT_ISA: '',
  });
  expect(out).toContain('Take ');
  expect(err).toMatch(/^times are those of the JavaScript fallback, since the addon is not loaded: .+$/m);
});

describe('wrong vectors', () => {
  const cases: [name: string, shape: number[], change: (x: Float32Array) => void, message: string][] = [
    [
      'nan',
      [300, 16],
      (x) => x.fill(NaN, 805, 806),
      'holds NaN at row 50, column 5; vectors are finite float32',
    ],
    ['few', [5, 16], () => {}, 'leaves 2 vectors to search; the 10 nearest need as many (--k)'],
    ['flat', [4800], () => {}, 'has the shape [4800]; vectors are [rows, dimensions]'],
    ['empty', [0, 16], () => {}, 'leaves 0 vectors to search; the 10 nearest need as many (--k)'],
  ];
  it.each(cases)('%s', async (name, shape, change, message) => {
    const data = clustered(shape.reduce((product, size) => product * size, 1) / 16);
    change(data);
    await writeNpy(at(`${name}.npy`), { dtype: 'float32', shape, data });
    const { code, out, err } = await linquant('embeddings', at(`${name}.npy`));
    expect([code, out, err]).toEqual([1, '', `linquant embeddings: ${at(`${name}.npy`)}: ${message}\n`]);
  });

  it('integers, queries of other dimensions', async () => {
    await writeNpy(at('codes.npy'), { dtype: 'int8', shape: [2, 2], data: new Int8Array(4) });
    await writeNpy(at('short.npy'), { dtype: 'float32', shape: [2, 2], data: new Float32Array(4) });
    const codes = await linquant('embeddings', at('codes.npy'));
    expect(codes).toMatchObject({ code: 1, err: expect.stringContaining('holds int8; vectors are float32') });
    const short = await linquant('embeddings', words, '--queries', at('short.npy'));
    expect(short).toMatchObject({
      code: 1,
      err: expect.stringContaining('of 2 dimensions, examples/data/word-vectors.npy of 256'),
    });
  });
});

it('needs Apache ECharts for the picture, and says so before it measures', async () => {
  const { code, out, err } = await linquant('embeddings', words, '--svg', at('x.svg'));
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toContain('npm install echarts');
  expect(fs.existsSync(at('x.svg'))).toBe(false);
});

it('names stores and columns as the guide does', () => {
  const guide = fs.readFileSync('docs/embeddings.md', 'utf8').split('\n');
  const table = guide.filter((line) => line.startsWith('| '));
  let store = '';
  // A row without a store belongs to the one above.
  const rows = table.map((line) => {
    const [, first = '', column = '', rule = ''] = line.split('|').map((cell) => cell.trim());
    if (first !== '') store = first;
    return { store, text: `${column} ${rule}`, rule };
  });
  const rules = {
    float16: /none|all/,
    'int8 row': /'row'/,
    'int8 range': /'range'/,
    bits: /'ubinary'|'sqlite-vec'/,
  };
  for (const [kept, places] of Object.entries(stores)) {
    for (const place of places) {
      const known = rows.some(
        ({ store: name, text, rule }) =>
          name.includes(place.store) &&
          text.includes(place.column) &&
          rules[kept as never as 'bits'].test(rule),
      );
      expect(known, `${kept}: ${place.store} ${place.column}`).toBe(true);
    }
  }
});

describe('the recommendation', () => {
  const way = (kept: string, bytes: number, recall: number, recallAgain: number): Measured => ({
    ...{ kept, rule: '', bytes, recall, recallAgain, clipped: 0, zeroRows: 0, milliseconds: 1, rows: 100 },
    ...{ storedAs: undefined, stores: [], options: undefined },
  });
  const floats = way('float32', 64, 1, 1);
  const kept = (...ways: Measured[]) => {
    const { alone, again } = adviceOf([floats, ...ways], 10, 40);
    return [alone.kept, again?.kept];
  };

  it('takes the fewest bytes that find 99 %, alone and ranked again', () => {
    expect(kept(way('a', 32, 0.99, 1), way('b', 16, 0.98, 0.99), way('c', 8, 0.5, 0.98))).toEqual(['a', 'b']);
    expect(kept(way('a', 32, 0.99, 1), way('b', 16, 0.98, 0.98))).toEqual(['a', undefined]);
    expect(kept(way('a', 16, 0.99, 1), way('b', 16, 0.995, 1))).toEqual(['b', undefined]);
    expect(kept(way('a', 16, 0.9, 0.9))).toEqual(['float32', undefined]);
  });
});
