// searchFile finds what searchEmbeddings finds in the whole: the same rows and the same doubles.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert } from 'linquant';
import {
  binarizeEmbeddings,
  type FileProgress,
  type QuantizeFileOptions,
  quantizeEmbeddings,
  quantizeFile,
  type SearchFileOptions,
  searchFile,
} from 'linquant/embeddings';
import { type TensorInput, writeNpy, writeSafetensors } from 'linquant/formats';
import { type SearchCorpus, searchEmbeddings } from 'linquant/search';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dice } from '../../support/random.js';

const folder = fs.mkdtempSync(join(tmpdir(), 'linquant-search-file-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const [rows, dimensions] = [160, 16];
const dice = new Dice(3);
// Small numbers, so that ties are everywhere, and rows of zeros: a first piece of 48 has nothing else.
const x = Float32Array.from({ length: rows * dimensions }, () => dice.under(7) - 3);
x.fill(0, 0, 50 * dimensions);
const y = Float32Array.from({ length: 3 * dimensions }, () => dice.under(9) - 4 + dice.real());
y.fill(0, 2 * dimensions);
const some = Uint32Array.from([7, 159, 60, 61, 120, 3, 60]);

async function write(name: string, dtype: TensorInput['dtype'], columns: number, data: ArrayBufferView) {
  await writeNpy(at(name), { dtype, shape: [rows, columns], data });
}

const rules: [name: string, options: QuantizeFileOptions][] = [
  ['row', { rule: 'row' }],
  ['int4', { rule: 'row', dtype: 'int4' }],
  ['int4-fit', { rule: 'row', dtype: 'int4', fit: 'least-squares' }],
  ['uint1', { rule: 'row', dtype: 'uint1', fit: 'least-squares' }],
  ['matrix', { rule: 'matrix' }],
  ['range', { rule: 'range', range: { min: -2, max: 1 } }],
  ['dialect', { rule: 'range', dialect: 'sqlite-vec' }],
  ['ranges', { rule: 'ranges' }],
  ['ranges-uint8', { rule: 'ranges', dtype: 'uint8' }],
];
const quantized = (options: object, of = x) =>
  quantizeEmbeddings(of, { ...options, dimensions } as never) as ReturnType<typeof quantizeEmbeddings>;

beforeAll(async () => {
  await write('x.npy', 'float32', dimensions, x);
  await write('doubles.npy', 'float64', dimensions, Float64Array.from(x));
  await write('halves.npy', 'float16', dimensions, convert(x, { to: 'float16' }));
  const data = convert(x, { to: 'bfloat16' });
  const other: TensorInput = { dtype: 'int8', shape: [1], data: new Int8Array(1) };
  const brain: TensorInput = { dtype: 'bfloat16', shape: [rows, dimensions], data };
  const tensors = new Map([
    ['other', other],
    ['brain', brain],
  ]);
  await writeSafetensors(at('x.safetensors'), { tensors });
  for (const [name, options] of rules) await quantizeFile(at('x.npy'), at(`${name}.safetensors`), options);
});

/** Compares all ways to search a file with the same in memory. */
async function expectSame(
  name: string,
  whole: SearchCorpus,
  asked: SearchCorpus,
  file: SearchFileOptions = {},
  more: SearchFileOptions = {},
) {
  const cases = [
    { k: 5, rows: 48 },
    { k: 200, rows: 77 },
    { k: 30, rows: 48, filter: some },
    { k: 9, rows: 77, filter: Buffer.alloc(20, 0x13) },
  ];
  for (const { rows, ...given } of cases) {
    const options = { ...more, ...given };
    const inMemory = searchEmbeddings(whole, asked, { ...options, dimensions } as never);
    expect(await searchFile(at(name), asked, { ...options, ...file, rows })).toEqual(inMemory);
  }
}

const metrics = ['cosine', 'dot', 'l2'] as const;

describe('floats', () => {
  it.each(metrics)('by %s', async (metric) => {
    await expectSame('x.npy', x, y, {}, { metric });
  });

  it.each([
    ['doubles.npy', undefined],
    ['halves.npy', undefined],
    ['x.safetensors', 'brain'],
  ])('of %s', async (name, tensor) => {
    await expectSame(name, x, y, tensor === undefined ? {} : { tensor });
  });

  it('of one dimension, and in pieces of the usual size', async () => {
    await writeNpy(at('flat.npy'), { dtype: 'float32', shape: [x.length], data: x });
    await expectSame('flat.npy', x, y, { dimensions });
    const whole = searchEmbeddings(x, y, { dimensions });
    expect(await searchFile(at('x.npy'), y)).toEqual(whole);
  });
});

describe.each(rules)('codes of quantizeFile by %s', (name, options) => {
  const whole = quantized(options);
  it.each(metrics)('%s, by values and by codes', async (metric) => {
    const parameters = 'ranges' in options || options.rule === 'ranges' ? { ranges: rangesOf(x) } : {};
    const asked = quantized(
      { ...options, ...parameters, rule: options.rule === 'matrix' ? 'range' : options.rule },
      y,
    );
    await expectSame(`${name}.safetensors`, whole, y, {}, { metric });
    await expectSame(`${name}.safetensors`, whole, asked, {}, { metric });
    await expectSame(`${name}.safetensors`, whole, asked, {}, { metric, search: 'codes' });
  });
});

function rangesOf(of: Float32Array): Float32Array {
  const ranges = new Float32Array(2 * dimensions).fill(Infinity, 0, dimensions).fill(-Infinity, dimensions);
  of.forEach((value, i) => {
    const low = i % dimensions;
    ranges[low] = Math.min(ranges[low]!, value);
    ranges[low + dimensions] = Math.max(ranges[low + dimensions]!, value);
  });
  return ranges;
}

describe('codes with given parameters', () => {
  it.each([
    ['int8', { rule: 'row' }],
    ['uint8', { rule: 'ranges', dtype: 'uint8' }],
    ['uint8', { rule: 'row', dtype: 'int2', fit: 'least-squares' }],
    ['int8', { rule: 'matrix' }],
  ] as const)('of %s, %j', async (dtype, options) => {
    const { data, parameters } = quantized(options);
    await write('bare.npy', dtype, data.byteLength / rows, data);
    await expectSame('bare.npy', { data, parameters } as never, y, { parameters: parameters as never });
    const asked = options.rule === 'row' ? quantized(options, y) : y;
    const search = options.rule === 'row' ? 'codes' : 'values';
    await expectSame(
      'bare.npy',
      { data, parameters } as never,
      asked,
      { parameters: parameters as never },
      { search },
    );
  });
});

describe('bits', () => {
  it.each(['ubinary', 'binary', 'sqlite-vec', 'faiss'] as const)('of dialect %s', async (dialect) => {
    const bits = binarizeEmbeddings(x, { dimensions, dialect });
    await write('bits.npy', dialect === 'binary' ? 'int8' : 'uint8', 2, bits.data);
    for (const metric of ['dot', 'cosine', 'hamming'] as const) {
      await expectSame('bits.npy', bits, y, { dialect }, { metric });
    }
    await expectSame('bits.npy', bits, binarizeEmbeddings(y, { dimensions }), { dialect });
  });

  it('whose number is no multiple of 8', async () => {
    const bits = binarizeEmbeddings(x, { dimensions: 20 });
    await writeNpy(at('bits-20.npy'), { dtype: 'uint8', shape: [128, 3], data: bits.data });
    const options = { dimensions: 20, k: 9 };
    expect(
      await searchFile(at('bits-20.npy'), y.subarray(0, 40), { ...options, dialect: 'ubinary' }),
    ).toEqual(searchEmbeddings(bits, y.subarray(0, 40), options));
  });
});

describe('ranking again', () => {
  const bits = binarizeEmbeddings(x, { dimensions });
  beforeAll(() => write('first.npy', 'uint8', 2, bits.data));

  it.each([
    ['floats of a file', () => at('x.npy'), x],
    ['codes of a file', () => at('int4-fit.safetensors'), quantized(rules[2]![1])],
    ['floats in memory', () => x, x],
    ['codes in memory', () => quantized(rules[0]![1]), quantized(rules[0]![1])],
  ] as const)('by %s', async (_name, own, vectors) => {
    for (const metric of metrics) {
      const options = { k: 7, oversampling: 4, metric, search: 'codes' } as const;
      for (const filter of [undefined, some]) {
        const whole = searchEmbeddings(bits, y, {
          ...options,
          filter,
          vectors: vectors as never,
          dimensions,
        });
        const given = { ...options, filter, vectors: own() as never, dialect: 'ubinary', rows: 33 } as const;
        expect(await searchFile(at('first.npy'), y, given)).toEqual(whole);
      }
    }
  });

  it('refuses other rows', async () => {
    const options = { oversampling: 2, dialect: 'ubinary' } as const;
    await write('wide.npy', 'float32', 8, x.subarray(0, rows * 8));
    await expect(
      searchFile(at('first.npy'), y, { ...options, vectors: at('wide.npy') }),
    ).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_SHAPE' });
    await expect(searchFile(at('first.npy'), y, { ...options, vectors: x.subarray(16) })).rejects.toThrow(
      'as many rows as corpus, 160; got 159',
    );
  });
});

describe('errors', () => {
  it('name the row of the file', async () => {
    const bad = x.slice();
    bad[144 * dimensions + 5] = NaN;
    await write('bad.npy', 'float32', dimensions, bad);
    const where = { code: 'ERR_LINQUANT_INVALID_RANGE', row: 144, column: 5 };
    await expect(searchFile(at('bad.npy'), y, { rows: 50 })).rejects.toMatchObject(where);
    const filter = Uint32Array.of(1, 144);
    await expect(searchFile(at('bad.npy'), y, { rows: 50, filter })).rejects.toMatchObject(where);
    expect((await searchFile(at('bad.npy'), y, { filter: some })).k).toBe(6);
    const again = { oversampling: 1, vectors: at('bad.npy'), filter } as const;
    await expect(searchFile(at('x.npy'), y, again)).rejects.toMatchObject(where);
  });

  it('of codes that stand for no float name the row too', async () => {
    const data = new Int8Array(rows * dimensions).fill(1);
    data[113 * dimensions] = 127;
    await write('huge.npy', 'int8', dimensions, data);
    const parameters = { dtype: 'int8', scale: 1e37, zeroPoint: 0 } as const;
    await expect(
      searchFile(at('huge.npy'), y, { parameters, metric: 'l2', rows: 100 }),
    ).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row: 113 });
  });

  it('of a file that shrinks, or is written to, while it is read', async () => {
    for (const change of [
      () => fs.truncateSync(at('changing.npy'), 1000),
      () => fs.appendFileSync(at('changing.npy'), 'more'),
    ]) {
      await write('changing.npy', 'float32', dimensions, x);
      const onProgress = ({ rows }: FileProgress) => rows === 50 && change();
      await expect(
        searchFile(at('changing.npy'), y, { rows: 50, onProgress: onProgress as never }),
      ).rejects.toMatchObject({ code: 'ERR_LINQUANT_FORMAT', file: at('changing.npy') });
    }
  });

  it('of a filter that changes under way are no reads out of bounds', async () => {
    const filter = Uint32Array.from({ length: rows }, (_, row) => row);
    const onProgress = () => filter.fill(0xffffffff, 100);
    await expect(
      searchFile(at('x.npy'), y, { rows: 50, filter, onProgress: onProgress as never }),
    ).rejects.toThrow('options.filter');
  });

  it('are those of wrong arguments', async () => {
    const cases: [path: unknown, queries: unknown, options: unknown, code: string][] = [
      [1, y, {}, 'ERR_LINQUANT_INVALID_TYPE'],
      [at('x.npy'), 'y', {}, 'ERR_LINQUANT_INVALID_TYPE'],
      [at('x.npy'), y.subarray(1), {}, 'ERR_LINQUANT_INVALID_SHAPE'],
      [at('x.npy'), y, 1, 'ERR_LINQUANT_INVALID_TYPE'],
      [at('x.npy'), y, { out: {} }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { k: 0 }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { rows: 0 }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { metric: 'hamming' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { search: 'codes' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { filter: [1] }, 'ERR_LINQUANT_INVALID_TYPE'],
      [at('x.npy'), y, { filter: Uint32Array.of(rows) }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { dimensions: 8 }, 'ERR_LINQUANT_INVALID_SHAPE'],
      [at('x.npy'), y, { tensor: 'x' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { dialect: 'ubinary' }, 'ERR_LINQUANT_FORMAT'],
      [at('x.npy'), y, { dialect: 'bits' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { parameters: { dtype: 'int8', scale: 1, zeroPoint: 0 } }, 'ERR_LINQUANT_FORMAT'],
      [at('x.npy'), y, { parameters: { dtype: 'int9' } }, 'ERR_LINQUANT_INVALID_DTYPE'],
      [at('x.npy'), y, { oversampling: 2 }, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.npy'), y, { oversampling: 2, vectors: at('none.npy') }, 'ENOENT'],
      [at('x.npy'), y, { signal: {} }, 'ERR_LINQUANT_INVALID_TYPE'],
      [at('x.npy'), y, { onProgress: 1 }, 'ERR_LINQUANT_INVALID_TYPE'],
      [at('x.safetensors'), y, {}, 'ERR_LINQUANT_INVALID_OPTION'],
      [at('x.safetensors'), y, { tensor: 'other' }, 'ERR_LINQUANT_FORMAT'],
      [at('none.npy'), y, {}, 'ENOENT'],
    ];
    for (const [path, queries, options, code] of cases) {
      await expect(searchFile(path as never, queries as never, options as never)).rejects.toMatchObject({
        code,
      });
    }
  });

  it('of codes whose parameters are not those of quantizeFile', async () => {
    const codes: TensorInput = { dtype: 'int8', shape: [2, 16], data: new Int8Array(32) };
    const scale: TensorInput = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 1, 1) };
    const tensors = new Map([
      ['codes', codes],
      ['scale', scale],
    ]);
    const all = { dtype: 'int8', dimensions: '16', zeroPoint: '0', axis: '0' };
    const wrong: [metadata: object, code: string][] = [
      [all, 'ERR_LINQUANT_FORMAT'],
      [{ ...all, zeroPoint: 'zero' }, 'ERR_LINQUANT_FORMAT'],
      [{ ...all, dtype: 'uint8' }, 'ERR_LINQUANT_FORMAT'],
      [{ ...all, dtype: 'none' }, 'ERR_LINQUANT_FORMAT'],
      [{ ...all, dimensions: '17' }, 'ERR_LINQUANT_INVALID_SHAPE'],
    ];
    for (const [texts, code] of wrong) {
      await writeSafetensors(at('wrong.safetensors'), { tensors, metadata: new Map(Object.entries(texts)) });
      await expect(searchFile(at('wrong.safetensors'), y)).rejects.toMatchObject({ code });
    }
  });
});

it('finds nothing where no row may be found', async () => {
  const filter = new Uint32Array(0);
  for (const metric of ['dot', 'l2'] as const) {
    const whole = searchEmbeddings(x, y, { dimensions, filter, metric });
    expect(await searchFile(at('x.npy'), y, { filter, metric })).toEqual(whole);
  }
});

it('tells how far it is, and gives up by its signal', async () => {
  const seen: FileProgress[] = [];
  const onProgress = (progress: FileProgress) => void seen.push(progress);
  await searchFile(at('x.npy'), y, { rows: 70, onProgress });
  expect(seen).toEqual([70, 140, 160].map((rows) => ({ step: 'search', rows, totalRows: 160 })));
  const controller = new AbortController();
  const options = {
    rows: 70,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  };
  await expect(searchFile(at('x.npy'), y, options)).rejects.toThrow('enough');
});

it('copies the queries', async () => {
  for (const asked of [y.slice(), binarizeEmbeddings(y, { dimensions })]) {
    const isBits = !(asked instanceof Float32Array);
    const corpus = isBits ? binarizeEmbeddings(x, { dimensions }) : x;
    const whole = searchEmbeddings(corpus, asked, { dimensions });
    const data = isBits ? asked.data : asked;
    const onProgress = () => void data.fill(0);
    const options: SearchFileOptions = { rows: 50, onProgress, ...(isBits && { dialect: 'ubinary' }) };
    expect(await searchFile(at(isBits ? 'first.npy' : 'x.npy'), asked, options)).toEqual(whole);
  }
});
