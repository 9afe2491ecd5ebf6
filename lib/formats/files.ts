import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { argumentError } from '../errors.js';
import { builtIn } from '../platform/node.js';
import { fileError } from './file-error.js';
import { chunkBytes, writePieces } from './write-pieces.js';

const { constants: bufferConstants } = builtIn('node:buffer');
const crypto = builtIn('node:crypto');
const { constants } = builtIn('node:fs');
const fs = builtIn('node:fs/promises');
const { dirname, join, resolve } = builtIn('node:path');

export function checkPath(path: string): void {
  if (typeof path !== 'string') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'path', 'a string', path);
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
}

/** Opens `path` for `use` and closes it after. */
export async function withFile<T>(path: string, use: (file: InputFile) => Promise<T>): Promise<T> {
  // O_NONBLOCK (undefined on Windows): without it, opening a pipe that has no writer blocks a thread of the pool forever.
  const handle = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    checkRegular(stats, path);
    const { size } = stats;
    return await use({ size, read: (begun, end) => readUpTo(handle, begun, Math.min(end, size), path) });
  } finally {
    await handle.close();
  }
}

async function readUpTo(handle: FileHandle, begun: Buffer, end: number, path: string): Promise<Buffer> {
  const buffer = allocate(end, path);
  let filled = begun.copy(buffer);
  while (filled < end) {
    const { bytesRead } = await handle.read(buffer, filled, Math.min(end - filled, chunkBytes), filled);
    if (bytesRead === 0) {
      throw fileError(
        { file: path },
        `the file shrank while it was read: it had ${end} bytes, now ${filled}`,
      );
    }
    filled += bytesRead;
  }
  return buffer;
}

/** A Buffer outside of Node's pool: it starts at offset 0 of its ArrayBuffer, so data that is aligned in the file is aligned in memory. */
function allocate(bytes: number, path: string): Buffer {
  const tooLong = `its ${bytes} bytes do not fit into one Buffer here`;
  if (bytes > bufferConstants.MAX_LENGTH) {
    throw fileError({ file: path }, `${tooLong}, which takes ${bufferConstants.MAX_LENGTH}`);
  }
  try {
    return Buffer.allocUnsafeSlow(bytes);
  } catch (cause) {
    throw fileError({ file: path }, `${tooLong}: memory is exhausted`, cause);
  }
}

/**
 * Writes `pieces` to a temporary file beside `path`, then renames it to `path`. Readers see either the old file or the complete new
 * one; if writing fails, the old file stays.
 */
export async function writeFile(path: string, pieces: readonly Buffer[]): Promise<void> {
  // Read before the first await: a buffer that is detached meanwhile has length 0.
  const lengths = pieces.map((piece) => piece.length);
  const { target, mode } = await findTarget(path, resolve(path));
  const temporary = join(dirname(target), `.linquant-${crypto.randomUUID()}.tmp`);
  const handle = await fs.open(temporary, 'wx', mode);
  try {
    try {
      // Undoes the umask. By path, since Node's permission model refuses fchmod.
      if (mode !== undefined) await fs.chmod(temporary, mode);
      await writePieces(handle, pieces, lengths, path);
      // Before the rename: otherwise a crash could leave the new name without its data.
      await flush(handle);
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target);
  } catch (error) {
    // Report the first error, not one of the clean-up.
    await fs.unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** fsync. Ignores that Node 26's permission model refuses it and that Yarn PnP does not implement it. */
async function flush(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_ACCESS_DENIED' && message !== 'Method not implemented.') throw error;
  }
}

/**
 * The file to replace, after symbolic links, and its mode. `absolute` was resolved when writing began, since the process may change its
 * working directory meanwhile.
 */
async function findTarget(path: string, absolute: string): Promise<{ target: string; mode?: number }> {
  let stats: Stats;
  try {
    stats = await fs.stat(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { target: absolute };
    throw error;
  }
  // A rename would replace a device by a file.
  checkRegular(stats, path);
  return { target: await fs.realpath(absolute), mode: stats.mode & 0o777 };
}

function checkRegular(stats: Stats, path: string): void {
  if (!stats.isFile()) throw fileError({ file: path }, 'is not a regular file');
}
