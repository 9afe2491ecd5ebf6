import { constants } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readNpy, readSafetensors, type TensorInput, writeNpy, writeSafetensors } from 'linquant/formats';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorOf, expectFormatError, npyFile, temporaryFolder } from './helpers.js';

const root = temporaryFolder();
const tensor: TensorInput = { dtype: 'uint8', shape: [3], data: new Uint8Array([1, 2, 3]) };
const old = Buffer.from('the old file');

let folder: string;
let path: string;

beforeEach(() => {
  folder = fs.mkdtempSync(join(root, 'case-'));
  path = join(folder, 'file');
});

afterEach(() => vi.restoreAllMocks());

/** Lets every file that is opened pass through `change`. */
function changeHandles(change: (handle: FileHandle) => void): void {
  const { open } = fsPromises;
  vi.spyOn(fsPromises, 'open').mockImplementation(async (...args) => {
    const handle = await open(...args);
    change(handle);
    return handle;
  });
}

/** Makes every file look as if it had this size. */
function claimSize(size: number): void {
  changeHandles((handle) => {
    const stat = handle.stat.bind(handle);
    handle.stat = (async () => Object.assign(await stat(), { size })) as unknown as FileHandle['stat'];
  });
}

/** Counts how many handles are open, as a leak is otherwise seen by nobody. */
function countHandles(): { open: number } {
  const count = { open: 0 };
  changeHandles((handle) => {
    count.open++;
    const close = handle.close.bind(handle);
    handle.close = () => {
      count.open--;
      return close();
    };
  });
  return count;
}

