import { kernels } from '../backend/select.js';
import { argumentError, linquantError } from '../errors.js';
import { slot } from '../kernels.js';
import { throwUnlessOk } from '../operations/status.js';
import type { NewFloat64Array } from '../tables/new-arrays.js';

const { numbers, histogram } = kernels;

/** Bins below 0, and as many from 0 on. The kernels have the same number. */
export const half = 1024;
export const bins = 2 * half;

/** The most indices of an axis: their counts take 1 GiB. */
export const mostIndices = 2 ** 16;

/** A range that a method found. */
export interface Ends {
  readonly min: number;
  readonly max: number;
}

/** The histogram of one index, and the range of its elements, which are not all 0. */
export interface Bins extends Ends {
  /** Bin i, from -1024 to 1023, is at index i + 1024: the elements from i * width up to the next bin. */
  readonly counts: Float64Array;
  /** A power of two. */
  readonly width: number;
  /** Elements. */
  readonly total: number;
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The exponent of the width of a bin: the smallest with |x| < 1024 * width for all elements, but at least -126, whose reciprocal is a
 * float32 too. -Infinity without elements other than 0. Of a union of ranges it is the largest, so that no order of batches matters.
 */
export function exponentOf(min: number, max: number): number {
  const magnitude = Math.max(-min, max);
  if (!(magnitude > 0)) return -Infinity;
  float[0] = magnitude;
  return Math.max(-126, (bits[0]! >>> 23) - 127 - 9);
}

/** The bin of a number. */
export function binOf(x: number, exponent: number): number {
  return exponent === -Infinity ? 0 : Math.floor(x / 2 ** exponent);
}

/** The counts of all indices: `bins` numbers for each. Whole numbers below 2^53. */
export class Counts {
  #counts = new Float64Array(0);

  /** The counts of one index. */
  of(index: number): Float64Array {
    return this.#counts.subarray(index * bins, (index + 1) * bins);
  }

  /** Allocates the counts of so many indices, unless they are there. */
  reserve(indices: number): void {
    if (this.#counts.length !== indices * bins) this.#counts = allocate(indices);
  }

  /** Makes the bins of each index as wide as a range needs that includes the one before. */
  fit(before: Ranges, after: Ranges): void {
    for (let i = 0; i < before.min.length; i++) {
      const exponent = exponentOf(before.min[i]!, before.max[i]!);
      widen(this.of(i), exponentOf(after.min[i]!, after.max[i]!) - exponent);
    }
  }

  /** Counts the elements of a batch whose layout and float type are in the slots. */
  count(view: ArrayBufferView, { min, max }: Ranges): void {
    const reciprocals = min.map((end, i) => {
      const exponent = exponentOf(end, max[i]!);
      // Zeros are in bin 0 of any width.
      return exponent === -Infinity ? 1 : 2 ** -exponent;
    });
    histogram(view, reciprocals, this.#counts);
    throwUnlessOk(numbers[slot.status]!, 'x');
  }

  /** Adds the counts of others, whose ranges are given; `ranges` includes them, and is the one that these counts fit. */
  add(others: Counts, theirs: Ranges, ranges: Ranges): void {
    for (let i = 0; i < theirs.min.length; i++) {
      const counts = others.of(i).slice();
      const exponent = exponentOf(theirs.min[i]!, theirs.max[i]!);
      widen(counts, exponentOf(ranges.min[i]!, ranges.max[i]!) - exponent);
      const sum = this.of(i);
      for (let bin = 0; bin < bins; bin++) sum[bin]! += counts[bin]!;
    }
  }
}

interface Ranges {
  readonly min: Float32Array;
  readonly max: Float32Array;
}

function allocate(indices: number): NewFloat64Array {
  if (indices > mostIndices) {
    throw argumentError('ERR_LINQUANT_INVALID_SHAPE', 'json.min', `at most ${mostIndices} numbers`, indices);
  }
  try {
    return new Float64Array(indices * bins);
  } catch {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `options.shape must have fewer indices of the axis, of which each takes 16 KiB; got ${indices}, for which there is no memory`,
    );
  }
}

/** Doubles the width of bins several times: neighbours are merged. Bins of zeros only may get any width. */
function widen(counts: Float64Array, times: number): void {
  if (!(times > 0 && times < Infinity)) return;
  // After so many all are in two bins.
  const shift = Math.min(times, 10);
  for (let i = 0; i < half; i++) {
    const to = i >> shift;
    move(counts, half + i, half + to);
    move(counts, half - 1 - i, half - 1 - to);
  }
}

function move(counts: Float64Array, from: number, to: number): void {
  if (from === to) return;
  counts[to]! += counts[from]!;
  counts[from] = 0;
}
