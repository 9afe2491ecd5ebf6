// Files that grow piece by piece, by createNpy and createSafetensors.
import fs from 'node:fs';
import { join } from 'node:path';
import {
  createNpy,
  createSafetensors,
  type NewTensor,
  openSafetensors,
  type TensorInput,
  writeNpy,
  writeSafetensors,
} from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { errorOf, expectFormatError, freshFolder, safetensorsFile } from './helpers.js';
import { changeHandles, countHandles, old } from './open-files.js';

const here = freshFolder();
const whole = () => join(here.folder, 'whole');

const x = Float32Array.from({ length: 10 * 3 }, (_, i) => i / 7);
const pieces = [x.subarray(0, 6), Buffer.from(x.buffer, 24, 12), x.subarray(9, 9), x.subarray(9, 30)];
const tensors = new Map<string, NewTensor>([['x', { dtype: 'float32', shape: [10, 3] }]]);

/** Each way to write the same rows. */
const ways = [
  [
    'createNpy',
    () => createNpy(here.path, { dtype: 'float32', columns: 3 }),
    () => writeNpy(whole(), { dtype: 'float32', shape: [10, 3], data: x }),
  ],
  [
    'createSafetensors',
    async () => {
      const file = await createSafetensors(here.path, tensors);
      return { ...file, write: (data: ArrayBufferView) => file.write('x', data) };
    },
    () =>
      writeSafetensors(whole(), {
        tensors: new Map([['x', { dtype: 'float32', shape: [10, 3], data: x }]]),
      }),
  ],
] as const;

describe.each(ways)('%s', (_name, create, writeWhole) => {
  it('writes the bytes of the whole, under its name at the end', async () => {
    const count = countHandles();
    fs.writeFileSync(here.path, old);
    const file = await create();
    for (const piece of pieces) await file.write(piece);
    expectSameBytes(fs.readFileSync(here.path), old);
    await file.finish();
    await file.abort();
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    await writeWhole();
    expectSameBytes(fs.readFileSync(here.path), fs.readFileSync(whole()));
    expect(count.open).toBe(0);
  });

  it('writes pieces in the order of the calls, however long each takes', async () => {
    let delay = 40;
    changeHandles((handle) => {
      const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<unknown>;
      Object.assign(handle, {
        write: async (...args: unknown[]) => {
          delay -= 8;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, delay)));
          return write(...args);
        },
      });
    });
    const file = await create();
    const written = pieces.map((piece) => file.write(piece));
    await Promise.all([...written, file.finish()]);
    await writeWhole();
    expectSameBytes(fs.readFileSync(here.path), fs.readFileSync(whole()));
  });

  it.each(['abort', 'dispose'])('leaves the old file, and nothing beside it: %s', async (how) => {
    const count = countHandles();
    fs.writeFileSync(here.path, old);
    const file = await create();
    await file.write(pieces[0]!);
    await (how === 'abort' ? file.abort() : file[Symbol.asyncDispose]());
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    expectSameBytes(fs.readFileSync(here.path), old);
    expect(count.open).toBe(0);
    await expectFormatError(() => file.write(pieces[0]!), here.path, 'given up');
    await expectFormatError(() => file.finish(), here.path, 'given up');
  });

  it('gives up at the first error of the system', async () => {
    fs.writeFileSync(here.path, old);
    const broken = Object.assign(new Error('full'), { code: 'ENOSPC' });
    let isFull = false;
    changeHandles((handle) => {
      const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<unknown>;
      const fail = (...args: unknown[]) => (isFull ? Promise.reject(broken) : write(...args));
      Object.assign(handle, { write: fail });
    });
    const file = await create();
    await file.write(pieces[0]!);
    isFull = true;
    expect(await errorOf(() => file.write(pieces[1]!))).toBe(broken);
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    expect(await errorOf(() => file.finish())).toBe(broken);
  });

  it('refuses wrong data and goes on', async () => {
    const file = await create();
    const cases: [run: () => unknown, code: string][] = [
      [() => file.write(new Int32Array(3)), 'ERR_LINQUANT_INVALID_TYPE'],
      [() => file.write(undefined as never), 'ERR_LINQUANT_INVALID_TYPE'],
      [() => file.write(Buffer.alloc(121)), 'ERR_LINQUANT_FORMAT'],
    ];
    for (const [run, code] of cases) expect(await errorOf(run)).toMatchObject({ code });
    await file.write(x);
    await file.finish();
    await expectFormatError(() => file.write(x), here.path, 'is finished');
    await expectFormatError(() => file.finish(), here.path, 'is finished');
    await writeWhole();
    expectSameBytes(fs.readFileSync(here.path), fs.readFileSync(whole()));
  });

  it('listens to signals only while a file is open', async () => {
    const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
    const before = listeners();
    const file = await create();
    const others = await Promise.all([create(), create()]);
    expect(listeners()).toEqual(before.map((count) => count + 1));
    for (const each of [file, ...others]) await each.abort();
    expect(listeners()).toEqual(before);
  });
});

