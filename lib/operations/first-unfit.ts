import { putLayout, putWholeLayout } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { slot } from '../kernels.js';
import { type FloatTypeInfo, floatTypes } from '../tables/float-types.js';
import { rangesOf } from './min-max.js';
import { throwUnlessOk } from './status.js';

/*
 * Finds the first wrong float, to name it in an error. Runs only after a kernel has said that there is one. Kernels do the search:
 * this code runs rarely, so V8 interprets it, and a loop over the floats would take many times as long as the call that failed.
 */

const { numbers } = kernels;

/** A run is cut into so many parts, and the search goes on in the first that holds a wrong float. */
const parts = 32;

/** A wrong float: its place in the run, and itself. */
export interface Unfit {
  readonly index: number;
  readonly value: number;
}

/**
 * The first of consecutive floats that is NaN, or whose magnitude is not below `limit`; undefined if there is none.
 *
 * @param run - their bytes: a whole number of floats of this type
 */
export function firstUnfit(run: Buffer, type: FloatTypeInfo, limit: number): Unfit | undefined {
  const count = run.length / type.bytes;
  if (count <= parts) return firstOfFew(run, type, limit, count);
  const length = Math.ceil(count / parts);
  putLayout(numbers, 0, 1, count, 1, length);
  numbers[slot.floatType] = type.index;
  const { min, max } = rangesOf(run, Math.ceil(count / length));
  for (let i = 0; i < min.length; i++) {
    if (min[i]! > -limit && max[i]! < limit) continue;
    const part = run.subarray(i * length * type.bytes, (i + 1) * length * type.bytes);
    const found = firstUnfit(part, type, limit);
    // Ranges are rounded to float32, so that a float64 just below the limit can look as if it were not.
    if (found !== undefined) return { index: i * length + found.index, value: found.value };
  }
  return undefined;
}

function firstOfFew(run: Buffer, type: FloatTypeInfo, limit: number, count: number): Unfit | undefined {
  const values = new Float64Array(count);
  putWholeLayout(numbers, 0, count);
  numbers[slot.floatType] = type.index;
  numbers[slot.toFloatType] = floatTypes.float64.index;
  kernels.convert(run, values);
  throwUnlessOk(numbers[slot.status]!, 'x');
  for (let index = 0; index < count; index++) {
    const value = values[index]!;
    if (!(Math.abs(value) < limit)) return { index, value };
  }
  return undefined;
}
