import { fileError } from './file-error.js';
import { type OutputFile, openOutput } from './output-file.js';
import { writeAll } from './write-pieces.js';

/** A file that is written piece by piece, at any places. */
export class GrowingFile {
  readonly #output: OutputFile;
  readonly #writing = new Set<Promise<void>>();
  /** Why nothing more can be written. */
  #ended: unknown;

  private constructor(
    readonly path: string,
    output: OutputFile,
  ) {
    this.#output = output;
  }

  static async open(path: string, atomic: boolean): Promise<GrowingFile> {
    return new GrowingFile(path, await openOutput(path, atomic, true));
  }

  /** Throws once the file is finished or given up. */
  checkOpen(): void {
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** Writes bytes at a position. An error gives up the file. */
  async write(bytes: Buffer, position: number): Promise<void> {
    this.checkOpen();
    const write = this.#write(bytes, position);
    this.#writing.add(write);
    try {
      await write;
    } catch (error) {
      await this.#giveUp(error);
      throw error;
    } finally {
      this.#writing.delete(write);
    }
  }

  #write(bytes: Buffer, position: number): Promise<void> {
    return writeAll(this.#output.handle, bytes, bytes.length, this.path, position);
  }

  /**
   * Makes the file whole, and gives it its name.
   *
   * @param head - gives the bytes of its beginning, which are known only now, or checks that all is there; an error of it gives up the file
   */
  async finish(head: () => Buffer | undefined): Promise<void> {
    this.checkOpen();
    this.#ended = fileError({ file: this.path }, 'is finished; nothing more can be written to it');
    try {
      const bytes = head();
      await Promise.all(this.#writing);
      if (bytes !== undefined) await this.#write(bytes, 0);
    } catch (error) {
      this.#ended = error;
      await this.#output.abort();
      throw error;
    }
    await this.#output.commit();
  }

  /** Gives up the file, unless it is finished. */
  async abort(): Promise<void> {
    await this.#giveUp(fileError({ file: this.path }, 'was given up by abort()'));
  }

  async #giveUp(error: unknown): Promise<void> {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    await this.#output.abort();
  }
}
