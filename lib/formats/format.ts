import { argumentError } from '../errors.js';
import { types } from '../platform/node.js';
import { checkPath, withFile } from './files.js';
import { viewBytes } from './memory.js';
import { startBytes } from './what-file.js';

/**
 * A file format with a header that tells the size of the file. Reading from memory and from disk share these two steps, so that header
 * and size are checked before the payload is read.
 */
export interface Format<T> {
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
   * @returns a function that makes the result from all bytes of the file
   */
  open(head: Buffer, size: number, file: string, look: Look): (bytes: Buffer) => T;
}

/** A few bytes of the file from `begin` on, for a message; fewer where it ends. */
export type Look = (begin: number, bytes: number) => Buffer;

/** Reads a file that is in memory. Copies nothing. */
export function parse<T>(format: Format<T>, bytes: Uint8Array, name: string | undefined): T {
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
  return format.open(buffer.subarray(0, headEnd), buffer.length, file, look)(buffer);
}

/** Reads a file from disk into one new Buffer. */
export async function read<T>(format: Format<T>, path: string): Promise<T> {
  checkPath(path);
  return withFile(path, async (file) => {
    const start = await file.read(Buffer.alloc(0), startBytes);
    const head = await file.read(start, format.headEnd(start, file.size, path));
    const finish = format.open(head, file.size, path, file.look);
    return finish(await file.read(head, file.size));
  });
}
