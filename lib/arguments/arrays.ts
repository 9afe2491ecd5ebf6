import { describe, linquantError } from '../errors.js';

/** The most numbers that are read from arrays: as many float32 as fit into 1 GB. */
export const mostNumbers = 2 ** 28;

/** The length of an array, whatever it says of itself: a proxy can claim anything. */
export function lengthOfArray(argument: string, array: readonly unknown[]): number {
  const length: unknown = array.length;
  if (Number.isInteger(length) && (length as number) >= 0 && (length as number) <= mostNumbers) {
    return length as number;
  }
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must be an array of at most ${mostNumbers} elements; got ${describe(length)}`,
  );
}

/**
 * Writes numbers of an array to `data` from `to` on, until one is not finite in float32 or no number.
 *
 * @param from - the first index that is read
 * @returns its index, or `length`
 */
export function copyFloats(
  array: readonly unknown[],
  from: number,
  length: number,
  data: Float32Array,
  to: number,
): number {
  for (let i = from; i < length; i++) {
    const value = array[i];
    if (!(typeof value === 'number' && Math.abs(Math.fround(value)) < Infinity)) return i;
    data[to + i - from] = value;
  }
  return length;
}
