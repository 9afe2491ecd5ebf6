import { checkedBytes } from '../../arguments/views.js';
import { argumentError, describe, linquantError } from '../../errors.js';
import { bufferOf, byteOffsetOf, isArray, typedArrayKind } from '../../platform/engine-views.js';
import type { NewFloat32Array } from '../../tables/new-arrays.js';

/**
 * Minimum and maximum of each dimension, `[2, dimensions]` as in sentence-transformers: a Float32Array of all minima, then all maxima; or
 * two arrays of numbers, as from NumPy's `tolist()` or JSON, which are rounded to float32.
 *
 * @category Embeddings
 */
export type RangesInput = Float32Array | readonly [readonly number[], readonly number[]];

/** Ranges after checking: all finite, with min <= max. */
export interface CheckedRanges {
  readonly dimensions: number;
  /** `[2, dimensions]`: a view of the Float32Array that was given, or a new array. */
  readonly values: Float32Array;
}

/**
 * Checks ranges.
 *
 * @param dimensions - the expected number of dimensions, if known
 */
export function checkRanges(argument: string, ranges: unknown, dimensions?: number): CheckedRanges {
  const values = copyRanges(argument, ranges);
  const own = values.length / 2;
  if (!Number.isInteger(own) || own === 0 || (dimensions ?? own) !== own) {
    const of = dimensions === undefined ? '' : ` of ${dimensions} dimensions`;
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold the minima and the maxima${of}, [2, ${dimensions ?? 'dimensions'}]; got ${values.length} numbers`,
    );
  }
  for (let i = 0; i < own; i++) {
    const [min, max] = [values[i]!, values[own + i]!];
    if (min <= max && min > -Infinity && max < Infinity) continue;
    throw rangeError(argument, 'finite in float32, with min <= max', min, max, i);
  }
  return { dimensions: own, values };
}

/** Checks the ranges of a calibration without vectors, which must be empty. */
export function checkNoRanges(argument: string, ranges: unknown): void {
  const { length } = copyRanges(argument, ranges);
  if (length === 0) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold nothing where count is 0; got ${length} numbers`,
  );
}

/** A new array of all minima, then all maxima. */
export function flatRanges({
  min,
  max,
}: {
  readonly min: Float32Array;
  readonly max: Float32Array;
}): NewFloat32Array {
  const values = new Float32Array(2 * min.length);
  values.set(min);
  values.set(max, min.length);
  return values;
}

/** The error for a wrong range, with its dimension as `column`. */
export function rangeError(
  argument: string,
  allowed: string,
  min: number,
  max: number,
  column: number,
): Error {
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${argument} must be ${allowed}; got min ${min}, max ${max} in dimension ${column}`,
    { column },
  );
}

/** More dimensions than ranges in plain arrays may have; a proxy may say that it has as many as it likes. */
const mostDimensions = 2 ** 24;

function copyRanges(argument: string, ranges: unknown): Float32Array {
  if (typedArrayKind(ranges) === 'Float32Array') {
    const view = ranges as Float32Array;
    const bytes = checkedBytes(argument, view);
    // A view of its own: an heir may have made its length another one.
    return new Float32Array(bufferOf(view) as ArrayBuffer, byteOffsetOf(view), bytes / 4);
  }
  if (isArray(ranges) && ranges.length === 2) {
    const [minima, maxima] = [ranges[0], ranges[1]];
    if (isArray(minima) && isArray(maxima)) return flatNumbers(argument, minima, maxima);
  }
  const allowed = 'a Float32Array of [2, dimensions], or two arrays of numbers: minima, maxima';
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, ranges);
}

/** Copies two arrays of numbers into one typed array: all minima, then all maxima. Each element is read once, since a getter may give another value the second time. */
function flatNumbers(argument: string, minima: readonly unknown[], maxima: readonly unknown[]): Float32Array {
  const { length } = minima;
  if (!(length === maxima.length && Number.isInteger(length) && length >= 0 && length <= mostDimensions)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold as many maxima as minima, at most ${mostDimensions}; got ${describe(length)} minima and ${describe(maxima.length)} maxima`,
    );
  }
  const values = new Float32Array(2 * length);
  for (const [half, part] of [minima, maxima].entries()) {
    for (let i = 0; i < length; i++) {
      const value = part[i];
      if (typeof value !== 'number') {
        throw argumentError('ERR_LINQUANT_INVALID_TYPE', `${argument}[${half}][${i}]`, 'a number', value);
      }
      values[half * length + i] = value;
    }
  }
  return values;
}
