import { checkFlag, checkOptions, type Unchecked } from '../arguments/options.js';
import { openOutput } from './output-file.js';
import { writePieces } from './write-pieces.js';

/**
 * Options of functions that write a file, and what all of them do.
 *
 * The data is synced to the disk before the promise resolves, and so is the folder, where the system allows that: a crash of the machine
 * leaves the old file or the new one. A symbolic link stays, and the file that it leads to is written, also if it is not there yet. A file
 * that is replaced keeps its permissions, and its owner and group as far as the system allows: a group that must be another gets no right
 * that everybody has not.
 *
 * The temporary file is `.linquant-*.tmp` in the folder of the file. An error removes it, and so does the end of the process, but for an
 * end by a signal that the program does not handle, and for a worker that is terminated: then the next process on this machine that writes
 * into this folder removes it. Only {@link createNpy} and {@link createSafetensors} listen to signals, while their files are open.
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
  return checkAtomic(checkOptions(options, ['atomic']));
}

/** Checks `atomic` of options whose names were checked. */
export function checkAtomic({ atomic }: Unchecked): boolean {
  return atomic === undefined || checkFlag('options.atomic', atomic);
}

/** Writes `pieces`, one after another, as the file that `path` leads to. */
export async function writeFile(path: string, pieces: readonly Buffer[], atomic: boolean): Promise<void> {
  // Read before the first await: a buffer that is detached meanwhile has length 0.
  const lengths = pieces.map((piece) => piece.length);
  const output = await openOutput(path, atomic);
  try {
    await writePieces(output.handle, pieces, lengths, path);
  } catch (error) {
    await output.abort();
    throw error;
  }
  await output.commit();
}
