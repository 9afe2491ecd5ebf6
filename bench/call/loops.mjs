// One vector by hand, as fast as plain JavaScript goes with the same codes: what a call has to beat. Nothing is allocated.

/** Added to a double, it leaves the nearest integer, ties to even, in the low bits: those that a store in an Int8Array keeps. */
const rounds = 1.5 * 2 ** 52;

/** Four maxima, since each step of one would wait for the one before. */
function largestOf(x) {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < x.length; i += 4) {
    const p = Math.abs(x[i]);
    const q = Math.abs(x[i + 1]);
    const r = Math.abs(x[i + 2]);
    const s = Math.abs(x[i + 3]);
    if (p > a) a = p;
    if (q > b) b = q;
    if (r > c) c = r;
    if (s > d) d = s;
  }
  return Math.max(a, b, c, d);
}

/** By the absolute maximum; a multiple of four finite floats. No code can be out of range. */
export function codesByHand(x, { data, scale, zeroPoint }) {
  const chosen = Math.fround(largestOf(x) / 127) || 1;
  for (let i = 0; i < x.length; i++) data[i] = Math.fround(x[i] / chosen) + rounds;
  scale[0] = chosen;
  zeroPoint[0] = 0;
}

/** A bit for each float, the most significant first; a multiple of eight floats. */
export function bitsByHand(x, bits) {
  for (let byte = 0, i = 0; byte < bits.length; byte++, i += 8) {
    bits[byte] =
      (x[i] > 0 ? 128 : 0) |
      (x[i + 1] > 0 ? 64 : 0) |
      (x[i + 2] > 0 ? 32 : 0) |
      (x[i + 3] > 0 ? 16 : 0) |
      (x[i + 4] > 0 ? 8 : 0) |
      (x[i + 5] > 0 ? 4 : 0) |
      (x[i + 6] > 0 ? 2 : 0) |
      (x[i + 7] > 0 ? 1 : 0);
  }
}
