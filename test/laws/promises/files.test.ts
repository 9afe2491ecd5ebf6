// Functions on files, as promises with threads: the same bytes, numbers and errors, whatever does the work.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backend } from 'linquant';
import { type QuantizeFileOptions, quantizeFile, RangeCalibration, searchFile } from 'linquant/embeddings';
import { quantizeTensors, type TensorInput, writeNpy, writeSafetensors } from 'linquant/formats';
import * as promises from 'linquant/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSameResult } from '../../support/same-bytes.js';

const folder = fs.mkdtempSync(join(tmpdir(), 'linquant-promised-files-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const counts = backend.name === 'native' ? [1, 3, 'auto' as const] : [2];

/** More than one piece of 4 MiB, the last one small. */
const [rows, dimensions] = [17_000, 64];
const x = Float32Array.from({ length: rows * dimensions }, (_, i) => Math.sin(((i % 65_537) + 1) ** 2));
const queries = x.slice(5 * dimensions, 40 * dimensions);
const calibration = new RangeCalibration(dimensions).observe(x.subarray(0, 640));

const rules: Record<string, QuantizeFileOptions> = {
  row: { rule: 'row' },
  'row, few bits': { rule: 'row', dtype: 'int4', fit: 'least-squares' },
  matrix: { rule: 'matrix' },
  range: { rule: 'range', range: { min: -0.5, max: 0.5 }, countClipped: true },
  ranges: { rule: 'ranges', dtype: 'uint8' },
  'given ranges': { rule: 'ranges', ranges: calibration, countClipped: true },
};

beforeAll(async () => {
  await writeNpy(at('x.npy'), { dtype: 'float32', shape: [rows, dimensions], data: x });
  const tensor = (shape: number[]): TensorInput => ({ dtype: 'float32', shape, data: x });
  const tensors = new Map([
    ['matrix', tensor([rows, dimensions])],
    ['blocks', tensor([rows / 4, 4 * dimensions])],
    ['kept', tensor([rows * dimensions])],
  ]);
  await writeSafetensors(at('x.safetensors'), { tensors });
});

describe.each(counts)('%s threads', (threads) => {
  it.each(Object.entries(rules))('quantizeFile by %s', async (name, options) => {
    const [now, later] = [at(`now ${name}.safetensors`), at(`later ${name}.safetensors`)];
    const expected = await quantizeFile(at('x.npy'), now, options);
    expectSameResult(await promises.quantizeFile(at('x.npy'), later, { ...options, threads }), expected);
    expect(fs.readFileSync(later).equals(fs.readFileSync(now))).toBe(true);
  });

  it('quantizeTensors, by tensor, by rows and in blocks', async () => {
    const choose = (name: string) => {
      if (name === 'kept') return undefined;
      return name === 'blocks'
        ? ({ dtype: 'int4', scheme: 'symmetric', axis: 1, blockSize: 32 } as const)
        : ({ dtype: 'uint8' } as const);
    };
    const alongRows = (name: string) =>
      name === 'matrix' ? ({ dtype: 'int8', scheme: 'symmetric', axis: 0 } as const) : undefined;
    for (const each of [choose, alongRows]) {
      const [now, later] = [at('now.safetensors'), at('later.safetensors')];
      const expected = await quantizeTensors(at('x.safetensors'), now, { choose: each });
      const made = await promises.quantizeTensors(at('x.safetensors'), later, { choose: each, threads });
      expect(made).toEqual(expected);
      expect(fs.readFileSync(later).equals(fs.readFileSync(now))).toBe(true);
    }
  });

  it('searchFile in floats, codes and a filter, ranked again', async () => {
    const few = at('few.safetensors');
    await quantizeFile(at('x.npy'), few, { rule: 'row', dtype: 'int2', fit: 'least-squares' });
    const filter = Uint32Array.from({ length: 900 }, (_, i) => i * 17);
    for (const [path, options] of [
      [at('x.npy'), { k: 7 }],
      [at('x.npy'), { filter, metric: 'l2' }],
      [few, { k: 5, rows: 5000 }],
      [few, { oversampling: 3, vectors: at('x.npy') }],
      [few, { oversampling: 3, vectors: x }],
    ] as const) {
      const expected = await searchFile(path, queries, options);
      expectSameResult(await promises.searchFile(path, queries, { ...options, threads }), expected);
    }
  });

  it('reports how far it is, and gives up', async () => {
    const seen: number[] = [];
    const onProgress = ({ rows: done }: { rows: number }) => seen.push(done);
    await promises.quantizeFile(at('x.npy'), at('seen.npy'), { rule: 'range', threads, onProgress });
    expect(seen.at(-1)).toBe(rows);
    const stop = new AbortController();
    const give = {
      rule: 'row',
      signal: stop.signal,
      threads,
      onProgress: () => stop.abort(new Error('enough')),
    } as const;
    await expect(promises.quantizeFile(at('x.npy'), at('none.safetensors'), give)).rejects.toThrow('enough');
    await expect(promises.searchFile(at('x.npy'), queries, { signal: stop.signal, threads })).rejects.toThrow(
      'enough',
    );
    expect(fs.existsSync(at('none.safetensors'))).toBe(false);
  });

  it('names the row of a NaN, and the index in a tensor', async () => {
    const wrong = x.slice();
    wrong[16_999 * dimensions + 3] = Number.NaN;
    await writeNpy(at('wrong.npy'), { dtype: 'float32', shape: [rows, dimensions], data: wrong });
    const given = promises.quantizeFile(at('wrong.npy'), at('none.npy'), { rule: 'range', threads });
    await expect(given).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row: 16_999, column: 3 });
    await expect(promises.searchFile(at('wrong.npy'), queries, { threads })).rejects.toMatchObject({
      row: 16_999,
      column: 3,
    });
    const tensor: TensorInput = { dtype: 'float32', shape: [rows, dimensions], data: wrong };
    await writeSafetensors(at('wrong.safetensors'), { tensors: new Map([['w', tensor]]) });
    const choose = () => ({ dtype: 'int8' }) as const;
    const made = promises.quantizeTensors(at('wrong.safetensors'), at('none.safetensors'), {
      choose,
      threads,
    });
    await expect(made).rejects.toMatchObject({ tensor: 'w', index: 16_999 * dimensions + 3 });
  });
});

describe('wrong arguments', () => {
  it.each([0, 65, 1.5, 'all', null])('threads: %s', async (threads) => {
    const options = { rule: 'row', threads } as never;
    const code = expect.stringMatching(/^ERR_LINQUANT_INVALID_(OPTION|TYPE)$/);
    await expect(promises.quantizeFile(at('x.npy'), at('none.npy'), options)).rejects.toMatchObject({ code });
  });
  it('rejects, and throws nothing', async () => {
    const untyped = promises as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>;
    for (const name of ['quantizeFile', 'searchFile', 'quantizeTensors']) {
      for (const values of [
        [],
        [1, 2, 3],
        [at('x.npy'), null, new Proxy({}, {})],
        [at('missing.npy'), x, {}],
      ]) {
        await expect(untyped[name]!(...values)).rejects.toBeInstanceOf(Error);
      }
    }
  });
  it('takes options that are a proxy', async () => {
    const options = new Proxy({ k: 3, threads: 2 }, {});
    expectSameResult(
      await promises.searchFile(at('x.npy'), queries, options),
      await searchFile(at('x.npy'), queries, { k: 3 }),
    );
  });
});
