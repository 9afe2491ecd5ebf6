import { bufferOf, byteLengthOf, byteOffsetOf } from '../../platform/engine-views.js';

/** 8-bit codes in a typed array or Buffer, or codes as floats. */
type Codes = Int8Array | Uint8Array | Float32Array;

/**
 * The number of rows whose codes are all 0: they have no direction, so no cosine. Codes count as stores compare them, without zero point and
 * offset. Most rows are done at their first code.
 */
export function countZeroRows(codes: Codes, rows: number, dimensions: number): number {
  // A row that begins with 0 needs more code than fits into the caller.
  for (let row = 0; row < rows; row++) {
    if (codes[row * dimensions] === 0) return countFrom(codes, row, rows, dimensions);
  }
  return 0;
}

/** How many codes are looked at one by one, before a call of the engine is worth its price. */
const few = 32;
const zeros = Buffer.alloc(4096);

function countFrom(codes: Codes, first: number, rows: number, dimensions: number): number {
  let count = 0;
  let bytes: Uint8Array | undefined;
  for (let row = first; row < rows; row++) {
    const start = row * dimensions;
    const end = start + dimensions;
    const near = codes.BYTES_PER_ELEMENT === 1 ? Math.min(start + few, end) : end;
    let i = start;
    while (i < near && codes[i] === 0) i++;
    if (i < near) continue;
    if (near < end) {
      bytes ??= new Uint8Array(bufferOf(codes), byteOffsetOf(codes), byteLengthOf(codes));
      if (!isZeroMemory(bytes, near, end)) continue;
    }
    count++;
  }
  return count;
}

/** Comparing memory stops at the first difference. By views of the parts: Deno 2.9.6 holds the end of one to the length of the other. */
function isZeroMemory(bytes: Uint8Array, start: number, end: number): boolean {
  for (let from = start; from < end; from += zeros.length) {
    const to = Math.min(from + zeros.length, end);
    if (zeros.subarray(0, to - from).compare(bytes.subarray(from, to)) !== 0) return false;
  }
  return true;
}
