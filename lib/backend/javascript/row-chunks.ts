import { bytesAt } from './memory.js';
import type { ScoreCall } from './score-rows.js';

/** Bytes of rows that are copied and scored at once: they stay in the first or second level of cache. */
const chunkBytes = 2 ** 16;

/** The copied rows. Grows to hold a row. */
let copied = new Uint8Array(chunkBytes);

/** How many rows a chunk has, 1 or more. */
export function chunkRows(rowBytes: number, rows: number): number {
  return Math.max(1, Math.min(rows, Math.floor(chunkBytes / rowBytes)));
}

/** What Node 20 has and its types do not know. */
interface Resizable {
  readonly resizable?: boolean;
  readonly growable?: boolean;
}

/**
 * Rows where they lie, as one kind of array, so that loops stay monomorphic (scratch.ts). Resizable memory makes arrays of another kind, so its
 * rows are copied, and so are those of a list. A copy of everything would cost as much as a third of the sums.
 */
export function rowsAt(call: ScoreCall, first: number, rows: number): Uint8Array {
  const { corpus, rowBytes, list, firstRow } = call;
  const { resizable, growable } = corpus.buffer as Resizable;
  if (list !== undefined || resizable === true || growable === true) {
    return copyRows(call, first, rows, rowBytes).subarray(0, rows * rowBytes);
  }
  return bytesAt(corpus, (firstRow + first) * rowBytes, rows * rowBytes);
}

/**
 * Copies rows into memory of ours, from which loops read them: see scratch.ts.
 *
 * @param first - the place of the first in the call
 * @param stride - bytes from row to row: those of a row, or more
 * @returns the memory, whose length is a multiple of 8
 */
export function copyRows(call: ScoreCall, first: number, rows: number, stride: number): Uint8Array {
  const { corpus, rowBytes, list, firstRow } = call;
  const wanted = Math.ceil((rows * stride) / 8) * 8;
  if (copied.length < wanted) copied = new Uint8Array(wanted);
  if (list === undefined && stride === rowBytes) {
    copied.set(bytesAt(corpus, (firstRow + first) * rowBytes, rows * rowBytes));
    return copied;
  }
  for (let row = 0; row < rows; row++) {
    const from = list === undefined ? firstRow + first + row : list[first + row]!;
    copied.set(bytesAt(corpus, from * rowBytes, rowBytes), row * stride);
  }
  return copied;
}
