// Files that are opened and read in pieces, by openNpy and openSafetensors.
import fs from 'node:fs';
import {
  openNpy,
  openSafetensors,
  readNpy,
  type TensorInput,
  writeNpy,
  writeSafetensors,
} from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { errorOf, expectFormatError, freshFolder, npyFile, safetensorsFile } from './helpers.js';
import { countHandles } from './open-files.js';

const here = freshFolder();

const x = Float32Array.from({ length: 10 * 3 }, (_, i) => i / 7);
const matrix: TensorInput = { dtype: 'float32', shape: [10, 3], data: x };
const bytesOf = (start: number, end: number) => Buffer.from(x.buffer, start * 12, (end - start) * 12);

/** Each way to open the same rows. */
const ways = [
  [
    'openNpy',
    async () => {
      await writeNpy(here.path, matrix);
      return openNpy(here.path);
    },
  ],
  [
    'openSafetensors',
    async () => {
      const first: TensorInput = { dtype: 'float64', shape: [], data: Float64Array.of(1) };
      await writeSafetensors(here.path, {
        tensors: new Map([
          ['first', first],
          ['x', matrix],
        ]),
      });
      const file = await openSafetensors(here.path);
      return {
        ...file,
        rows: (start: number, end: number, options?: object) => file.read('x', { start, end, ...options }),
        batches: (options?: object) => file.batches('x', options),
      };
    },
  ],
] as const;