describe('reading', () => {
  const readers = [
    ['readNpy', readNpy],
    ['readSafetensors', readSafetensors],
  ] as const;

  it.each(readers)('%s hands on the errors of the file system', async (_name, read) => {
    const error = await errorOf(() => read(join(folder, 'absent')));
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'open' });
  });

  it.each(readers)('%s refuses what is no regular file, without waiting for it', async (_name, read) => {
    await expectFormatError(() => read(folder), folder, 'is not a regular file');
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [path]);
    await expectFormatError(() => read(path), path, 'is not a regular file');
  });

  it.each(readers)('%s closes the file, also after an error', async (_name, read) => {
    const count = countHandles();
    fs.writeFileSync(path, old);
    await expectFormatError(() => read(path), path, '');
    expect(fsPromises.open).toHaveBeenCalledTimes(1);
    expect(count.open).toBe(0);
  });

  it('judges the size by the header before it reads or allocates the rest', async () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4,)}";
    fs.writeFileSync(path, npyFile(header, Buffer.alloc(4)));
    // A petabyte that does not fit the header: were it allocated first, the message would be another.
    claimSize(2 ** 50);
    await expectFormatError(() => readNpy(path), path, /takes 4 bytes after the header; the file has \d{16}/);
  });

  it('refuses a file that no Buffer holds', async () => {
    const length = Number.MAX_SAFE_INTEGER - 1000;
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${length},)}`;
    const file = npyFile(header, Buffer.alloc(0));
    fs.writeFileSync(path, file);
    claimSize(file.length + length);
    const why =
      length > constants.MAX_LENGTH ? `, which takes ${constants.MAX_LENGTH}` : ': memory is exhausted';
    const message = `its ${file.length + length} bytes do not fit into one Buffer here${why}`;
    await expectFormatError(() => readNpy(path), path, message);
  });

  it('refuses a file that shrinks meanwhile', async () => {
    await writeNpy(path, tensor);
    changeHandles((handle) => {
      const stat = handle.stat.bind(handle);
      handle.stat = (async () => {
        const stats = await stat();
        fs.truncateSync(path, stats.size - 2);
        return stats;
      }) as unknown as FileHandle['stat'];
    });
    await expectFormatError(
      () => readNpy(path),
      path,
      'the file shrank while it was read: it had 131 bytes, now 129',
    );
  });

  it('goes on where the system reads or writes less than asked', async () => {
    let calls = 0;
    changeHandles((handle) => {
      const read = handle.read.bind(handle) as (...args: unknown[]) => unknown;
      const write = handle.write.bind(handle) as (...args: unknown[]) => unknown;
      const few = (length: unknown): number => {
        calls++;
        return Math.min(length as number, 5);
      };
      Object.assign(handle, {
        read: (buffer: unknown, offset: unknown, length: unknown, position: unknown) =>
          read(buffer, offset, few(length), position),
        write: (buffer: unknown, offset: unknown, length: unknown, position: unknown) =>
          write(buffer, offset, few(length), position),
      });
    });
    const data = Buffer.from(Array.from({ length: 23 }, (_, index) => index));
    await writeNpy(path, { dtype: 'uint8', shape: [23], data });
    expect(calls).toBe(Math.ceil(128 / 5) + Math.ceil(23 / 5));
    expect((await readNpy(path)).data.equals(data)).toBe(true);
    expect(fs.statSync(path).size).toBe(128 + 23);
  });
});

describe('writing', () => {
  const writers = [
    ['writeNpy', () => writeNpy(path, tensor)],
    ['writeSafetensors', () => writeSafetensors(path, { tensors: new Map([['a', tensor]]) })],
  ] as const;

  it.each(writers)('%s replaces a file and leaves no other', async (_name, write) => {
    fs.writeFileSync(path, old);
    await write();
    expect(fs.readdirSync(folder)).toEqual(['file']);
    expect(fs.readFileSync(path).subarray(-3)).toEqual(Buffer.from([1, 2, 3]));
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
        fs.writeFileSync(path, old);
        fail();
        expect(await errorOf(write)).toMatchObject({ code });
        expect(fs.readdirSync(folder)).toEqual(['file']);
        expect(fs.readFileSync(path).equals(old)).toBe(true);
      },
    );

    it.each(failures)(
      `${writer} leaves nothing in an empty folder when %s fails`,
      async (_what, code, fail) => {
        fail();
        expect(await errorOf(write)).toMatchObject({ code });
        expect(fs.readdirSync(folder)).toEqual([]);
      },
    );
  }

  it('touches nothing when the tensor is refused', async () => {
    fs.writeFileSync(path, old);
    const open = vi.spyOn(fsPromises, 'open');
    const wrong = { ...tensor, shape: [4] };
    await expectFormatError(() => writeNpy(path, wrong), path, 'takes 4 bytes');
    const tensors = new Map([
      ['a', tensor],
      ['b', wrong],
    ]);
    await expectFormatError(() => writeSafetensors(path, { tensors }), path, 'takes 4 bytes', 'b');
    expect(open).not.toHaveBeenCalled();
    expect(fs.readFileSync(path).equals(old)).toBe(true);
  });

  it('never writes into a file that is there', async () => {
    vi.spyOn(crypto, 'randomUUID').mockReturnValue('0-0-0-0-0');
    const taken = join(folder, '.linquant-0-0-0-0-0.tmp');
    fs.writeFileSync(taken, old);
    expect(await errorOf(() => writeNpy(path, tensor))).toMatchObject({ code: 'EEXIST' });
    expect(fs.readFileSync(taken).equals(old)).toBe(true);
    fs.unlinkSync(taken);
    await writeNpy(path, tensor);
    expect(fs.readdirSync(folder)).toEqual(['file']);
  });

  it('hands on the errors of the file system', async () => {
    path = join(folder, 'absent', 'file');
    expect(await errorOf(() => writeNpy(path, tensor))).toMatchObject({ code: 'ENOENT' });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('does not put a file in the place of a folder or a pipe', async () => {
    await expectFormatError(() => writeNpy(folder, tensor), folder, 'is not a regular file');
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [path]);
    await expectFormatError(() => writeNpy(path, tensor), path, 'is not a regular file');
    expect(fs.readdirSync(folder)).toEqual(['file']);
    expect(fs.statSync(path).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('replaces what a link leads to, with its rights', async () => {
    fs.mkdirSync(join(folder, 'real'));
    const real = join(folder, 'real', 'file');
    fs.writeFileSync(real, old);
    fs.chmodSync(real, 0o664); // a right that the usual umask takes away
    fs.symlinkSync(real, path);
    await writeNpy(path, tensor);
    expect(fs.lstatSync(path).isSymbolicLink()).toBe(true);
    expect(fs.statSync(real).mode & 0o777).toBe(0o664);
    expect((await readNpy(real)).data).toEqual(Buffer.from([1, 2, 3]));
    expect(fs.readdirSync(join(folder, 'real'))).toEqual(['file']);
  });

  it.each(['at once', 'after the first write'])('is given up when the memory goes away %s', async (when) => {
    fs.writeFileSync(path, old);
    const data = new Uint8Array(5);
    const transfer = () => structuredClone(data.buffer, { transfer: [data.buffer] });
    if (when !== 'at once') {
      changeHandles((handle) => {
        const write = handle.write.bind(handle) as (...args: unknown[]) => Promise<unknown>;
        Object.assign(handle, { write: (...args: unknown[]) => write(...args).finally(transfer) });
      });
    }
    const written = writeNpy(path, { dtype: 'uint8', shape: [5], data });
    if (when === 'at once') transfer();
    const error = await errorOf(() => written);
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' });
    expect(error.message).toBe(
      `${path}: data must be a view on live memory; got one whose buffer was detached or shrunk below it`,
    );
    expect(fs.readdirSync(folder)).toEqual(['file']);
    expect(fs.readFileSync(path).equals(old)).toBe(true);
  });

  // Windows does not replace a file that is open.
  const whereOpenFilesCanBeReplaced = it.skipIf(process.platform === 'win32');

  whereOpenFilesCanBeReplaced('leaves what is being read as it is', async () => {
    fs.writeFileSync(path, old);
    const handle = await fsPromises.open(path);
    try {
      await writeNpy(path, tensor);
      expect((await handle.readFile()).equals(old)).toBe(true);
    } finally {
      await handle.close();
    }
  });

  whereOpenFilesCanBeReplaced('many at a time to one path leaves one of them whole', async () => {
    const lengths = Array.from({ length: 8 }, (_, index) => 1000 * (index + 1));
    await Promise.all(
      lengths.map((length, index) =>
        writeNpy(path, { dtype: 'uint8', shape: [length], data: Buffer.alloc(length, index) }),
      ),
    );
    expect(fs.readdirSync(folder)).toEqual(['file']);
    const { shape, data } = await readNpy(path);
    const index = lengths.indexOf(shape[0]!);
    expect(index).toBeGreaterThanOrEqual(0);
    expect(data.equals(Buffer.alloc(lengths[index]!, index))).toBe(true);
  });
});
