import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { builtIn } from '../platform/node.js';
import { checkRegular } from './files.js';
import { forget, remember, temporaryName, tidy } from './temporary-files.js';
import { findTarget, type Target } from './write-target.js';

const { closeSync, constants, openSync } = builtIn('node:fs');
const fs = builtIn('node:fs/promises');
const { dirname } = builtIn('node:path');

/** A file being written. */
export interface OutputFile {
  readonly handle: FileHandle;
  /** Makes the file last, and gives it its name. An error leaves what {@link OutputFile.abort} leaves. */
  commit(): Promise<void>;
  /** Leaves the old file, where the new one is to replace it, and nothing beside it. Never rejects. */
  abort(): Promise<void>;
}

/**
 * Opens the file that `path` leads to, for writing.
 *
 * @param atomic - whether to write beside it and rename, or into it
 * @param grows - whether it is written for so long that signals which end the process are listened to
 */
export async function openOutput(path: string, atomic: boolean, grows = false): Promise<OutputFile> {
  const target = await findTarget(path);
  return atomic ? openBeside(target, grows) : openInPlace(target, path);
}

async function openBeside(target: Target, grows: boolean): Promise<OutputFile> {
  const folder = dirname(target.path);
  // Before the file is written, which may need the room.
  await tidy(folder);
  const temporary = temporaryName(folder);
  // Before it is there: a signal may come as soon as it is.
  remember(temporary, grows);
  // Nobody else may read it before it has its owner and mode.
  const handle = await create(temporary, target.stats === undefined ? 0o666 : 0o600).catch(async (error) => {
    await forget(temporary);
    return advise(error);
  });
  const abort = async () => {
    // The first error is reported, not one of the clean-up.
    await succeeds(handle.close());
    await succeeds(fs.unlink(temporary));
    await forget(temporary);
  };
  const orAbort = async <T>(work: () => Promise<T>) => {
    try {
      return await work();
    } catch (error) {
      await abort();
      throw error;
    }
  };
  const { stats } = target;
  if (stats !== undefined) await orAbort(() => keepOwnerAndMode(temporary, handle, stats));
  const commit = async () => {
    await orAbort(async () => {
      // Before the rename: otherwise a crash could leave the new name without its data.
      await flush(handle);
      await handle.close();
      await fs.rename(temporary, target.path).catch(advise);
    });
    await forget(temporary);
    await flushFolder(folder);
  };
  return { handle, commit, abort };
}

/** Makes a file in this turn of the event loop: else it could come into being after an end of the process has removed it. */
async function create(path: string, mode: number): Promise<FileHandle> {
  closeSync(openSync(path, 'wx', mode));
  return fs.open(path, 'r+');
}

async function openInPlace(target: Target, path: string): Promise<OutputFile> {
  // O_NONBLOCK (undefined on Windows): a pipe that came meanwhile is refused instead of waited for.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK;
  const handle = await fs.open(target.path, flags, 0o666);
  const abort = async () => void (await succeeds(handle.close()));
  try {
    checkRegular(await handle.stat(), path);
    await handle.truncate(0);
  } catch (error) {
    await abort();
    throw error;
  }
  const commit = async () => {
    try {
      await flush(handle);
    } finally {
      await handle.close();
    }
    if (target.stats === undefined) await flushFolder(dirname(target.path));
  };
  return { handle, commit, abort };
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
