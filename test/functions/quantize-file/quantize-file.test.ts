// quantizeFile gives the bytes, parameters and counts of quantizeEmbeddings for the whole.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert } from 'linquant';
import {
  type FileProgress,
  type QuantizeFileOptions,
  quantizeEmbeddings,
  quantizeFile,
  RangeCalibration,
} from 'linquant/embeddings';
import { readNpy, readSafetensors, type TensorInput, writeNpy, writeSafetensors } from 'linquant/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSameBytes } from '../../support/same-bytes.js';

const folder = fs.mkdtempSync(join(tmpdir(), 'linquant-quantize-file-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
// Pieces of a MiB have 4096 rows of 64 float32: three pieces, the last one short.
const [rows, dimensions] = [9000, 64];
const x = new Float32Array(rows * dimensions);
let seed = 1;
for (let i = 0; i < x.length; i++) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  x[i] = (seed / 2 ** 32 - 0.5) * (1 + (i % dimensions) / 16);
}
x.fill(0, 5000 * dimensions, 5001 * dimensions);
const ranges = new RangeCalibration(dimensions).observe(x.subarray(0, 50 * dimensions));

beforeAll(() => writeNpy(at('x.npy'), { dtype: 'float32', shape: [rows, dimensions], data: x }));

const oneSet: [name: string, options: QuantizeFileOptions][] = [
  ['matrix', { rule: 'matrix' }],
  ['range', { rule: 'range', range: { min: -0.4, max: 0.3 }, countClipped: true }],
  ['range of a dialect', { rule: 'range', dialect: 'sqlite-vec' }],
  ['ranges of the file', { rule: 'ranges' }],
  ['ranges of the file, clipped ones counted', { rule: 'ranges', dtype: 'uint8', countClipped: true }],
  ['given ranges', { rule: 'ranges', ranges, countClipped: true, dialect: 'sentence-transformers-5.6' }],
];

const perRow: [name: string, options: QuantizeFileOptions][] = [
  ['row', { rule: 'row' }],
  ['int4', { rule: 'row', dtype: 'int4' }],
  ['int2 by least squares', { rule: 'row', dtype: 'int2', fit: 'least-squares' }],
  ['uint1', { rule: 'row', dtype: 'uint1', fit: 'least-squares' }],
];

const inMemory = (options: object) => quantizeEmbeddings(x, { ...options, dimensions } as never);

describe.each(oneSet)('%s', (_name, options) => {
  it('has the codes and the result of the whole, in a .npy', async () => {
    const { data, ...whole } = inMemory(options);
    const result = await quantizeFile(at('x.npy'), at('codes.npy'), options);
    expect(result).toEqual(whole);
    const codes = await readNpy(at('codes.npy'));
    expect(codes).toMatchObject({ dtype: whole.parameters.dtype, shape: [rows, dimensions] });
    expectSameBytes(codes.toTypedArray(), data);
  });

  it('has the parameters too, in a .safetensors', async () => {
    const { data, parameters } = inMemory(options);
    await quantizeFile(at('x.npy'), at('codes.safetensors'), options);
    const { tensors, metadata } = await readSafetensors(at('codes.safetensors'));
    expectSameBytes(tensors.get('codes')!.toTypedArray(), data);
    const { scale, offset, zeroPoint } = parameters;
    const floats = (value: unknown) => Float32Array.from([value].flat() as number[]);
    const arrayOf = (value: unknown) => (value instanceof Float32Array ? value : floats(value));
    expectSameBytes(tensors.get('scale')!.toFloat32Array(), arrayOf(scale));
    expect(tensors.has('offset')).toBe(offset !== undefined);
    if (offset !== undefined) expectSameBytes(tensors.get('offset')!.toFloat32Array(), arrayOf(offset));
    expect(metadata.get('rule')).toBe(options.rule);
    expect(metadata.get('dtype')).toBe(parameters.dtype);
    const point = typeof zeroPoint === 'number' || zeroPoint === undefined ? zeroPoint : zeroPoint[0];
    expect(metadata.get('zeroPoint')).toBe(String(point));
  });
});

describe.each(perRow)('%s', (_name, options) => {
  it('has codes and parameters of each row, in a .safetensors', async () => {
    const { data, parameters, ...whole } = inMemory(options);
    const result = await quantizeFile(at('x.npy'), at('rows.safetensors'), options);
    expect(result).toEqual({ ...whole, parameters: undefined });
    const { tensors, metadata } = await readSafetensors(at('rows.safetensors'));
    expectSameBytes(tensors.get('codes')!.data, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    expectSameBytes(tensors.get('scale')!.toFloat32Array(), parameters.scale as Float32Array);
    const offset = parameters.offset as Float32Array | undefined;
    expect(tensors.has('offset')).toBe(offset !== undefined);
    if (offset !== undefined) expectSameBytes(tensors.get('offset')!.toFloat32Array(), offset);
    expect(metadata.get('axis')).toBe('0');
    // What the metadata says once is so in all rows.
    const points = new Set(parameters.zeroPoint as Int32Array);
    expect([...points].map(String)).toEqual([metadata.get('zeroPoint')]);
  });

  it('needs a .safetensors', async () => {
    await expect(quantizeFile(at('x.npy'), at('rows.npy'), options)).rejects.toMatchObject({
      code: 'ERR_LINQUANT_INVALID_OPTION',
    });
  });
});

describe('a file', () => {
  it.each(['float64', 'float16', 'bfloat16'] as const)('of %s, in a tensor', async (dtype) => {
    const data = dtype === 'float64' ? Float64Array.from(x) : convert(x, { to: dtype });
    const other: TensorInput = { dtype: 'int8', shape: [1], data: new Int8Array(1) };
    const tensors = new Map<string, TensorInput>([
      ['other', other],
      ['x', { dtype, shape: [rows, dimensions], data }],
    ]);
    await writeSafetensors(at('x.safetensors'), { tensors });
    const whole = quantizeEmbeddings(
      data as never,
      { rule: 'matrix', dimensions, floatType: dtype } as never,
    );
    await quantizeFile(at('x.safetensors'), at('typed.npy'), { rule: 'matrix', tensor: 'x' });
    expectSameBytes((await readNpy(at('typed.npy'))).toTypedArray(), whole.data);
    await expect(quantizeFile(at('x.safetensors'), at('typed.npy'), { rule: 'matrix' })).rejects.toThrow(
      'options.tensor must be given',
    );
  });

  it('of one dimension, where the option tells the dimensions', async () => {
    await writeNpy(at('flat.npy'), { dtype: 'float32', shape: [x.length], data: x });
    await quantizeFile(at('flat.npy'), at('flat-codes.npy'), { rule: 'range', dimensions });
    expectSameBytes((await readNpy(at('flat-codes.npy'))).toTypedArray(), inMemory({ rule: 'range' }).data);
  });

  it('is replaced by its codes', async () => {
    fs.copyFileSync(at('x.npy'), at('same.npy'));
    await quantizeFile(at('same.npy'), at('same.npy'), { rule: 'ranges' });
    expectSameBytes((await readNpy(at('same.npy'))).toTypedArray(), inMemory({ rule: 'ranges' }).data);
  });

  it('without vectors has no range, and no codes', async () => {
    await writeNpy(at('none.npy'), { dtype: 'float32', shape: [0, 4], data: new Float32Array(0) });
    for (const rule of ['matrix', 'ranges'] as const) {
      await expect(quantizeFile(at('none.npy'), at('none-codes.npy'), { rule })).rejects.toMatchObject({
        code: 'ERR_LINQUANT_EMPTY',
      });
    }
    const { data: _data, ...whole } = quantizeEmbeddings(new Float32Array(0), {
      rule: 'range',
      dimensions: 4,
    });
    expect(await quantizeFile(at('none.npy'), at('none-codes.npy'), { rule: 'range' })).toEqual(whole);
    expect((await readNpy(at('none-codes.npy'))).shape).toEqual([0, 4]);
  });

  it('with a NaN is an error that counts rows from its beginning, and leaves the old codes', async () => {
    const bad = x.slice();
    bad[8765 * dimensions + 4] = NaN;
    await writeNpy(at('bad.npy'), { dtype: 'float32', shape: [rows, dimensions], data: bad });
    fs.writeFileSync(at('old.safetensors'), 'old');
    const before = fs.readdirSync(folder).sort();
    for (const [, options] of [...oneSet, ...perRow]) {
      await expect(quantizeFile(at('bad.npy'), at('old.safetensors'), options)).rejects.toMatchObject({
        code: 'ERR_LINQUANT_INVALID_RANGE',
        row: 8765,
        column: 4,
      });
    }
    expect(fs.readdirSync(folder).sort()).toEqual(before);
    expect(fs.readFileSync(at('old.safetensors'), 'utf8')).toBe('old');
  });
});

describe('a file that shrinks, or is written to, while it is read', () => {
  it.each(['calibrate', 'quantize'] as const)('in the step %s is an error', async (step) => {
    for (const change of [
      () => fs.truncateSync(at('changing.npy'), 1000),
      () => fs.appendFileSync(at('changing.npy'), 'more'),
    ]) {
      fs.copyFileSync(at('x.npy'), at('changing.npy'));
      const onProgress = (progress: FileProgress) => {
        if (progress.step === step && progress.rows === 4096) change();
      };
      await expect(
        quantizeFile(at('changing.npy'), at('none.safetensors'), { rule: 'ranges', onProgress }),
      ).rejects.toMatchObject({ code: 'ERR_LINQUANT_FORMAT', file: at('changing.npy') });
      expect(fs.readdirSync(folder).filter((name) => /none\.s|tmp/.test(name))).toEqual([]);
    }
  });
});

describe('options', () => {
  it('onProgress is called after each piece, and signal gives up', async () => {
    const seen: FileProgress[] = [];
    const controller = new AbortController();
    const options: QuantizeFileOptions = {
      rule: 'ranges',
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.step === 'quantize' && progress.rows === 8192) controller.abort(new Error('enough'));
      },
    };
    fs.writeFileSync(at('kept.npy'), 'old');
    await expect(quantizeFile(at('x.npy'), at('kept.npy'), options)).rejects.toThrow('enough');
    const counts = (step: string) => seen.filter((each) => each.step === step).map((each) => each.rows);
    expect(counts('calibrate')).toEqual([4096, 8192, rows]);
    expect(counts('quantize')).toEqual([4096, 8192]);
    expect(new Set(seen.map(({ totalRows }) => totalRows))).toEqual(new Set([rows]));
    expect(fs.readFileSync(at('kept.npy'), 'utf8')).toBe('old');
  });

  it('that are wrong are errors before a file is made', async () => {
    const cases: [options: unknown, code: string, to?: string][] = [
      [undefined, 'ERR_LINQUANT_INVALID_TYPE'],
      [{}, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ rule: 'rows' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [{ rule: 'matrix', fit: 'absmax' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [{ rule: 'matrix', dtype: 'uint8' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [{ rule: 'range', out: x }, 'ERR_LINQUANT_INVALID_OPTION'],
      [{ rule: 'range', dimensions: 32 }, 'ERR_LINQUANT_INVALID_SHAPE'],
      [{ rule: 'range', dimensions: '64' }, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ rule: 'range', tensor: 'x' }, 'ERR_LINQUANT_INVALID_OPTION'],
      [{ rule: 'range', tensor: 1 }, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ rule: 'range', signal: {} }, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ rule: 'range', onProgress: 1 }, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ rule: 'range', atomic: 1 }, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ rule: 'range' }, 'ERR_LINQUANT_INVALID_OPTION', 'codes.bin'],
    ];
    for (const [options, code, to = 'wrong.npy'] of cases) {
      await expect(quantizeFile(at('x.npy'), at(to), options as never)).rejects.toMatchObject({ code });
      expect(fs.existsSync(at(to))).toBe(false);
    }
  });

  it.each([
    ['int32', [2, 2], new Int32Array(4)],
    ['float32', [4], new Float32Array(4)],
    ['float32', [2, 0], new Float32Array(0)],
    ['float32', [1, 2, 2], new Float32Array(4)],
  ] as const)('do not make vectors of %s %j', async (dtype, shape, data) => {
    await writeNpy(at('other.npy'), { dtype, shape, data });
    await expect(quantizeFile(at('other.npy'), at('o.npy'), { rule: 'range' })).rejects.toMatchObject({
      code: 'ERR_LINQUANT_FORMAT',
      file: at('other.npy'),
    });
  });
});
