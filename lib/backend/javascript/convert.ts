import { type Kernels, Status } from '../../kernels.js';
import { hostIsLittleEndian } from '../../platform/node.js';
import { floatTypes } from '../../tables/float-types.js';
import { bytesAt, elementsOf, storeBytes, touch } from './elements.js';
import { floatWidths, loadFloats, stage, storeFloats, unstage } from './floats.js';
import { blockLength, part, scratch } from './scratch.js';

const { floats, bits, doubles, halves } = scratch;

const float64 = floatTypes.float64.index;
const float32 = floatTypes.float32.index;

/** Where the half of a float64 with sign and exponent stands among two of `halves`. */
const high = hostIsLittleEndian() ? 1 : 0;

export const convert: Kernels['convert'] = (x, from, out, to) => {
  const floats = elementsOf(x);
  const results = elementsOf(out);
  if (floats === undefined || results === undefined) return Status.lengthMismatch;
  const count = floats.byteLength / floatWidths[from]!;
  if (!Number.isInteger(count) || results.byteLength !== count * floatWidths[to]!) {
    return Status.lengthMismatch;
  }
  if (touch(floats, results)) return Status.overlap;
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    if (from === to) {
      const width = floatWidths[to]!;
      if (floats.swapped === results.swapped) {
        storeBytes(results, at * width, bytesAt(floats, at * width, length * width), length * width);
      } else {
        // One of the two is swapped: both steps together turn the bytes around once.
        stage(floats, at, length, width);
        unstage(results, at, length, width);
      }
    } else if (from === float64) {
      stage(floats, at, length, 8);
      narrowFloat64(length, to === float32);
      storeFloats(results, to, at, length);
    } else {
      loadFloats(floats, from, at, length);
      if (to === float64) {
        widenToFloat64(length);
        unstage(results, at, length, 8);
      } else {
        storeFloats(results, to, at, length);
      }
    }
  }
  return Status.ok;
};

/**
 * float64 to float32: the nearest, or where another rounding follows, the one that was cut off, with its last bit set
 * unless it is exact (rounding to odd). Both of 16 bits have so many fewer bits that the second rounding then sees what
 * the whole number would show it.
 */
export function narrowFloat64(count: number, isLast: boolean): void {
  floats.set(doubles.subarray(0, count));
  for (let i = 0; i < count; i++) {
    const x = doubles[i]!;
    const nearest = floats[i]!;
    if (nearest === x) continue;
    if (Number.isNaN(x)) {
      const top = halves[2 * i + high]!;
      const fraction = ((top & 0xfffff) << 3) | (halves[2 * i + 1 - high]! >>> 29);
      bits[i] = (top & -0x80000000) | 0x7fc00000 | fraction;
    } else if (!isLast) {
      const cut = Math.abs(nearest) > Math.abs(x) ? bits[i]! - 1 : bits[i]!;
      bits[i] = cut | 1;
    }
  }
}

/** float32 to float64. NaN become quiet and keep their payload. */
function widenToFloat64(count: number): void {
  doubles.set(part(floats, count));
  for (let i = 0; i < count; i++) {
    const all = bits[i]!;
    if ((all & 0x7fffffff) <= 0x7f800000) continue;
    halves[2 * i + high] = (all & -0x80000000) | 0x7ff80000 | ((all & 0x7fffff) >>> 3);
    halves[2 * i + 1 - high] = all << 29;
  }
}
