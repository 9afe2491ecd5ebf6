import { type Bytes, bytesAt, storeBytes } from './memory.js';
import { part, scratch } from './scratch.js';

const { floats, bits, bytes, doubles, halves } = scratch;

/**
 * Brings float64 at..at+count to scratch, as float32: the nearest or, where another rounding follows, the one that was cut off, with its last bit set
 * unless it is exact (rounding to odd). Both of 16 bits have so many fewer bits that the second rounding then sees what
 * the whole number would show it.
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

/** Stores floats of scratch at..at+count as float64. NaN become quiet and keep their payload. */
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