describe.each(ways)('%s', (_name, open) => {
  it('reads rows into new memory', async () => {
    const file = await open();
    const rows = await file.rows(2, 5);
    expect(rows).toMatchObject({ dtype: 'float32', shape: [3, 3] });
    expectSameBytes(rows.data, bytesOf(2, 5));
    expect((await file.rows(10, 10)).data).toHaveLength(0);
    // Aligned, so the array is a view.
    expect(rows.toFloat32Array().buffer).toBe(rows.data.buffer);
    await file.close();
  });

  it('reads rows into the memory of the caller', async () => {
    const file = await open();
    const views = [
      new Float32Array(9),
      Buffer.alloc(40).subarray(3, 39),
      new DataView(new ArrayBuffer(36)),
      new Float32Array(new SharedArrayBuffer(40), 4),
      new Uint8Array(new SharedArrayBuffer(36)),
    ];
    for (const into of views) {
      const rows = await file.rows(4, 7, { into });
      expect(rows.data.buffer).toBe(into.buffer);
      expectSameBytes(Buffer.from(into.buffer, into.byteOffset, into.byteLength), bytesOf(4, 7));
    }
    await file.close();
  });

  it.each([
    [{}],
    [{ rows: 1, prefetch: 0 }],
    [{ rows: 3 }],
    [{ rows: 4, prefetch: 2 }],
    [{ rows: 10, prefetch: 9 }],
    [{ rows: 2 ** 50 }],
  ])('reads batches, %j', async (options) => {
    const file = await open();
    const seen: Buffer[] = [];
    const memory = new Set<ArrayBufferLike>();
    let rows = 0;
    for await (const batch of file.batches(options)) {
      expect(batch.firstRow).toBe(rows);
      rows += batch.shape[0]!;
      seen.push(Buffer.from(batch.data));
      memory.add(batch.data.buffer);
      // What is read ahead must not reach this batch.
      await new Promise((resolve) => setTimeout(resolve, 1));
      expectSameBytes(batch.data, seen.at(-1)!);
    }
    expect(rows).toBe(10);
    expectSameBytes(Buffer.concat(seen), bytesOf(0, 10));
    expect(memory.size).toBe(Math.min(seen.length, 1 + ((options as { prefetch?: number }).prefetch ?? 1)));
    await file.close();
  });

  it.each([
    [3, 8],
    [0, 1],
    [9, 10],
    [4, 4],
    [undefined, 4],
    [7, undefined],
  ])('reads batches of the rows from %s to %s', async (start, end) => {
    const file = await open();
    for (const rows of [1, 2, 100]) {
      const seen: Buffer[] = [];
      let next = start ?? 0;
      for await (const batch of file.batches({ start, end, rows })) {
        expect(batch.firstRow).toBe(next);
        next += batch.shape[0]!;
        seen.push(Buffer.from(batch.data));
      }
      expect(next).toBe(end ?? 10);
      expectSameBytes(Buffer.concat(seen), bytesOf(start ?? 0, end ?? 10));
    }
    await file.close();
  });

  it('ends with the loop, and closes once', async () => {
    const count = countHandles();
    const file = await open();
    for await (const batch of file.batches({ rows: 1, prefetch: 3 })) {
      if (batch.firstRow === 1) break;
    }
    await file.close();
    await file.close();
    expect(count.open).toBe(0);
    await expectFormatError(() => file.rows(0, 1), here.path, 'was closed');
    await expectFormatError(() => file.batches(), here.path, 'was closed');
  });

  it('closes by asyncDispose', async () => {
    const count = countHandles();
    const file = await open();
    await file[Symbol.asyncDispose]();
    expect(count.open).toBe(0);
  });

  const changes: [what: string, change: () => void][] = [
    ['is written to', () => fs.writeSync(fs.openSync(here.path, 'r+'), 'x', 200)],
    ['grows', () => fs.appendFileSync(here.path, 'x')],
    ['shrinks', () => fs.truncateSync(here.path, fs.statSync(here.path).size - 12)],
    ['is emptied', () => fs.truncateSync(here.path, 0)],
  ];
  it.each(changes)('refuses a file that %s', async (_what, change) => {
    const file = await open();
    const batches = file.batches({ rows: 1 });
    await batches.next();
    // A clock that is read once in a while gives both writes one time.
    await new Promise((resolve) => setTimeout(resolve, 20));
    change();
    for (const read of [
      () => file.rows(9, 10),
      () => file.rows(0, 1),
      // The first of these may have been read ahead.
      () => batches.next().then(() => batches.next()),
    ]) {
      await expectFormatError(read, here.path, /the file (changed|shrank) while it was read/);
    }
    await file.close();
  });

  it('goes on with the old file if a new one takes its place', async () => {
    const file = await open();
    fs.writeFileSync(`${here.path}.new`, 'new');
    fs.renameSync(`${here.path}.new`, here.path);
    expectSameBytes((await file.rows(9, 10)).data, bytesOf(9, 10));
    await file.close();
  });

  it('refuses wrong arguments, and leaves `into` as it was', async () => {
    const file = await open();
    const into = new Float32Array(9).fill(7);
    const cases: [run: () => unknown, code: string][] = [
      [() => file.rows(-1, 2, { into }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.rows(0.5, 2, { into }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.rows(3, 2, { into }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.rows(0, 11, { into }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.rows('0' as never, 2, { into }), 'ERR_LINQUANT_INVALID_TYPE'],
      [() => file.rows(0, 2, { into }), 'ERR_LINQUANT_OUT_SIZE'],
      [() => file.rows(0, 3, { into: new Int32Array(9) }), 'ERR_LINQUANT_INVALID_TYPE'],
      [() => file.rows(0, 3, { into: {} as never }), 'ERR_LINQUANT_INVALID_TYPE'],
      [() => file.rows(0, 3, { out: into } as never), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.batches({ rows: 0 }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.batches({ prefetch: -1 }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.batches({ row: 1 } as never), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.batches({ start: -1 }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.batches({ start: 3, end: 2 }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.batches({ end: 11 }), 'ERR_LINQUANT_INVALID_OPTION'],
      [() => file.batches({ end: '2' as never }), 'ERR_LINQUANT_INVALID_TYPE'],
    ];
    for (const [run, code] of cases) expect(await errorOf(run)).toMatchObject({ code });
    const gone = new Float32Array(9);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    const error = await errorOf(() => file.rows(0, 3, { into: gone }));
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_DETACHED' });
    expect(into).toEqual(new Float32Array(9).fill(7));
    await file.close();
  });
});

describe('openNpy', () => {
  it('swaps big-endian numbers, and reads rows of one dimension', async () => {
    const big = Buffer.from(Float32Array.of(1, 2, 3).buffer).swap32();
    fs.writeFileSync(here.path, npyFile("{'descr': '>f4', 'fortran_order': True, 'shape': (3,)}", big));
    const file = await openNpy(here.path);
    expect((await file.rows(1, 3)).toFloat32Array()).toEqual(Float32Array.of(2, 3));
    await file.close();
  });

  it('refuses rows of Fortran order and of a scalar, but tells their shape', async () => {
    fs.writeFileSync(
      here.path,
      npyFile("{'descr': '|u1', 'fortran_order': True, 'shape': (3, 2)}", Buffer.alloc(6)),
    );
    const columns = await openNpy(here.path);
    expect(columns.shape).toEqual([3, 2]);
    await expectFormatError(() => columns.rows(0, 1), here.path, 'Fortran order');
    await expectFormatError(() => columns.batches(), here.path, 'Fortran order');
    await columns.close();
    fs.writeFileSync(
      here.path,
      npyFile("{'descr': '|u1', 'fortran_order': False, 'shape': ()}", Buffer.alloc(1)),
    );
    const scalar = await openNpy(here.path);
    await expectFormatError(() => scalar.rows(0, 1), here.path, 'scalar');
    await scalar.close();
  });

  it('reads rows of no bytes, and no rows', async () => {
    await writeNpy(here.path, { dtype: 'int8', shape: [3, 0], data: new Int8Array(0) });
    const file = await openNpy(here.path);
    const batches = [];
    for await (const { shape } of file.batches()) batches.push(shape);
    expect(batches).toEqual([[3, 0]]);
    await file.close();
    await writeNpy(here.path, { dtype: 'int8', shape: [0, 4], data: new Int8Array(0) });
    const empty = await openNpy(here.path);
    for await (const batch of empty.batches()) throw new Error(`a batch from ${batch.firstRow}`);
    await empty.close();
  });

  it('refuses what readNpy refuses, and closes the file', async () => {
    const count = countHandles();
    fs.writeFileSync(
      here.path,
      npyFile("{'descr': '|u1', 'fortran_order': False, 'shape': (4,)}", Buffer.alloc(3)),
    );
    const [opened, read] = [await errorOf(() => openNpy(here.path)), await errorOf(() => readNpy(here.path))];
    expect(opened.message).toBe(read.message);
    await expectFormatError(() => openNpy(here.folder), here.folder, 'is not a regular file');
    expect(count.open).toBe(0);
  });

  it('reads the last rows of 100 GB that are not there', async () => {
    const [rows, columns] = [2 ** 25, 800];
    const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns})}`;
    const head = npyFile(header, Buffer.alloc(0));
    fs.writeFileSync(here.path, head);
    try {
      fs.truncateSync(here.path, head.length + rows * columns * 4);
    } catch (error) {
      // Not every file system has room for such a file, even an empty one.
      expect((error as NodeJS.ErrnoException).code).toBe('EFBIG');
      return;
    }
    const file = await openNpy(here.path);
    expect(file.shape).toEqual([rows, columns]);
    const last = await file.rows(rows - 2, rows);
    expectSameBytes(last.data, Buffer.alloc(2 * columns * 4));
    await file.close();
    fs.rmSync(here.path);
  });
});

describe('openSafetensors', () => {
  const header = JSON.stringify({
    __metadata__: { by: 'test' },
    odd: { dtype: 'F4', shape: [2, 3], data_offsets: [0, 3] },
    new: { dtype: 'NEW', shape: [2], data_offsets: [3, 5] },
    zero: { dtype: 'F32', shape: [], data_offsets: [5, 9] },
  });

  it('reads whole tensors of any type', async () => {
    fs.writeFileSync(here.path, safetensorsFile(header, Buffer.from('abcdefghi')));
    const file = await openSafetensors(here.path);
    expect([...file.tensors]).toEqual([
      ['odd', { dtype: 'float4_e2m1fn', shape: [2, 3], byteLength: 3 }],
      ['new', { dtype: 'unknown', fileDtype: 'NEW', shape: [2], byteLength: 2 }],
      ['zero', { dtype: 'float32', shape: [], byteLength: 4 }],
    ]);
    expect([...file.metadata]).toEqual([['by', 'test']]);
    expect((await file.read('odd')).data.toString()).toBe('abc');
    const into = Buffer.alloc(2);
    expect(await file.read('new', { into })).toMatchObject({ dtype: 'unknown', fileDtype: 'NEW' });
    expect(into.toString()).toBe('de');
    expect((await file.read('zero')).data.toString()).toBe('fghi');
    await expectFormatError(() => file.read('odd', { start: 1 }), here.path, 'end within a byte', 'odd');
    await expectFormatError(() => file.read('new', { end: 1 }), here.path, 'rows are not known', 'new');
    await expectFormatError(() => file.batches('zero'), here.path, 'scalar', 'zero');
    await file.close();
  });

  it('refuses tensors that are not there', async () => {
    fs.writeFileSync(here.path, safetensorsFile(header, Buffer.from('abcdefghi')));
    const file = await openSafetensors(here.path);
    expect(await errorOf(() => file.read('x'))).toMatchObject({ code: 'ERR_LINQUANT_INVALID_OPTION' });
    expect(await errorOf(() => file.read(1 as never))).toMatchObject({ code: 'ERR_LINQUANT_INVALID_TYPE' });
    await file.close();
  });
});
