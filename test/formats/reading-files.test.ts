// Reading from disk, by readNpy and readSafetensors: what is judged before it is read, and what the system may do meanwhile.
import { constants } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readNpy, readSafetensors, writeNpy } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { errorOf, expectFormatError, freshFolder, npyFile } from './helpers.js';
import { changeHandles, claimSize, countHandles, old, tensor } from './open-files.js';

const here = freshFolder();

describe('reading', () => {
  const readers = [
    ['readNpy', readNpy],
    ['readSafetensors', readSafetensors],
  ] as const;

  it.each(readers)('%s hands on the errors of the file system', async (_name, read) => {
    const error = await errorOf(() => read(join(here.folder, 'absent')));
    expect(error).toMatchObject({ code: 'ENOENT', syscall: 'open' });
  });

  it.each(readers)('%s refuses what is no regular file, without waiting for it', async (_name, read) => {
    await expectFormatError(() => read(here.folder), here.folder, 'is not a regular file');
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [here.path]);
    await expectFormatError(() => read(here.path), here.path, 'is not a regular file');
  });

  it.each(readers)('%s closes the file, also after an error', async (_name, read) => {
    const count = countHandles();
    fs.writeFileSync(here.path, old);
    await expectFormatError(() => read(here.path), here.path, '');
    expect(fsPromises.open).toHaveBeenCalledTimes(1);
    expect(count.open).toBe(0);
  });

  it('judges the size by the header before it reads or allocates the rest', async () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4,)}";
    fs.writeFileSync(here.path, npyFile(header, Buffer.alloc(1000)));
    // A petabyte that does not fit the header: were it allocated first, the message would be another.
    claimSize(2 ** 50);
    await expectFormatError(
      () => readNpy(here.path),
      here.path,
      /takes 4 bytes after the header; the file has \d{16}/,
    );
  });

  it('refuses a file that no Buffer holds', async () => {
    const length = Number.MAX_SAFE_INTEGER - 1000;
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${length},)}`;
    const file = npyFile(header, Buffer.alloc(0));
    fs.writeFileSync(here.path, Buffer.concat([file, Buffer.alloc(1000)]));
    claimSize(file.length + length);
    const why =
      length > constants.MAX_LENGTH ? `, which takes ${constants.MAX_LENGTH}` : ': memory is exhausted';
    const message = `its ${file.length + length} bytes do not fit into one Buffer here${why}`;
    await expectFormatError(() => readNpy(here.path), here.path, message);
  });

  it('refuses a file that shrinks meanwhile', async () => {
    await writeNpy(here.path, tensor);
    changeHandles((handle) => {
      const stat = handle.stat.bind(handle);
      handle.stat = (async () => {
        const stats = await stat();
        fs.truncateSync(here.path, stats.size - 2);
        return stats;
      }) as unknown as FileHandle['stat'];
    });
    await expectFormatError(
      () => readNpy(here.path),
      here.path,
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
    await writeNpy(here.path, { dtype: 'uint8', shape: [23], data });
    expect(calls).toBe(Math.ceil(128 / 5) + Math.ceil(23 / 5));
    expect((await readNpy(here.path)).data.equals(data)).toBe(true);
    expect(fs.statSync(here.path).size).toBe(128 + 23);
  });
});
