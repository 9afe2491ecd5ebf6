// Writing to disk, by writeNpy and writeSafetensors: a new file takes the place of the old one, or nothing changes.
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { readNpy, writeNpy, writeSafetensors } from 'linquant/formats';
import { describe, expect, it, vi } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { errorOf, expectFormatError, freshFolder } from './helpers.js';
import { changeHandles, old, tensor } from './open-files.js';

const here = freshFolder();

describe('writing', () => {
  const writers = [
    ['writeNpy', () => writeNpy(here.path, tensor)],
    ['writeSafetensors', () => writeSafetensors(here.path, { tensors: new Map([['a', tensor]]) })],
  ] as const;

  it.each(writers)('%s replaces a file and leaves no other', async (_name, write) => {
    fs.writeFileSync(here.path, old);
    await write();
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    expectSameBytes(fs.readFileSync(here.path).subarray(-3), Buffer.from([1, 2, 3]));
  });

  it.each(writers)('%s copies no payload', async (_name, write) => {
    const memory: unknown[] = [];
    changeHandles((handle) => {
      const original = handle.write.bind(handle) as (buffer: Uint8Array, ...rest: unknown[]) => unknown;
      Object.assign(handle, {
        write: (buffer: Uint8Array, ...rest: unknown[]) => {
          memory.push(buffer.buffer);
          return original(buffer, ...rest);
        },
      });
    });
    await write();
    expect(memory).toHaveLength(2);
    expect(memory[1]).toBe(tensor.data.buffer);
  });

  const failures: [what: string, code: string, fail: () => void][] = [
    ['write', 'EIO', () => failHandles('write', 2)],
    ['first write', 'EIO', () => failHandles('write', 1)],
    ['sync', 'EIO', () => failHandles('sync', 1)],
    ['close', 'EIO', () => failHandles('close', 1)],
    ['rename', 'EIO', () => vi.spyOn(fsPromises, 'rename').mockRejectedValue(ioError())],
  ];

  function ioError(): Error {
    return Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  }

  /** Lets the nth call of a method fail; a `close` closes nevertheless, as close(2) does. */
  function failHandles(method: 'write' | 'sync' | 'close', nth: number): void {
    let calls = 0;
    changeHandles((handle) => {
      const original = handle[method].bind(handle) as (...args: unknown[]) => Promise<unknown>;
      Object.assign(handle, {
        [method]: async (...args: unknown[]) => {
          const fails = ++calls === nth;
          if (!fails || method === 'close') await original(...args);
          if (fails) throw ioError();
          return { bytesWritten: (args[2] as number | undefined) ?? 0 };
        },
      });
    });
  }

  for (const [writer, write] of writers) {
    it.each(failures)(
      `${writer} leaves the old file and no other when %s fails`,
      async (_what, code, fail) => {
        fs.writeFileSync(here.path, old);
        fail();
        expect(await errorOf(write)).toMatchObject({ code });
        expect(fs.readdirSync(here.folder)).toEqual(['file']);
        expect(fs.readFileSync(here.path).equals(old)).toBe(true);
      },
    );

    it.each(failures)(
      `${writer} leaves nothing in an empty folder when %s fails`,
      async (_what, code, fail) => {
        fail();
        expect(await errorOf(write)).toMatchObject({ code });
        expect(fs.readdirSync(here.folder)).toEqual([]);
      },
    );
  }

  it('touches nothing when the tensor is refused', async () => {
    fs.writeFileSync(here.path, old);
    const open = vi.spyOn(fsPromises, 'open');
    const wrong = { ...tensor, shape: [4] };
    await expectFormatError(() => writeNpy(here.path, wrong), here.path, 'takes 4 bytes');
    const tensors = new Map([
      ['a', tensor],
      ['b', wrong],
    ]);
    await expectFormatError(() => writeSafetensors(here.path, { tensors }), here.path, 'takes 4 bytes', 'b');
    expect(open).not.toHaveBeenCalled();
    expect(fs.readFileSync(here.path).equals(old)).toBe(true);
  });

  it('never writes into a file that is there', async () => {
    vi.spyOn(crypto, 'randomUUID').mockReturnValue('0-0-0-0-0');
    const open = vi.spyOn(fsPromises, 'open');
    await writeNpy(here.path, tensor);
    const taken = String(open.mock.calls[0]![0]);
    expect(taken).toMatch(/[/\\]\.linquant-[0-9a-f]{8}-\d+-0-0-0-0-0\.tmp$/);
    fs.writeFileSync(taken, old);
    expect(await errorOf(() => writeNpy(here.path, tensor))).toMatchObject({ code: 'EEXIST' });
    expect(fs.readFileSync(taken).equals(old)).toBe(true);
    fs.unlinkSync(taken);
    await writeNpy(here.path, tensor);
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
  });

  it('hands on the errors of the file system', async () => {
    here.path = join(here.folder, 'absent', 'file');
    expect(await errorOf(() => writeNpy(here.path, tensor))).toMatchObject({ code: 'ENOENT' });
    expect(fs.readdirSync(here.folder)).toEqual([]);
  });

  it('does not put a file in the place of a folder or a pipe', async () => {
    await expectFormatError(() => writeNpy(here.folder, tensor), here.folder, 'is not a regular file');
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [here.path]);
    await expectFormatError(() => writeNpy(here.path, tensor), here.path, 'is not a regular file');
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    expect(fs.statSync(here.path).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('replaces what a link leads to, with its rights', async () => {
    fs.mkdirSync(join(here.folder, 'real'));
    const real = join(here.folder, 'real', 'file');
    fs.writeFileSync(real, old);
    fs.chmodSync(real, 0o664); // a right that the usual umask takes away
    fs.symlinkSync(real, here.path);
    await writeNpy(here.path, tensor);
    expect(fs.lstatSync(here.path).isSymbolicLink()).toBe(true);
    expect(fs.statSync(real).mode & 0o777).toBe(0o664);
    expectSameBytes((await readNpy(real)).data, Buffer.from([1, 2, 3]));
    expect(fs.readdirSync(join(here.folder, 'real'))).toEqual(['file']);
  });

  it.each(['at once', 'after the first write'])('is given up when the memory goes away %s', async (when) => {
    fs.writeFileSync(here.path, old);
    const data = new Uint8Array(5);
    const transfer = () => structuredClone(data.buffer, { transfer: [data.buffer] });
    if (when !== 'at once') {
      changeHandles((handle) => {
        const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<unknown>;
        Object.assign(handle, { write: (...args: unknown[]) => write(...args).finally(transfer) });
      });
    }
    const written = writeNpy(here.path, { dtype: 'uint8', shape: [5], data });
    if (when === 'at once') transfer();
    const error = await errorOf(() => written);
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' });
    expect(error.message).toBe(
      `${here.path}: data must be a view on live memory; got one whose buffer was detached or shrunk below it`,
    );
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    expect(fs.readFileSync(here.path).equals(old)).toBe(true);
  });

  // Windows does not replace a file that is open.
  const whereOpenFilesCanBeReplaced = it.skipIf(process.platform === 'win32');

  whereOpenFilesCanBeReplaced('leaves what is being read as it is', async () => {
    fs.writeFileSync(here.path, old);
    const handle = await fsPromises.open(here.path);
    try {
      await writeNpy(here.path, tensor);
      expect((await handle.readFile()).equals(old)).toBe(true);
    } finally {
      await handle.close();
    }
  });

  whereOpenFilesCanBeReplaced('many at a time to one path leaves one of them whole', async () => {
    const lengths = Array.from({ length: 8 }, (_, index) => 1000 * (index + 1));
    await Promise.all(
      lengths.map((length, index) =>
        writeNpy(here.path, { dtype: 'uint8', shape: [length], data: Buffer.alloc(length, index) }),
      ),
    );
    expect(fs.readdirSync(here.folder)).toEqual(['file']);
    const { shape, data } = await readNpy(here.path);
    const index = lengths.indexOf(shape[0]!);
    expect(index).toBeGreaterThanOrEqual(0);
    expect(data.equals(Buffer.alloc(lengths[index]!, index))).toBe(true);
  });
});
