import { positiveZero } from '../../arithmetic/rounding.js';
import type { Layout } from '../../kernels.js';
import type { Elements } from './elements.js';
import { loadFloats } from './floats.js';
import { minMaxEach } from './general-loops.js';
import { minMaxLoop } from './loops.js';
import { fillIndices, findRun, hasLongRuns } from './runs.js';
import { blockLength } from './scratch.js';

/**
 * Minimum and maximum of each index of the layout, never -0. Arguments were checked; the arrays are not the caller's own
 * objects, which may bring a `fill` and a length of their own.
 */
export function minMaxOfAxis(
  x: Elements,
  floatType: number,
  count: number,
  layout: Layout,
  mins: Float32Array,
  maxs: Float32Array,
): void {
  mins.fill(Infinity);
  maxs.fill(-Infinity);
  const found = { end: 0, index: 0 };
  const isLong = hasLongRuns(layout);
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadFloats(x, floatType, at, length);
    if (isLong) {
      for (let start = 0; start < length; ) {
        findRun(layout, at + start, found);
        const end = Math.min(found.end - at, length) | 0;
        const { index } = found;
        const extremes = { min: mins[index]!, max: maxs[index]! };
        minMaxLoop(start, end, extremes);
        mins[index] = extremes.min;
        maxs[index] = extremes.max;
        start = end;
      }
    } else {
      fillIndices(layout, at, length);
      minMaxEach(length, mins, maxs);
    }
  }
  for (let i = 0; i < mins.length; i++) {
    mins[i] = positiveZero(mins[i]!);
    maxs[i] = positiveZero(maxs[i]!);
  }
}
