import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { argumentError } from '../errors.js';
import { builtIn } from '../platform/node.js';
import { fileError } from './file-error.js';
import { viewBytes } from './memory.js';

const { constants: bufferConstants } = builtIn('node:buffer');
const crypto = builtIn('node:crypto');
const { constants } = builtIn('node:fs');
const fs = builtIn('node:fs/promises');
const { dirname, join, resolve } = builtIn('node:path');

/** Bytes asked for in one call: far below the 2 GiB that some systems move at once, far above its cost. */
const chunkBytes = 2 ** 26;

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
   * @param begun - the bytes of the file that were read before; they are copied instead of read again
   */
  read(begun: Buffer, end: number): Promise<Buffer>;
}

/** Opens `path` for `use` and closes it after. */
export async function withFile<T>(path: string, use: (file: InputFile) => Promise<T>): Promise<T> {
  // O_NONBLOCK (undefined on Windows): a pipe without a writer would else block a thread for ever.
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

/** Memory of its own, no part of Node's pool: it begins at offset 0, so what the file aligns stays so. */
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
 * Writes `pieces` one after the other to `path`: to a new file beside it, which then takes its place. Who
 * reads `path` meanwhile, or has it mapped, sees the old file whole, as does everyone where writing fails.
 */
export async function writeFile(path: string, pieces: readonly Buffer[]): Promise<void> {
  // Taken before the first wait: memory that is lost while one waits has no length any more.
  const lengths = pieces.map((piece) => piece.length);
  const { target, mode } = await findTarget(path, resolve(path));
  const temporary = join(dirname(target), `.linquant-${crypto.randomUUID()}.tmp`);
  const handle = await fs.open(temporary, 'wx', mode);
  try {
    try {
      // The process's umask took some rights away when the file was made.
      // By its name: Node's permission model refuses fchmod.
      if (mode !== undefined) await fs.chmod(temporary, mode);
      for (const [index, piece] of pieces.entries()) await writeAll(handle, piece, lengths[index]!, path);
      // Before the rename: else a crash may leave the new name with the old file gone and the data not there.
      await flush(handle);
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target);
  } catch (error) {
    // The error that matters is the first one.
    await fs.unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Asks the system to write to the disk now. Node 26's permission model refuses it, and Yarn PnP has no such method. */
async function flush(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_ACCESS_DENIED' && message !== 'Method not implemented.') throw error;
  }
}

async function writeAll(handle: FileHandle, piece: Buffer, length: number, path: string): Promise<void> {
  for (let written = 0; written < length; ) {
    const bytes = viewBytes(piece, `${path}: data`, length);
    const chunk = Math.min(length - written, chunkBytes);
    written += (await handle.write(bytes, written, chunk, null)).bytesWritten;
  }
}

/**
 * The file to replace: the one that a symbolic link leads to, and with the rights that it has. `absolute` is the path
 * as it was when writing began: a process may change its folder meanwhile.
 */
async function findTarget(path: string, absolute: string): Promise<{ target: string; mode?: number }> {
  let stats: Stats;
  try {
    stats = await fs.stat(absolute);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { target: absolute };
    throw error;
  }
  // A rename would put a file in the place of a device.
  checkRegular(stats, path);
  return { target: await fs.realpath(absolute), mode: stats.mode & 0o777 };
}

function checkRegular(stats: Stats, path: string): void {
  if (!stats.isFile()) throw fileError({ file: path }, 'is not a regular file');
}
