import { type Kernels, slot } from '../../kernels.js';
import { countAt } from './calls.js';
import { floatWidths } from './floats.js';
import { handOver } from './intercept.js';
import { Memory } from './memory.js';
import { numbers } from './numbers.js';
import { findRanges, rangesAt } from './ranges.js';

export const minMax: Kernels['minMax'] = (x, mins, maxs) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const floats = memory.input(x, count * floatWidths[floatType]!);
  const ranges = rangesAt(memory, mins, maxs);
  if (!memory.isToRun()) return handOver('minMax', x, mins, maxs);
  findRanges(floats, floatType, count, ranges);
  if (mins !== undefined) return;
  numbers[slot.min] = ranges.mins[0]!;
  numbers[slot.max] = ranges.maxs[0]!;
};
