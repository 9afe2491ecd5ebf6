import { positiveZero } from '../../arithmetic/rounding.js';
import type { Layout } from '../../kernels.js';
import { layoutAt } from './calls.js';
import { forEachChunk, type Work } from './chunks.js';
import { loadFloats } from './floats.js';
import { minMaxEach } from './general-loops.js';
import { endOfRun, fillIndices, hasLongRuns, indexAt, oneSet, parametersOf } from './layouts.js';
import { type Extremes, minMaxLoop } from './loops.js';
import { type Bytes, floatsOver, intsOver, type Memory } from './memory.js';

/** The outputs for the minimum and maximum of each index of the layout. */
export interface Ranges {
  readonly layout: Layout;
  readonly mins: Float32Array;
  readonly maxs: Float32Array;
}

/** The outputs of a call with one range, which ends in the slots. */
const oneRange: Ranges = { layout: oneSet, mins: new Float32Array(1), maxs: new Float32Array(1) };

/** The outputs for ranges: the views or, without views, arrays of one element. */
export function rangesAt(
  memory: Memory,
  mins: ArrayBufferView | undefined,
  maxs: ArrayBufferView | undefined,
): Ranges {
  if (mins === undefined || maxs === undefined) return oneRange;
  const layout = layoutAt(0);
  const length = parametersOf(layout) * 4;
  return {
    layout,
    mins: floatsOver(memory.output(mins, length)),
    maxs: floatsOver(memory.output(maxs, length)),
  };
}

const oneZeroPoint = intsOver(oneRange.maxs);

/** The memory of the maxima as int32: zero points overwrite maxima. */
export function zeroPointsIn(ranges: Ranges): Int32Array {
  return ranges === oneRange ? oneZeroPoint : intsOver(ranges.maxs);
}

/** The call of an operation that widens ranges. */
export interface RangesCall {
  readonly floats: Bytes;
  readonly floatType: number;
  readonly ranges: Ranges;
}

/** Minimum and maximum for each index of the layout, never -0. */
export function findRanges(floats: Bytes, floatType: number, count: number, ranges: Ranges): void {
  const widen = hasLongRuns(ranges.layout) ? widenByRun : widenEach;
  findRangesBy(widen, count, { floats, floatType, ranges });
}

/** The same by a function that widens the ranges by the elements of a chunk. */
export function findRangesBy<Call extends RangesCall>(widen: Work<Call>, count: number, call: Call): void {
  const { mins, maxs } = call.ranges;
  for (let i = 0; i < mins.length; i++) {
    mins[i] = Infinity;
    maxs[i] = -Infinity;
  }
  forEachChunk(count, widen, call);
  for (let i = 0; i < mins.length; i++) {
    mins[i] = positiveZero(mins[i]!);
    maxs[i] = positiveZero(maxs[i]!);
  }
}

/** Extends minima and maxima to cover the elements of a chunk. For layouts whose runs (elements with the same parameters) are long. */
function widenByRun({ floats, floatType, ranges }: RangesCall, at: number, length: number): void {
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

/** The same for layouts whose runs are short: element by element. */
function widenEach({ floats, floatType, ranges }: RangesCall, at: number, length: number): void {
  const { layout, mins, maxs } = ranges;
  loadFloats(floats, floatType, at, length);
  fillIndices(layout, at, length);
  minMaxEach(length, mins, maxs);
}