describe('createNpy', () => {
  it('counts rows, of one dimension too', async () => {
    const file = await createNpy(here.path, { dtype: 'float16' });
    expect(file.rows).toBe(0);
    await file.write(Uint16Array.of(1, 2, 3));
    expect(file.rows).toBe(3);
    await file.finish();
    await writeNpy(whole(), { dtype: 'float16', shape: [3], data: Uint16Array.of(1, 2, 3) });
    expectSameBytes(fs.readFileSync(here.path), fs.readFileSync(whole()));
  });

  it('writes into a file that cannot be replaced', async () => {
    fs.writeFileSync(here.path, old);
    fs.linkSync(here.path, whole());
    const file = await createNpy(here.path, { dtype: 'int8', columns: 2, atomic: false });
    await file.write(Int8Array.of(1, 2));
    await file.finish();
    expectSameBytes(fs.readFileSync(whole()), fs.readFileSync(here.path));
  });

  it('refuses wrong options before it creates anything', async () => {
    const cases: [options: object, code: string][] = [
      [{}, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ dtype: 'int4' }, 'ERR_LINQUANT_INVALID_DTYPE'],
      [{ dtype: 'bfloat16' }, 'ERR_LINQUANT_FORMAT'],
      [{ dtype: 'int8', columns: 0 }, 'ERR_LINQUANT_INVALID_OPTION'],
      [{ dtype: 'int8', columns: '2' }, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ dtype: 'int8', atomic: 1 }, 'ERR_LINQUANT_INVALID_TYPE'],
      [{ dtype: 'int8', column: 1 }, 'ERR_LINQUANT_INVALID_OPTION'],
    ];
    for (const [options, code] of cases) {
      expect(await errorOf(() => createNpy(here.path, options as never))).toMatchObject({ code });
    }
    expect(fs.readdirSync(here.folder)).toEqual([]);
  });
});

describe('createSafetensors', () => {
  it('fills tensors by turns, with metadata', async () => {
    const a: TensorInput = { dtype: 'int8', shape: [4], data: Int8Array.of(1, 2, 3, 4) };
    const b: TensorInput = { dtype: 'float64', shape: [2], data: Float64Array.of(5, 6) };
    const none: TensorInput = { dtype: 'float64', shape: [0, 3], data: new Float64Array(0) };
    const metadata = new Map([['k', 'v']]);
    const all = new Map([
      ['a', a],
      ['none', none],
      ['b', b],
    ]);
    const file = await createSafetensors(here.path, all, { metadata });
    await file.write('a', Int8Array.of(1));
    await file.write('b', Float64Array.of(5));
    await file.write('a', Int8Array.of(2, 3, 4));
    await file.write('b', Float64Array.of(6));
    await file.finish();
    await writeSafetensors(whole(), { tensors: all, metadata });
    expectSameBytes(fs.readFileSync(here.path), fs.readFileSync(whole()));
  });

  it('takes what openSafetensors says of tensors, of unknown types too', async () => {
    const header = JSON.stringify({
      wide: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
      new: { dtype: 'NEW', shape: [7], data_offsets: [4, 7] },
    });
    // With the padding of the header that this package writes.
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    fs.writeFileSync(whole(), safetensorsFile(padded, Buffer.from('abcdefg')));
    const from = await openSafetensors(whole());
    const file = await createSafetensors(here.path, from.tensors);
    for (const name of from.tensors.keys()) await file.write(name, (await from.read(name)).data);
    await file.finish();
    await from.close();
    expectSameBytes(fs.readFileSync(here.path), fs.readFileSync(whole()));
  });

  it('refuses to finish what is not whole', async () => {
    fs.writeFileSync(here.path, old);
    const file = await createSafetensors(here.path, tensors);
    await file.write('x', x.subarray(0, 27));
    await expectFormatError(() => file.write('x', x.subarray(0, 6)), here.path, 'takes 120 bytes', 'x');
    expect(await errorOf(() => file.write('y', x))).toMatchObject({ code: 'ERR_LINQUANT_INVALID_OPTION' });
    expect(await errorOf(() => file.write(1 as never, x))).toMatchObject({
      code: 'ERR_LINQUANT_INVALID_TYPE',
    });
    await expectFormatError(() => file.finish(), here.path, 'takes 120 bytes of data; got 108', 'x');
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    expectSameBytes(fs.readFileSync(here.path), old);
  });

  it('refuses wrong tensors and options before it creates anything', async () => {
    const create = (tensor: unknown, options?: unknown) => () =>
      createSafetensors(here.path, new Map([['x', tensor]]) as never, options as never);
    const cases: [run: () => unknown, code: string][] = [
      [create(null), 'ERR_LINQUANT_INVALID_TYPE'],
      [create({ dtype: 'int4', shape: [1] }), 'ERR_LINQUANT_INVALID_DTYPE'],
      [create({ dtype: 'int8', shape: [-1] }), 'ERR_LINQUANT_FORMAT'],
      [create({ dtype: 'int8' }), 'ERR_LINQUANT_INVALID_TYPE'],
      [create({ dtype: 'unknown', fileDtype: 'NEW', shape: [1] }), 'ERR_LINQUANT_INVALID_TYPE'],
      [create({ dtype: 'unknown', shape: [1], byteLength: 1 }), 'ERR_LINQUANT_INVALID_TYPE'],
      [create({ dtype: 'float64', shape: [2 ** 50] }), 'ERR_LINQUANT_FORMAT'],
      [create({ dtype: 'int8', shape: [1] }, { meta: 1 }), 'ERR_LINQUANT_INVALID_OPTION'],
      [create({ dtype: 'int8', shape: [1] }, { metadata: {} }), 'ERR_LINQUANT_INVALID_TYPE'],
      [() => createSafetensors(here.path, {} as never), 'ERR_LINQUANT_INVALID_TYPE'],
    ];
    for (const [run, code] of cases) expect(await errorOf(run), String(run)).toMatchObject({ code });
    expect(fs.readdirSync(here.folder)).toEqual([]);
  });
});
