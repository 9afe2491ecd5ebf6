import type { RowSums } from './byte-tables.js';
import { type PairedQuery, pairedDots } from './paired-dots.js';

/** Columns whose products sum up in 32 bits: 128 by 256, 32768 times, is 2^30. */
const segment = 2 ** 15;

/**
 * The sums of codes by integers of -256..256.
 *
 * @param paired - the same integers, if they are small enough and `columns` are whole words
 */
export function integerDots(
  codes: Int8Array,
  columns: number,
  rows: number,
  query: Int32Array,
  from: number,
  dots: Float64Array,
  paired: PairedQuery | undefined,
): void {
  const { buffer, byteOffset } = codes;
  const isWords = columns % 4 === 0 && byteOffset % 4 === 0;
  const words = isWords ? new Int32Array(buffer, byteOffset, (rows * columns) / 4) : undefined;
  const fours = rows & -4;
  dots.fill(0, 0, rows);
  for (let begin = 0; begin < columns; begin += segment) {
    const length = Math.min(segment, columns - begin);
    if (words !== undefined) {
      if (paired !== undefined) {
        pairedDots(words, columns / 4, fours, begin / 4, (begin + length) / 4, paired, dots);
      } else {
        wordDots(words, columns / 4, fours, begin / 4, length, query, from + begin, dots);
      }
      byteDots(codes, columns, fours, rows, begin, length, query, from + begin, dots);
    } else {
      byteDots(codes, columns, 0, rows, begin, length, query, from + begin, dots);
    }
  }
}

/** Four rows at a time, four codes from a word. Each `| 0` tells the compiler that a sum is taken in 32 bits. */
function wordDots(
  words: Int32Array,
  stride: number,
  rows: number,
  begin: number,
  length: number,
  query: Int32Array,
  from: number,
  dots: Float64Array,
): void {
  for (let row = 0; row < rows; row = (row + 4) | 0) {
    let a = (Math.imul(row, stride) + begin) | 0;
    let b = (a + stride) | 0;
    let c = (b + stride) | 0;
    let d = (c + stride) | 0;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    const end = (from + length) | 0;
    for (let i = from | 0; i < end; i = (i + 4) | 0) {
      const w = query[i]!;
      const x = query[i + 1]!;
      const y = query[i + 2]!;
      const z = query[i + 3]!;
      sumA = (sumA + wordDot(words[a]!, w, x, y, z)) | 0;
      sumB = (sumB + wordDot(words[b]!, w, x, y, z)) | 0;
      sumC = (sumC + wordDot(words[c]!, w, x, y, z)) | 0;
      sumD = (sumD + wordDot(words[d]!, w, x, y, z)) | 0;
      a = (a + 1) | 0;
      b = (b + 1) | 0;
      c = (c + 1) | 0;
      d = (d + 1) | 0;
    }
    dots[row]! += sumA;
    dots[row + 1]! += sumB;
    dots[row + 2]! += sumC;
    dots[row + 3]! += sumD;
  }
}

function wordDot(word: number, w: number, x: number, y: number, z: number): number {
  const low = Math.imul((word << 24) >> 24, w) + Math.imul((word << 16) >> 24, x);
  return (low + Math.imul((word << 8) >> 24, y) + Math.imul(word >> 24, z)) | 0;
}

function byteDots(
  codes: Int8Array,
  columns: number,
  first: number,
  rows: number,
  begin: number,
  length: number,
  query: Int32Array,
  from: number,
  dots: Float64Array,
): void {
  for (let row = first; row < rows; row++) {
    let at = (Math.imul(row, columns) + begin) | 0;
    const end = (at + length) | 0;
    const even = (at + (length & -2)) | 0;
    let i = from | 0;
    let sum = 0;
    let other = 0;
    for (; at < even; at = (at + 2) | 0, i = (i + 2) | 0) {
      sum = (sum + Math.imul(codes[at]!, query[i]!)) | 0;
      other = (other + Math.imul(codes[at + 1]!, query[i + 1]!)) | 0;
    }
    if (at < end) sum = (sum + Math.imul(codes[at]!, query[i]!)) | 0;
    dots[row]! += sum + other;
  }
}

/** The sums of codes by integers of 24 bits, in float64: products and sums are exact. */
export function wideDots(
  codes: Int8Array,
  columns: number,
  rows: number,
  query: Float64Array,
  from: number,
  dots: Float64Array,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let a = (row * columns) | 0;
    let b = (a + columns) | 0;
    let c = (b + columns) | 0;
    let d = (c + columns) | 0;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    const end = (from + columns) | 0;
    for (let i = from | 0; i < end; i++) {
      const x = query[i]!;
      sumA += codes[a++]! * x;
      sumB += codes[b++]! * x;
      sumC += codes[c++]! * x;
      sumD += codes[d++]! * x;
    }
    dots[row] = sumA;
    dots[row + 1] = sumB;
    dots[row + 2] = sumC;
    dots[row + 3] = sumD;
  }
  for (; row < rows; row++) {
    const at = (row * columns) | 0;
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += codes[at + i]! * query[from + i]!;
    dots[row] = sum;
  }
}

/** The sums of each row's codes, and of their squares. */
export function sumsOfRows(codes: Int8Array, columns: number, rows: number, sums: RowSums): void {
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let squares = 0;
    for (let begin = 0; begin < columns; begin += segment) {
      let at = (row * columns + begin) | 0;
      const end = Math.min((row + 1) * columns, at + segment) | 0;
      let part = 0;
      let square = 0;
      for (; at < end; at++) {
        const code = codes[at]!;
        part = (part + code) | 0;
        square = (square + Math.imul(code, code)) | 0;
      }
      sum += part;
      squares += square;
    }
    sums.codes[row] = sum;
    sums.squares[row] = squares;
  }
}
