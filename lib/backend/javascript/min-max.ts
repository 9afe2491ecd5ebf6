import { positiveZero } from '../../arithmetic/rounding.js';
import { type Kernels, slot } from '../../kernels.js';
import { forEachBlock } from './blocks.js';
import { countAt, type Ranges, rangesAt } from './calls.js';
import { floatWidths, loadFloats } from './floats.js';
import { minMaxEach } from './general-loops.js';
import { endOfRun, fillIndices, hasLongRuns, indexAt } from './layouts.js';
import { type Extremes, minMaxLoop } from './loops.js';
import { type Bytes, Memory } from './memory.js';
import { numbers } from './numbers.js';

export const minMax: Kernels['minMax'] = (x, mins, maxs) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const floats = memory.input(x, count * floatWidths[floatType]!);
  const ranges = rangesAt(memory, mins, maxs);
  if (!memory.isFit()) return;
  findRanges(floats, floatType, count, ranges);
  if (mins !== undefined) return;
  numbers[slot.min] = ranges.mins[0]!;
  numbers[slot.max] = ranges.maxs[0]!;
};

interface Call {
  readonly floats: Bytes;
  readonly floatType: number;
  readonly ranges: Ranges;
}

/** Minimum and maximum for each index of the layout, never -0. */
export function findRanges(floats: Bytes, floatType: number, count: number, ranges: Ranges): void {
  const { layout, mins, maxs } = ranges;
  for (let i = 0; i < mins.length; i++) {
    mins[i] = Infinity;
    maxs[i] = -Infinity;
  }
  forEachBlock(count, hasLongRuns(layout) ? widenByRun : widenEach, { floats, floatType, ranges });
  for (let i = 0; i < mins.length; i++) {
    mins[i] = positiveZero(mins[i]!);
    maxs[i] = positiveZero(maxs[i]!);
  }
}

/** Widens the ranges to hold a block. The layout has long runs. */
function widenByRun({ floats, floatType, ranges }: Call, at: number, length: number): void {
  const { layout, mins, maxs } = ranges;
  loadFloats(floats, floatType, at, length);
  for (let start = 0; start < length; ) {
    const index = indexAt(layout, at + start);
    const end = Math.min(endOfRun(layout, at + start) - at, length) | 0;
    const extremes: Extremes = { min: mins[index]!, max: maxs[index]! };
    minMaxLoop(start, end, extremes);
    mins[index] = extremes.min;
    maxs[index] = extremes.max;
    start = end;
  }
}

/** The same where it has none. */
function widenEach({ floats, floatType, ranges }: Call, at: number, length: number): void {
  const { layout, mins, maxs } = ranges;
  loadFloats(floats, floatType, at, length);
  fillIndices(layout, at, length);
  minMaxEach(length, mins, maxs);
}
