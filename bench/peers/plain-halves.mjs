// Floats of 16 bits as people make them by hand: right for finite numbers that the type can hold, NaN apart.
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bits of the nearest float16, ties to even. */
export function toHalf(value) {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const magnitude = bits[0] & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  // Subnormal halves are multiples of 2^-24: adding 0.5 rounds to them.
  if (magnitude < 0x38800000) {
    float[0] = Math.abs(float[0]) + 0.5;
    return sign | (bits[0] - 0x3f000000);
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}

/** The number with these bits of a float16. */
export function fromHalf(half) {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  if (exponent === 0) return sign * (half & 1023) * 2 ** -24;
  bits[0] = ((half & 0x8000) << 16) | ((exponent + 112) << 23) | ((half & 1023) << 13);
  return float[0];
}

/** From the bits of a float32 to those of the nearest bfloat16, ties to even. */
export const toBrain = (word) => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;

export const fromBrain = (brain) => brain << 16;
