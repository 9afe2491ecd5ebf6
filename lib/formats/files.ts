import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { argumentError } from '../errors.js';
import { builtIn } from '../platform/node.js';
import { fileError } from './file-error.js';
import { allocate } from './memory.js';
import { chunkBytes } from './write-pieces.js';

const { constants, readSync } = builtIn('node:fs');
const fs = builtIn('node:fs/promises');

export function checkPath(path: string, argument = 'path'): void {
  if (typeof path !== 'string') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a string', path);
  }
}

/** A file being read. */
export interface InputFile {
  readonly size: number;
  /**
   * The file up to `end` (at most `size`), in a buffer of its own.
   *
   * @param begun - the start of the file, read before; it is copied instead of read again
   */
  read(begun: Buffer, end: number): Promise<Buffer>;
  /** A few bytes at `begin`, for a message; fewer where the file ends. */
  look(begin: number, bytes: number): Buffer;
}

/** Opens `path` for `use` and closes it after. */
export async function withFile<T>(path: string, use: (file: InputFile) => Promise<T>): Promise<T> {
  const { handle, stats } = await openRegular(path);
  try {
    return await use(inputFile(handle, stats, path));
  } finally {
    await handle.close();
  }
}

/** Opens a regular file for reading. */
export async function openRegular(path: string): Promise<{ handle: FileHandle; stats: Stats }> {
  // O_NONBLOCK (undefined on Windows): without it, opening a pipe that has no writer blocks a thread of the pool forever.
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    checkRegular(stats, path);
    return { handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** How the start of an open file is read. */
export function inputFile(handle: FileHandle, { size }: Stats, path: string): InputFile {
  return {
    size,
    read: (begun, end) => readUpTo(handle, begun, Math.min(end, size), path),
    look: (begin, bytes) => {
      const buffer = Buffer.alloc(bytes);
      return buffer.subarray(0, readSync(handle.fd, buffer, 0, bytes, begin));
    },
  };
}

async function readUpTo(handle: FileHandle, begun: Buffer, end: number, path: string): Promise<Buffer> {
  const buffer = allocate(end, path);
  let filled = begun.copy(buffer);
  while (filled < end) {
    const { bytesRead } = await handle.read(buffer, filled, Math.min(end - filled, chunkBytes), filled);
    if (bytesRead === 0) throw shrankError(path, end, filled);
    filled += bytesRead;
  }
  return buffer;
}

export function checkRegular(stats: Stats, path: string): void {
  if (!stats.isFile()) throw fileError({ file: path }, 'is not a regular file');
}

/** The error for a file that ends earlier than it did when it was opened. */
export function shrankError(path: string, before: number, now: number): Error {
  return fileError({ file: path }, `the file shrank while it was read: it had ${before} bytes, now ${now}`);
}
