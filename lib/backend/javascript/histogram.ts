import { type Kernels, type Layout, slot } from '../../kernels.js';
import { countAt, layoutAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { floatWidths, loadFloats } from './floats.js';
import { fillIndices, parametersOf } from './layouts.js';
import { type Bytes, doublesOver, floatsOver, Memory } from './memory.js';
import { numbers } from './numbers.js';
import { scratch } from './scratch.js';

const { floats, indices } = scratch;

/** Half of the bins: those below 0. */
const half = 1024;
const bins = 2 * half;

/** The counts of a chunk whose elements share one width; the last one is of NaN and infinities. */
const chunkCounts = new Uint32Array(bins + 1);

interface HistogramCall {
  readonly floats: Bytes;
  readonly floatType: number;
  readonly layout: Layout;
  readonly reciprocals: Float32Array;
  readonly counts: Float64Array;
}

export const histogram: Kernels['histogram'] = (x, reciprocals, counts) => {
  const floatType = numbers[slot.floatType]! | 0;
  const layout = layoutAt(0);
  const count = countAt(0);
  const sets = parametersOf(layout);
  const memory = new Memory();
  const given = memory.input(x, count * floatWidths[floatType]!);
  const by = memory.input(reciprocals, sets * 4);
  const out = memory.output(counts, sets * bins * 8);
  if (!memory.isFit()) return;
  forEachChunk(count, sets === 1 ? countChunk : countEach, {
    floats: given,
    floatType,
    layout,
    reciprocals: floatsOver(by),
    counts: doublesOver(out),
  });
};

function countChunk({ floats, floatType, reciprocals, counts }: HistogramCall, at: number, length: number) {
  loadFloats(floats, floatType, at, length);
  chunkCounts.fill(0);
  countInto(length, reciprocals[0]!);
  for (let bin = 0; bin < bins; bin++) counts[bin]! += chunkCounts[bin]!;
}

function countInto(length: number, reciprocal: number): void {
  for (let i = 0; i < length; i++) chunkCounts[binOf(floats[i]!, reciprocal)]!++;
}

function countEach(call: HistogramCall, at: number, length: number): void {
  const { layout, reciprocals, counts } = call;
  loadFloats(call.floats, call.floatType, at, length);
  fillIndices(layout, at, length);
  for (let i = 0; i < length; i++) {
    const set = indices[i]!;
    const bin = binOf(floats[i]!, reciprocals[set]!);
    if (bin < bins) counts[set * bins + bin]!++;
  }
}

/** The product is exact: two float32 in a double. */
function binOf(x: number, reciprocal: number): number {
  if (x - x !== 0) return bins;
  return Math.max(0, Math.min(bins - 1, Math.floor(x * reciprocal) + half));
}
