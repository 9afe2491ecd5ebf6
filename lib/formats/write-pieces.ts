import type { FileHandle } from 'node:fs/promises';
import { detachedError } from '../errors.js';
import { viewBytes } from './memory.js';

/** Bytes read or written in one call. Some systems move at most 2 GiB at once; from 64 MiB on the cost of a call does not matter. */
export const chunkBytes = 2 ** 26;

/** Where there are more pieces than this, small ones are gathered; else every piece is written where it lies. */
const fewPieces = 16;

/** Up to this size a piece is small: a call costs some 100 us, the copy of as many bytes less than a tenth of it. */
const smallPiece = 2 ** 16;

/** The memory that small pieces are gathered in. */
const gatheredBytes = 2 ** 20;

/**
 * Writes pieces one after another.
 *
 * @param lengths - the lengths of the pieces when they were checked: a buffer that was detached meanwhile has length 0
 */
export async function writePieces(
  handle: FileHandle,
  pieces: readonly Buffer[],
  lengths: readonly number[],
  path: string,
): Promise<void> {
  const gathered = Buffer.allocUnsafeSlow(pieces.length > fewPieces ? gatheredBytes : 0);
  let filled = 0;
  const flush = async () => {
    if (filled > 0) await writeAll(handle, gathered.subarray(0, filled), filled, path);
    filled = 0;
  };
  for (const [index, piece] of pieces.entries()) {
    const length = lengths[index]!;
    if (gathered.length === 0 || length > smallPiece) {
      await flush();
      await writeAll(handle, piece, length, path);
      continue;
    }
    if (filled + length > gathered.length) await flush();
    // A piece is a Buffer made here: its length tells whether the memory went away, at less than viewBytes costs.
    if (piece.length !== length) throw detachedError(`${path}: data`);
    gathered.set(piece, filled);
    filled += length;
  }
  await flush();
}

/** @param position - where in the file; null: where the last write ended */
export async function writeAll(
  handle: FileHandle,
  piece: Buffer,
  length: number,
  path: string,
  position: number | null = null,
): Promise<void> {
  for (let written = 0; written < length; ) {
    // Looked at anew for each chunk: the memory may be detached meanwhile.
    const bytes = viewBytes(piece, `${path}: data`, length);
    const chunk = Math.min(length - written, chunkBytes);
    const at = position === null ? null : position + written;
    written += (await handle.write(bytes, written, chunk, at)).bytesWritten;
  }
}
