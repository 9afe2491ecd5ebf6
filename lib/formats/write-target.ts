import type { Stats } from 'node:fs';
import { builtIn } from '../platform/node.js';
import { fileError, quote } from './file-error.js';
import { checkRegular } from './files.js';

const fs = builtIn('node:fs/promises');
const { dirname, isAbsolute, resolve, sep } = builtIn('node:path');

/** The file that a path leads to, where open(2) would create it if it is not there. */
export interface Target {
  readonly path: string;
  /** What is there now. */
  readonly stats?: Stats;
}

/** As many links as Linux follows. */
const mostLinks = 40;

/**
 * Follows symbolic links, also those that lead to nothing yet.
 *
 * @param path - as it was given, for messages
 */
export async function findTarget(path: string): Promise<Target> {
  checkEnding(path, path);
  // Before the first await: the process may change its working directory meanwhile.
  let end = resolve(path);
  for (let links = 0; links <= mostLinks; links++) {
    const stats = await unlessAbsent(fs.stat(end));
    if (stats !== undefined) {
      // A rename would replace a device by a file.
      checkRegular(stats, path);
      return { path: await fs.realpath(end), stats };
    }
    const text = await unlessAbsent(fs.readlink(end), 'EINVAL', 'UNKNOWN');
    if (text === undefined) return { path: end };
    checkEnding(text, path);
    // Not by join(): `..` means the parent of where a folder really is, which only the system knows.
    end = isAbsolute(text) ? text : `${dirname(end)}${sep}${text}`;
  }
  throw fileError({ file: path }, `is the first of more than ${mostLinks} symbolic links`);
}

/** Refuses the endings that resolve() removes: the file in front of them would be written. */
function checkEnding(end: string, path: string): void {
  if (!(sep === '/' ? /(^|\/)\.{0,2}$/ : /(^|[/\\])\.{0,2}$/).test(end)) return;
  throw fileError({ file: path }, `must lead to a file; ${quote(end)} ends as the path of a folder does`);
}

/** What a promise gives; undefined if there is no such file, or for the other codes. */
async function unlessAbsent<T>(found: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (code === 'ENOENT' || codes.includes(code)) return undefined;
    throw error;
  }
}
