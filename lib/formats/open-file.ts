import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { builtIn } from '../platform/node.js';
import { fileError } from './file-error.js';
import { checkPath, inputFile, openRegular, shrankError } from './files.js';
import { type Format, readHead } from './format.js';
import { viewBytes } from './memory.js';
import { chunkBytes } from './write-pieces.js';

const { fstatSync } = builtIn('node:fs');

/** A file that stays open to be read in pieces. */
export class OpenFile {
  readonly #handle: FileHandle;
  readonly #stats: Stats;
  #isClosed = false;

  constructor(
    readonly path: string,
    handle: FileHandle,
    stats: Stats,
  ) {
    this.#handle = handle;
    this.#stats = stats;
  }

  /** Throws once the file was closed. */
  checkOpen(): void {
    if (this.#isClosed) throw fileError({ file: this.path }, 'was closed; open it again to read it');
  }

  /**
   * Fills a view with the bytes from `position` on, which must lie within the file.
   *
   * @param argument - the name of the view in messages
   */
  async readInto(view: Buffer, position: number, argument: string): Promise<void> {
    const { length } = view;
    for (let filled = 0; filled < length; ) {
      this.checkOpen();
      // Looked at anew for each chunk: the memory may be detached meanwhile.
      const bytes = viewBytes(view, argument, length);
      const chunk = Math.min(length - filled, chunkBytes);
      const { bytesRead } = await this.#handle.read(bytes, filled, chunk, position + filled);
      if (bytesRead === 0) throw shrankError(this.path, this.#stats.size, position + filled);
      filled += bytesRead;
    }
    viewBytes(view, argument, length);
    this.#checkUnchanged();
  }

  /** What was read is of the file that the header was read of only if nobody has written to it since. */
  #checkUnchanged(): void {
    this.checkOpen();
    // Not by a promise: the thread pool would take ten times as long for it, which small pieces would notice.
    const { size, mtimeMs } = fstatSync(this.#handle.fd);
    const before = this.#stats;
    if (size === before.size && mtimeMs === before.mtimeMs) return;
    const how = size === before.size ? '' : `: it had ${before.size} bytes, now ${size}`;
    throw fileError({ file: this.path }, `the file changed while it was read${how}`);
  }

  /** Closes the file once what is being read was read. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#handle.close();
  }
}

/** Opens a file and reads its header alone. */
export async function openFile<L>(
  format: Format<L, unknown>,
  path: string,
): Promise<{ file: OpenFile; layout: L }> {
  checkPath(path);
  const { handle, stats } = await openRegular(path);
  try {
    const { layout } = await readHead(format, inputFile(handle, stats, path), path);
    return { file: new OpenFile(path, handle, stats), layout };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
