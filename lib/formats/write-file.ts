import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { checkFlag, checkOptions } from '../arguments/options.js';
import { builtIn } from '../platform/node.js';
import { checkRegular } from './files.js';
import { forget, remember, temporaryName, tidy } from './temporary-files.js';
import { writePieces } from './write-pieces.js';
import { findTarget, type Target } from './write-target.js';

const { constants } = builtIn('node:fs');
const fs = builtIn('node:fs/promises');
const { dirname } = builtIn('node:path');

/**
 * Options of functions that write a file, and what all of them do.
 *
 * The data is synced to the disk before the promise resolves, and so is the folder, where the system allows that: a crash of the machine
 * leaves the old file or the new one. A symbolic link stays, and the file that it leads to is written, also if it is not there yet. A file
 * that is replaced keeps its permissions, and its owner and group as far as the system allows: a group that must be another gets no right
 * that everybody has not.
 *
 * The temporary file is `.linquant-*.tmp` in the folder of the file. An error removes it, and so does the end of the process, but for an
 * end by a signal that the program does not handle, and for a worker that is terminated: then the next process on this machine that writes into this folder removes it. No
 * listener for signals is added.
 *
 * @category Tensors
 * @example
 * ```ts
 * import { writeNpy } from 'linquant/formats';
 *
 * // A file that docker run -v mounts by itself, which no other can replace.
 * const codes = { dtype: 'int8', shape: [2], data: Int8Array.of(1, 2) } as const;
 * await writeNpy('build/mounted.npy', codes, { atomic: false });
 * ```
 */
export interface WriteOptions {
  /**
   * True, the default: the data goes to a temporary file in the same folder, which is then renamed, so that readers see the old file or the
   * new one, and an error leaves the old one as it is. The folder must be writable.
   *
   * False: the data is written into the file itself, and an error leaves a part of it. For what cannot be replaced, such as a single file
   * that is mounted into a container (a rename gives `EBUSY`), or a file in a folder that is not writable (`EACCES`). It also keeps what
   * belongs to the file and not to its name: its owner, access lists, hard links.
   */
  readonly atomic?: boolean | undefined;
}

/** Checks options and returns `atomic`. */
export function checkWriteOptions(options: WriteOptions | undefined): boolean {
  const { atomic } = checkOptions(options, ['atomic']);
  return atomic === undefined || checkFlag('options.atomic', atomic);
}

/** Writes `pieces`, one after another, as the file that `path` leads to. */
export async function writeFile(path: string, pieces: readonly Buffer[], atomic: boolean): Promise<void> {
  // Read before the first await: a buffer that is detached meanwhile has length 0.
  const lengths = pieces.map((piece) => piece.length);
  const write = async (handle: FileHandle) => {
    await writePieces(handle, pieces, lengths, path);
    // Before the rename: otherwise a crash could leave the new name without its data.
    await flush(handle);
  };
  const target = await findTarget(path);
  await (atomic ? replace(target, write) : writeInPlace(target, path, write));
}

async function replace(target: Target, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const folder = dirname(target.path);
  // Before the file is written, which may need the room.
  await tidy(folder);
  const temporary = temporaryName(folder);
  // Nobody else may read it before it has its owner and mode.
  const handle = await fs.open(temporary, 'wx', target.stats === undefined ? 0o666 : 0o600).catch(advise);
  remember(temporary);
  try {
    try {
      if (target.stats !== undefined) await keepOwnerAndMode(temporary, handle, target.stats);
      await write(handle);
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target.path).catch(advise);
  } catch (error) {
    // Report the first error, not one of the clean-up.
    await fs.unlink(temporary).catch(() => undefined);
    throw error;
  } finally {
    forget(temporary);
  }
  await flushFolder(folder);
}

async function writeInPlace(
  target: Target,
  path: string,
  write: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  // O_NONBLOCK (undefined on Windows): a pipe that came meanwhile is refused instead of waited for.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK;
  const handle = await fs.open(target.path, flags, 0o666);
  try {
    checkRegular(await handle.stat(), path);
    await handle.truncate(0);
    await write(handle);
  } finally {
    await handle.close();
  }
  if (target.stats === undefined) await flushFolder(dirname(target.path));
}

/**
 * Gives a new file the owner, the group and the permissions of the one that it replaces. Only root may give a file away, and a group must be
 * one's own; what may not be kept is left. A group that is another then gets no right that everybody has not.
 */
async function keepOwnerAndMode(
  temporary: string,
  handle: FileHandle,
  { uid, gid, mode }: Stats,
): Promise<void> {
  const now = await handle.stat();
  let rights = mode & 0o777;
  // By path, since Node's permission model refuses fchown and fchmod.
  if (now.gid !== gid && !(await succeeds(fs.chown(temporary, now.uid, gid)))) {
    rights &= ~0o070 | ((rights & 0o007) << 3);
  }
  await fs.chmod(temporary, rights);
  // Last: the mode of a file that was given away is not ours to change.
  if (now.uid !== uid) await succeeds(fs.chown(temporary, uid, -1));
}

async function succeeds(done: Promise<unknown>): Promise<boolean> {
  return done.then(
    () => true,
    () => false,
  );
}

/** Adds the way out to errors of files that cannot be replaced. */
function advise(error: NodeJS.ErrnoException): never {
  if (['EBUSY', 'EACCES', 'EPERM'].includes(String(error.code))) {
    error.message += '; the option { atomic: false } writes into a file that cannot be replaced';
  }
  throw error;
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
 * Makes a new name last through a crash of the machine, where the system lets a folder be opened and synced: not on Windows. The file is in
 * place already, so that an error would say too much.
 */
async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  } catch {
    // Not allowed, or not on this system.
  }
}
