import { roundHalfEven } from '../../arithmetic/rounding.js';
import { scratch } from './scratch.js';

const { floats, bits, words } = scratch;

/** The float32 bits of all 65,536 float16 values, made when first needed (0.5 ms). A NaN becomes quiet and keeps its payload. */
let table: Int32Array | undefined;

function makeTable(): Int32Array {
  const made = new Int32Array(65536);
  const values = new Float32Array(made.buffer);
  for (let half = 0; half < 65536; half++) {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) {
      const rest = fraction === 0 ? 0 : 0x400000 | (fraction << 13);
      made[half] = ((half & 0x8000) << 16) | 0x7f800000 | rest;
    } else if (exponent === 0) {
      values[half] = sign * fraction * 2 ** -24;
    } else {
      values[half] = sign * (1024 + fraction) * 2 ** (exponent - 25);
    }
  }
  return made;
}

/** float16 in `words` to float32. */
export function widenFloat16(count: number): void {
  table ??= makeTable();
  const wider = table;
  for (let i = 0; i < count; i++) bits[i] = wider[words[i]!]!;
}

/** bfloat16 in `words` to float32, whose upper 16 bits it is. */
export function widenBfloat16(count: number): void {
  for (let i = 0; i < count; i++) bits[i] = words[i]! << 16;
}

/** float32 to float16 in `words`, half to even. */
export function narrowFloat16(count: number): void {
  for (let i = 0; i < count; i++) {
    const all = bits[i]!;
    const magnitude = all & 0x7fffffff;
    let half: number;
    if (magnitude < 0x38800000) {
      // Subnormal float16: multiples of 2^-24. 1024 of them is 2^-14, the smallest normal float16, whose bits are 1024 too.
      half = roundHalfEven(Math.abs(floats[i]!) * 2 ** 24);
    } else if (magnitude < 0x47800000) {
      // Rounding may carry into the exponent, up to infinity.
      half = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    } else {
      half = magnitude > 0x7f800000 ? 0x7e00 | ((magnitude >>> 13) & 0x3ff) : 0x7c00;
    }
    words[i] = ((all >>> 16) & 0x8000) | half;
  }
}

/** float32 to bfloat16 in `words`, half to even. */
export function narrowBfloat16(count: number): void {
  for (let i = 0; i < count; i++) {
    const all = bits[i]!;
    const isNoNumber = (all & 0x7fffffff) > 0x7f800000;
    words[i] = isNoNumber ? (all >>> 16) | 0x40 : (all + 0x7fff + ((all >>> 16) & 1)) >>> 16;
  }
}

/** The bits of the nearest float16. Overwrites the first float in scratch. */
export function float16Bits(value: number): number {
  floats[0] = value;
  narrowFloat16(1);
  return words[0]!;
}

/** The value of float16 bits. Overwrites the first float in scratch. */
export function float16Value(half: number): number {
  words[0] = half;
  widenFloat16(1);
  return floats[0]!;
}
