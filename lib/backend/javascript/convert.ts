import { type Kernels, slot } from '../../kernels.js';
import { floatTypes } from '../../tables/float-types.js';
import { forEachBlock } from './blocks.js';
import { countAt } from './calls.js';
import { loadFloat64, storeFloat64 } from './float64.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { Memory } from './memory.js';
import { numbers } from './numbers.js';

const float64 = floatTypes.float64.index;
const float32 = floatTypes.float32.index;

export const convert: Kernels['convert'] = (x, out) => {
  const from = numbers[slot.floatType]! | 0;
  const to = numbers[slot.toFloatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const given = memory.input(x, count * floatWidths[from]!);
  const results = memory.output(out, count * floatWidths[to]!);
  if (!memory.isFit()) return;
  if (from === to) {
    results.set(given);
    return;
  }
  forEachBlock(count, (at, length) => {
    if (from === float64) loadFloat64(given, at, length, to === float32);
    else loadFloats(given, from, at, length);
    if (to === float64) storeFloat64(results, at, length);
    else storeFloats(results, to, at, length);
  });
};
