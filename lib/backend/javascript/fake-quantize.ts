import { type Kernels, slot } from '../../kernels.js';
import { forEachBlock } from './blocks.js';
import { codingAt, countAt } from './calls.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { fakeQuantizeEach } from './general-loops.js';
import { fillIndices } from './layouts.js';
import { Memory } from './memory.js';
import { numbers } from './numbers.js';
import { part, scratch } from './scratch.js';

export const fakeQuantize: Kernels['fakeQuantize'] = (x, out, mask, scales, zeroPoints, offsets) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const bytes = count * floatWidths[floatType]!;
  const memory = new Memory();
  const coding = codingAt(0, memory, scales, zeroPoints, offsets);
  const floats = memory.input(x, bytes);
  const results = memory.output(out, bytes);
  const marks = mask && memory.output(mask, count);
  if (!memory.isFit()) return;
  forEachBlock(count, (at, length) => {
    loadFloats(floats, floatType, at, length);
    fillIndices(coding.layout, at, length);
    fakeQuantizeEach(length, coding);
    storeFloats(results, floatType, at, length);
    marks?.set(part(scratch.mask, length), at);
  });
};
