import { positiveZero } from '../../arithmetic/rounding.js';
import { type Kernels, slot } from '../../kernels.js';
import { forEachBlock } from './blocks.js';
import { countAt, type Results, resultsAt } from './calls.js';
import { floatWidths, loadFloats } from './floats.js';
import { minMaxEach } from './general-loops.js';
import { fillIndices, forEachRun, hasLongRuns } from './layouts.js';
import { type Extremes, minMaxLoop } from './loops.js';
import { Memory } from './memory.js';
import { numbers } from './numbers.js';

export const minMax: Kernels['minMax'] = (x, mins, maxs) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const floats = memory.input(x, count * floatWidths[floatType]!);
  const results = resultsAt(memory, mins, maxs);
  if (!memory.isFit()) return;
  findRanges(floats, floatType, count, results);
  if (mins !== undefined) return;
  numbers[slot.min] = results.mins[0]!;
  numbers[slot.max] = results.maxs[0]!;
};

/** Minimum and maximum for each index of the layout, never -0. */
export function findRanges(
  floats: Uint8Array,
  floatType: number,
  count: number,
  { layout, mins, maxs }: Results,
): void {
  mins.fill(Infinity);
  maxs.fill(-Infinity);
  const isLong = hasLongRuns(layout);
  forEachBlock(count, (at, length) => {
    loadFloats(floats, floatType, at, length);
    if (isLong) {
      forEachRun(layout, at, length, (start, end, index) => {
        const extremes: Extremes = { min: mins[index]!, max: maxs[index]! };
        minMaxLoop(start, end, extremes);
        mins[index] = extremes.min;
        maxs[index] = extremes.max;
      });
    } else {
      fillIndices(layout, at, length);
      minMaxEach(length, mins, maxs);
    }
  });
  for (let i = 0; i < mins.length; i++) {
    mins[i] = positiveZero(mins[i]!);
    maxs[i] = positiveZero(maxs[i]!);
  }
}
