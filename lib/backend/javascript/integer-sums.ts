import type { RowSums } from './byte-tables.js';

/** Columns whose products sum up in 32 bits: 128 by 256, 32768 times, is 2^30. */
const segment = 2 ** 15;

/**
 * The sums of codes by integers of -256..256. Four rows and two columns at a time: `Math.imul` and `| 0` keep sums in 32 bits.
 */
export function integerDots(
  codes: Int8Array,
  columns: number,
  rows: number,
  query: Int32Array,
  from: number,
  dots: Float64Array,
): void {
  dots.fill(0, 0, rows);
  for (let begin = 0; begin < columns; begin += segment) {
    const length = Math.min(segment, columns - begin);
    segmentDots(codes, columns, rows, begin, length, query, from + begin, dots);
  }
}

function segmentDots(
  codes: Int8Array,
  columns: number,
  rows: number,
  begin: number,
  length: number,
  query: Int32Array,
  from: number,
  dots: Float64Array,
): void {
  const even = length & -2;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let a = (row * columns + begin) | 0;
    let b = (a + columns) | 0;
    let c = (b + columns) | 0;
    let d = (c + columns) | 0;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    const end = (from + even) | 0;
    let i = from | 0;
    for (; i < end; i += 2) {
      const x = query[i]!;
      const y = query[i + 1]!;
      sumA = (sumA + Math.imul(codes[a]!, x) + Math.imul(codes[a + 1]!, y)) | 0;
      sumB = (sumB + Math.imul(codes[b]!, x) + Math.imul(codes[b + 1]!, y)) | 0;
      sumC = (sumC + Math.imul(codes[c]!, x) + Math.imul(codes[c + 1]!, y)) | 0;
      sumD = (sumD + Math.imul(codes[d]!, x) + Math.imul(codes[d + 1]!, y)) | 0;
      a += 2;
      b += 2;
      c += 2;
      d += 2;
    }
    if (even < length) {
      const x = query[i]!;
      sumA = (sumA + Math.imul(codes[a]!, x)) | 0;
      sumB = (sumB + Math.imul(codes[b]!, x)) | 0;
      sumC = (sumC + Math.imul(codes[c]!, x)) | 0;
      sumD = (sumD + Math.imul(codes[d]!, x)) | 0;
    }
    dots[row]! += sumA;
    dots[row + 1]! += sumB;
    dots[row + 2]! += sumC;
    dots[row + 3]! += sumD;
  }
  for (; row < rows; row++) {
    const at = (row * columns + begin) | 0;
    let sum = 0;
    for (let i = 0; i < length; i++) sum = (sum + Math.imul(codes[at + i]!, query[from + i]!)) | 0;
    dots[row]! += sum;
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
