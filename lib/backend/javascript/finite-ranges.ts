import { type Kernels, slot } from '../../kernels.js';
import { countAt } from './calls.js';
import { floatWidths, loadFloats } from './floats.js';
import { fillIndices } from './layouts.js';
import { doublesOver, Memory } from './memory.js';
import { numbers } from './numbers.js';
import { findRangesBy, type RangesCall, rangesAt } from './ranges.js';
import { scratch } from './scratch.js';

const { floats, indices } = scratch;

/** A call, with the number of elements that were left out. */
interface FiniteCall extends RangesCall {
  leftOut: number;
}

export const finiteRanges: Kernels['finiteRanges'] = (x, mins, maxs, leftOut) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const given = memory.input(x, count * floatWidths[floatType]!);
  const ranges = rangesAt(memory, mins, maxs);
  const out = memory.output(leftOut, 8);
  if (!memory.isFit() || count === 0) return;
  const call: FiniteCall = { floats: given, floatType, ranges, leftOut: 0 };
  findRangesBy(widenFinite, count, call);
  doublesOver(out)[0] = call.leftOut;
};

function widenFinite(call: FiniteCall, at: number, length: number): void {
  const { layout, mins, maxs } = call.ranges;
  loadFloats(call.floats, call.floatType, at, length);
  fillIndices(layout, at, length);
  call.leftOut += widenEachFinite(length, mins, maxs);
}

function widenEachFinite(length: number, mins: Float32Array, maxs: Float32Array): number {
  let leftOut = 0;
  for (let i = 0; i < length; i++) {
    const x = floats[i]!;
    // False for NaN and infinities.
    if (x - x === 0) {
      const index = indices[i]!;
      if (x < mins[index]!) mins[index] = x;
      if (x > maxs[index]!) maxs[index] = x;
    } else {
      leftOut++;
    }
  }
  return leftOut;
}
