// What the conformance test feeds: float32 bit patterns, ties and their neighbours, many lengths.

const f32 = Math.fround;

/** From the smallest subnormal to the largest float; none of the decimal ones is exact. */
export const scales = [
  2 ** -149,
  1e-40,
  2 ** -126,
  1e-30,
  2 ** -20,
  0.003,
  0.02,
  0.1,
  1 / 3,
  1,
  255,
  1e10,
  1e30,
  3.4028234663852886e38,
].map(f32);

export const zeroPoints = {
  int8: [-128, -1, 0, 3, 127],
  uint8: [0, 1, 128, 255],
  int16: [-32768, 0, 1000],
  uint16: [0, 32768],
};
export const codeArrays = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array };
export const limits = { int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767], uint16: [0, 65535] };

const chunk = 2 ** 20;

/** The floats of every `stride`-th bit pattern, in arrays that are reused. */
export function* patterns(stride, first) {
  const x = new Float32Array(chunk);
  const bits = new Uint32Array(x.buffer);
  let length = 0;
  for (let pattern = first; pattern < 2 ** 32; pattern += stride) {
    bits[length++] = pattern;
    if (length === chunk) {
      yield x;
      length = 0;
    }
  }
  if (length > 0) yield x.subarray(0, length);
}

/** `x` and its neighbours, up to three floats away. */
function neighbours(x) {
  const bits = new Uint32Array(Float32Array.of(x).buffer)[0];
  return new Float32Array(Uint32Array.from({ length: 7 }, (_, i) => bits + i - 3).buffer);
}

/** Halves of the scale, as near as floats come to them, and their neighbours: the ties of rounding. */
export function ties(scale) {
  const all = [];
  for (let half = -1200; half <= 1200; half++) all.push(...neighbours(f32((half / 2) * scale)));
  return Float32Array.from(all);
}

/** A repeatable sequence of 32-bit numbers. */
export function sequence(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/** `length` floats between low and high. */
export function between(length, low, high, next) {
  return Float32Array.from({ length }, () => low + (next() / 2 ** 32) * (high - low));
}

/** Arrays of 1 to 300 floats at changing offsets in their memory, most of them inside 300 codes. */
export function* lengths(scale) {
  const next = sequence(300);
  const limit = Math.min(150 * scale, 3e38);
  const x = between(1024, -limit, limit, next);
  for (let length = 1; length <= 300; length++) {
    const start = next() % (x.length - length);
    yield x.subarray(start, start + length);
  }
}
