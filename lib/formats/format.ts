import { argumentError } from '../errors.js';
import { types } from '../platform/node.js';
import { checkPath, type InputFile, withFile } from './files.js';
import { viewBytes } from './memory.js';
import { startBytes } from './what-file.js';

/**
 * A file format with a header that tells the size of the file. Reading from memory, from disk and in pieces share the first two steps, so
 * that header and size are checked before the payload is read.
 *
 * @typeParam L - what the header says
 * @typeParam T - the content of the file
 */
export interface Format<L, T> {
  /**
   * The offset of the end of the header, at most `size`.
   *
   * @param start - the first {@link startBytes} of the file, or all of a shorter one
   * @param size - the bytes of the whole file
   */
  headEnd(start: Buffer, size: number, file: string): number;

  /**
   * Checks the header and the size of the file.
   *
   * @param head - the file up to `headEnd`
   * @param look - for what lies behind it
   */
  open(head: Buffer, size: number, file: string, look: Look): L;

  /** Makes the content from what `open` gave and all bytes of the file. */
  finish(layout: L, bytes: Buffer, file: string): T;
}

/** A few bytes of the file from `begin` on, for a message; fewer where it ends. */
export type Look = (begin: number, bytes: number) => Buffer;

/** Reads a file that is in memory. Copies nothing. */
export function parse<L, T>(format: Format<L, T>, bytes: Uint8Array, name: string | undefined): T {
  // Not instanceof: under Jest the Uint8Array of Node's Buffers is that of another realm.
  if (!types.isUint8Array(bytes)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'bytes', 'a Buffer or a Uint8Array', bytes);
  }
  if (name !== undefined && typeof name !== 'string') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'name', 'a string', name);
  }
  const file = name ?? '(bytes)';
  const buffer = viewBytes(bytes, 'bytes');
  const headEnd = format.headEnd(buffer.subarray(0, startBytes), buffer.length, file);
  const look: Look = (begin, length) => buffer.subarray(begin, begin + length);
  const layout = format.open(buffer.subarray(0, headEnd), buffer.length, file, look);
  return format.finish(layout, buffer, file);
}

/** Reads a file from disk into one new Buffer. */
export async function read<L, T>(format: Format<L, T>, path: string): Promise<T> {
  checkPath(path);
  return withFile(path, async (file) => {
    const { head, layout } = await readHead(format, file, path);
    return format.finish(layout, await file.read(head, file.size), path);
  });
}

/** Reads the header of a file alone. */
export async function readHead<L>(
  format: Format<L, unknown>,
  file: InputFile,
  path: string,
): Promise<{ head: Buffer; layout: L }> {
  const start = await file.read(Buffer.alloc(0), startBytes);
  const head = await file.read(start, format.headEnd(start, file.size, path));
  return { head, layout: format.open(head, file.size, path, file.look) };
}
