import { bitsOfDtype, codeInByte } from './code-rows.js';
import { doublesOver } from './memory.js';
import { chunkRows, rowsAt } from './row-chunks.js';
import type { ScoreCall } from './score-rows.js';

/** Sums of each row: of its codes, and of their squares. */
export interface RowSums {
  readonly codes: Float64Array;
  readonly squares: Float64Array;
}

/** Fewer rows do not pay for tables. */
const fewestRows = 256;

/** The bytes of the tables of a query at most; more than that is read from the third level of cache. */
const mostTableBytes = 2 ** 19;

/** The entries of the tables of a query: 256 for each byte of a row. Grows. */
let table = new Float64Array(0);

/** Whether rows are scored by tables: those of packed codes, where enough rows share them. */
export function isByTables({ dtype, rows, rowBytes }: ScoreCall): boolean {
  return bitsOfDtype(dtype) < 8 && rows >= fewestRows && rowBytes * 256 * 8 <= mostTableBytes;
}

/**
 * Scores rows of packed codes: for each byte of a row, a table has the sum of its codes by the query's integers. All sums are exact.
 *
 * @param needs - whether sums of codes and squares are wanted
 * @param use - is given the sums of some rows
 */
export function byTables(
  call: ScoreCall,
  needs: boolean,
  use: (query: number, first: number, rows: number, dots: Float64Array, sums: RowSums) => void,
): void {
  const { rows, queries, columns, rowBytes, prepared, dtype } = call;
  const asked = doublesOver(prepared);
  const step = chunkRows(rowBytes, rows);
  if (table.length < rowBytes * 256) table = new Float64Array(rowBytes * 256);
  const all: RowSums = { codes: new Float64Array(rows), squares: new Float64Array(rows) };
  const dots = new Float64Array(step);
  for (let query = 0; query < queries; query++) {
    fillTable(table, asked, query * columns, rowBytes, dtype);
    for (let first = 0; first < rows; first += step) {
      const length = Math.min(step, rows - first);
      const bytes = rowsAt(call, first, length);
      const sums = {
        codes: all.codes.subarray(first, first + length),
        squares: all.squares.subarray(first, first + length),
      };
      if (needs && query === 0) sumBytes(bytes, rowBytes, length, dtype, sums);
      addEntries(bytes, rowBytes, length, table, dots);
      use(query, first, length, dots, sums);
    }
  }
}

/** The table of each byte: of the lowest code that is left, and of the rest. */
function fillTable(
  entries: Float64Array,
  query: Float64Array,
  from: number,
  rowBytes: number,
  dtype: number,
): void {
  const bits = bitsOfDtype(dtype);
  const perByte = 8 / bits;
  for (let byte = 0; byte < rowBytes; byte++) {
    const base = byte * 256;
    const at = from + byte * perByte;
    let filled = 1;
    entries[base] = 0;
    for (let i = 0; i < perByte; i++) {
      const weight = query[at + i]!;
      const values = 2 ** bits;
      // From the top down, since the entries of code 0 are those before this code.
      for (let code = values - 1; code >= 0; code--) {
        const more = codeInByte(dtype, code) * weight;
        for (let j = 0; j < filled; j++) entries[base + code * filled + j] = entries[base + j]! + more;
      }
      filled *= values;
    }
  }
}

function addEntries(
  bytes: Uint8Array,
  rowBytes: number,
  rows: number,
  entries: Float64Array,
  dots: Float64Array,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let a = (row * rowBytes) | 0;
    let b = (a + rowBytes) | 0;
    let c = (b + rowBytes) | 0;
    let d = (c + rowBytes) | 0;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    const end = (rowBytes * 256) | 0;
    for (let base = 0; base < end; base += 256) {
      sumA += entries[base + bytes[a++]!]!;
      sumB += entries[base + bytes[b++]!]!;
      sumC += entries[base + bytes[c++]!]!;
      sumD += entries[base + bytes[d++]!]!;
    }
    dots[row] = sumA;
    dots[row + 1] = sumB;
    dots[row + 2] = sumC;
    dots[row + 3] = sumD;
  }
  for (; row < rows; row++) {
    const at = row * rowBytes;
    let sum = 0;
    for (let byte = 0; byte < rowBytes; byte++) sum += entries[byte * 256 + bytes[at + byte]!]!;
    dots[row] = sum;
  }
}

/** Sums of codes and squares of each row, by one table for all bytes. */
function sumBytes(bytes: Uint8Array, rowBytes: number, rows: number, dtype: number, sums: RowSums): void {
  const bits = bitsOfDtype(dtype);
  const codes = new Int32Array(256);
  const squares = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    for (let at = 0; at < 8; at += bits) {
      const code = codeInByte(dtype, (byte >> at) & (2 ** bits - 1));
      codes[byte]! += code;
      squares[byte]! += code * code;
    }
  }
  for (let row = 0; row < rows; row++) {
    let at = (row * rowBytes) | 0;
    const end = (at + rowBytes) | 0;
    let sum = 0;
    let square = 0;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      sum += codes[byte]!;
      square += squares[byte]!;
    }
    sums.codes[row] = sum;
    sums.squares[row] = square;
  }
}
