import { bytesAt } from './memory.js';
import { chunkRows, copyRows, rowsAt } from './row-chunks.js';
import type { ScoreCall } from './score-rows.js';

/** Rows of bits: how many differ from those of each query. */
export function scoreBits(call: ScoreCall): void {
  const { rows, queries, rowBytes, prepared, scores } = call;
  const words = Math.ceil(rowBytes / 4);
  const stride = words * 4;
  const asked = wordsOf(call, words, bytesAt(prepared, 0, queries * rowBytes));
  const step = chunkRows(stride, rows);
  for (let first = 0; first < rows; first += step) {
    const length = Math.min(step, rows - first);
    const corpus = wordsAt(call, first, length, stride);
    for (let query = 0; query < queries; query++) {
      const to = query * rows + first;
      for (let row = 0; row < length; row++) {
        scores[to + row] = differing(corpus, row * words, asked, query * words, words);
      }
    }
  }
}

/** Queries as words, with zeros behind their bytes. */
function wordsOf({ queries, rowBytes }: ScoreCall, words: number, bytes: Uint8Array): Int32Array {
  const asked = new Int32Array(queries * words);
  const to = new Uint8Array(asked.buffer);
  for (let query = 0; query < queries; query++) {
    to.set(bytes.subarray(query * rowBytes, (query + 1) * rowBytes), query * words * 4);
  }
  return asked;
}

/** Rows as words: where they lie if they are words there, else copied, with zeros behind their bytes. */
function wordsAt(call: ScoreCall, first: number, rows: number, stride: number): Int32Array {
  const { rowBytes } = call;
  const length = (rows * stride) / 4;
  if (stride === rowBytes) {
    const bytes = rowsAt(call, first, rows);
    if (bytes.byteOffset % 4 === 0) return new Int32Array(bytes.buffer, bytes.byteOffset, length);
  }
  const bytes = copyRows(call, first, rows, stride);
  if (stride !== rowBytes) clearGaps(bytes, rows, rowBytes, stride);
  return new Int32Array(bytes.buffer, 0, length);
}

function clearGaps(bytes: Uint8Array, rows: number, rowBytes: number, stride: number): void {
  for (let row = 0; row < rows; row++) bytes.fill(0, row * stride + rowBytes, (row + 1) * stride);
}

/** So many groups of three words fit into sums of 8 bits: each adds 24 at most. */
const groups = 10;

/**
 * The number of bits in which two rows differ. Three words are added bit by bit (a full adder), so that two words are counted instead of
 * three; sums of 8 bits are joined after some groups.
 */
function differing(x: Int32Array, at: number, y: Int32Array, from: number, words: number): number {
  const end = at + words;
  let total = 0;
  while (at < end) {
    const stop = Math.min(end, at + 3 * groups);
    let sums = 0;
    for (; at + 3 <= stop; at += 3, from += 3) {
      const a = x[at]! ^ y[from]!;
      const b = x[at + 1]! ^ y[from + 1]!;
      const c = x[at + 2]! ^ y[from + 2]!;
      const half = a ^ b;
      let ones = half ^ c;
      let twos = (a & b) | (half & c);
      ones = ones - ((ones >>> 1) & 0x55555555);
      twos = twos - ((twos >>> 1) & 0x55555555);
      ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
      twos = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
      const all = ones + 2 * twos;
      sums = (sums + (all & 0x0f0f0f0f) + ((all >>> 4) & 0x0f0f0f0f)) | 0;
    }
    for (; at < stop; at++, from++) {
      let ones = x[at]! ^ y[from]!;
      ones = ones - ((ones >>> 1) & 0x55555555);
      ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
      sums = (sums + (ones & 0x0f0f0f0f) + ((ones >>> 4) & 0x0f0f0f0f)) | 0;
    }
    const pairs = (sums & 0xff00ff) + ((sums >>> 8) & 0xff00ff);
    total += (pairs + (pairs >>> 16)) & 0xffff;
  }
  return total;
}
