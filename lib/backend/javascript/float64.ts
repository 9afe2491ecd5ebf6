import { type Bytes, bytesAt, storeBytes } from './memory.js';
import { part, scratch } from './scratch.js';

const { floats, bits, bytes, doubles, halves } = scratch;

/**
 * Loads float64 at..at+count to scratch as float32. If that is the result (`isLast`), it is rounded to nearest. If a rounding to a 16-bit
 * type follows, it is rounded to odd: truncated, with the last bit set unless the value is exact. float32 has enough extra bits
 * that the second rounding is then that of the float64 (no double rounding).
 */
export function loadFloat64(x: Bytes, at: number, count: number, isLast: boolean): void {
  bytes.set(bytesAt(x, at * 8, count * 8));
  floats.set(part(doubles, count));
  for (let i = 0; i < count; i++) {
    const x = doubles[i]!;
    const nearest = floats[i]!;
    if (nearest === x) continue;
    if (Number.isNaN(x)) {
      const top = halves[2 * i + 1]!;
      const fraction = ((top & 0xfffff) << 3) | (halves[2 * i]! >>> 29);
      bits[i] = (top & -0x80000000) | 0x7fc00000 | fraction;
    } else if (!isLast) {
      const cut = Math.abs(nearest) > Math.abs(x) ? bits[i]! - 1 : bits[i]!;
      bits[i] = cut | 1;
    }
  }
}

/** Stores the floats in scratch to at..at+count as float64. A NaN becomes quiet and keeps its payload. */
export function storeFloat64(x: Bytes, at: number, count: number): void {
  doubles.set(part(floats, count));
  for (let i = 0; i < count; i++) {
    const all = bits[i]!;
    if ((all & 0x7fffffff) <= 0x7f800000) continue;
    halves[2 * i + 1] = (all & -0x80000000) | 0x7ff80000 | ((all & 0x7fffff) >>> 3);
    halves[2 * i] = all << 29;
  }
  storeBytes(x, at * 8, bytes, count * 8);
}
