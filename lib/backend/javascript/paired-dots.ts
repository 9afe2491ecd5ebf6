// Sums of codes by integers of -128..127, two products by one multiplication.
//
// A word holds four codes of int8. Each becomes a byte that is not negative: c + 128 where the query's integer q is 0 or more, 127 - c
// where it is below. Then c q is (c + 128) |q| - 128 |q|, or (127 - c) |q| - 127 |q|: what is subtracted depends on the query only. Two of
// the bytes, 16 bits apart, times the two |q| crossed,
//
//   (u + v 2^16) (|q_v| + |q_u| 2^16) = u |q_v| + (u |q_u| + v |q_v|) 2^16 + ...,
//
// leave the sum of both products in the upper half of 32 bits: u |q| is at most 255 * 128, so the lower half has no carry, and two of them are
// below 2^16.

/** A query's integers for {@link pairedDots}. */
export interface PairedQuery {
  /** For each word of codes three: what makes its bytes positive, and |q| of bytes 2 and 0, and of 3 and 1. */
  readonly words: Int32Array;
  /** What the sum of products is too large by, up to each word. */
  readonly excess: Float64Array;
}

/** The integers from `from` on, a multiple of four; undefined where one of them is too large. */
export function pairQuery(query: Int32Array, from: number, columns: number): PairedQuery | undefined {
  const words = new Int32Array((columns / 4) * 3);
  const excess = new Float64Array(columns / 4 + 1);
  let total = 0;
  for (let word = 0; word < columns / 4; word++) {
    let turned = 0;
    for (let byte = 0; byte < 4; byte++) {
      const q = query[from + word * 4 + byte]!;
      if (q < -128 || q > 128) return undefined;
      turned |= (q < 0 ? 0x7f : 0x80) << (8 * byte);
      total += q < 0 ? -127 * q : 128 * q;
      // Byte 0 stands crossed to byte 2, 1 to 3.
      words[word * 3 + 1 + (byte & 1)]! |= Math.abs(q) << (byte < 2 ? 16 : 0);
    }
    words[word * 3] = turned;
    excess[word + 1] = total;
  }
  return { words, excess };
}

const everySecond = 0x00ff00ff;

/**
 * Adds to `dots` the sums of rows of words, of which there are a multiple of four, over the words `begin` to `end`. Each `| 0` tells the compiler
 * that a sum is taken in 32 bits.
 */
export function pairedDots(
  codes: Int32Array,
  stride: number,
  rows: number,
  begin: number,
  end: number,
  { words, excess }: PairedQuery,
  dots: Float64Array,
): void {
  const tooMuch = excess[end]! - excess[begin]!;
  const last = (end * 3) | 0;
  for (let row = 0; row < rows; row = (row + 4) | 0) {
    let a = (Math.imul(row, stride) + begin) | 0;
    let b = (a + stride) | 0;
    let c = (b + stride) | 0;
    let d = (c + stride) | 0;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let i = (begin * 3) | 0; i < last; i = (i + 3) | 0) {
      const turned = words[i]!;
      const even = words[i + 1]!;
      const odd = words[i + 2]!;
      sumA = (sumA + pairs(codes[a]! ^ turned, even, odd)) | 0;
      sumB = (sumB + pairs(codes[b]! ^ turned, even, odd)) | 0;
      sumC = (sumC + pairs(codes[c]! ^ turned, even, odd)) | 0;
      sumD = (sumD + pairs(codes[d]! ^ turned, even, odd)) | 0;
      a = (a + 1) | 0;
      b = (b + 1) | 0;
      c = (c + 1) | 0;
      d = (d + 1) | 0;
    }
    dots[row]! += sumA - tooMuch;
    dots[row + 1]! += sumB - tooMuch;
    dots[row + 2]! += sumC - tooMuch;
    dots[row + 3]! += sumD - tooMuch;
  }
}

function pairs(word: number, even: number, odd: number): number {
  const sum = Math.imul(word & everySecond, even) >>> 16;
  return (sum + (Math.imul((word >>> 8) & everySecond, odd) >>> 16)) | 0;
}
