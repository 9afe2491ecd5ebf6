import { checkCount, checkNamed } from '../arguments/options.js';
import { argumentError, linquantError } from '../errors.js';
import { isArray } from '../platform/engine-views.js';
import { binOf, bins, exponentOf, half } from './bins.js';

/**
 * The bins of one index as JSON: from the first to the last that is not empty.
 *
 * @category Calibration
 */
export interface BinsJSON {
  /** The first bin that is not empty, -1024 to 1023: bin i holds the elements from i * width up to the next bin. */
  readonly first: number;
  /** The counts from there on; empty without elements. */
  readonly counts: readonly number[];
}

export function plainBins(counts: Float64Array): BinsJSON {
  const start = counts.findIndex((count) => count !== 0);
  if (start < 0) return { first: 0, counts: [] };
  let end = bins;
  while (counts[end - 1] === 0) end--;
  return { first: start - half, counts: Array.from(counts.subarray(start, end)) };
}

/** Checks bins and adds them to `counts`. They lie in the bins of their range. Returns the number of elements. */
export function readBins(
  argument: string,
  json: unknown,
  min: number,
  max: number,
  counts: Float64Array,
): number {
  const { first, counts: given } = checkNamed(argument, json, ['first', 'counts']);
  if (!isArray(given)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', `${argument}.counts`, 'an array of numbers', given);
  }
  const { length } = given;
  if (typeof first !== 'number') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', `${argument}.first`, 'a whole number', first);
  }
  const exponent = exponentOf(min, max);
  const isEmpty = min > max;
  const low = isEmpty ? 0 : binOf(min, exponent);
  const high = isEmpty ? -1 : binOf(max, exponent);
  // The length of a proxy can be anything.
  const areWhole = Number.isInteger(length) && length >= 0 && Number.isInteger(first);
  if (!areWhole || !(length === 0 || (first >= low && first + length - 1 <= high))) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold counts of bins ${low} to ${high}, those of its range; got ${String(length)} from ${first} on`,
    );
  }
  let total = 0;
  for (let i = 0; i < length; i++) {
    const count = checkCount(`${argument}.counts[${i}]`, given[i], 0);
    counts[half + first + i]! += count;
    total += count;
  }
  if ((total === 0) === isEmpty) return total;
  const allowed = isEmpty ? 'empty, as its range is' : 'counts of at least one element';
  throw argumentError('ERR_LINQUANT_INVALID_SHAPE', `${argument}.counts`, allowed, total);
}
