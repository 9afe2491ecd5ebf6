import { copyFloats, lengthOfArray, mostNumbers } from '../arguments/arrays.js';
import { mostSizes, productOf } from '../arguments/shape.js';
import { argumentError, detachedError, linquantError } from '../errors.js';
import { byteLengthOf, isArray, typedArrayKind } from '../platform/engine-views.js';
import type { NewFloat32Array } from '../tables/new-arrays.js';

/**
 * Numbers as JSON brings them: a number, or arrays of as many elements each. The innermost may also be typed arrays.
 *
 * @category Data
 */
export type NestedNumbers = number | Float32Array | Float64Array | readonly NestedNumbers[];

/**
 * Float data with its shape.
 *
 * @category Data
 */
export interface FloatTensor {
  /** The numbers, the last axis first. */
  readonly data: NewFloat32Array;
  /** The length of the arrays at each depth; `[]` for a single number. */
  readonly shape: readonly number[];
}

/**
 * Float data from arrays of numbers, as HTTP and JSON bring vectors: `number[]`, `number[][]`, or deeper. Each number is rounded to
 * float32. `row.set(values)` would take null for 0, and a short row for a whole one; here both are errors that name their place.
 *
 * @param values - numbers in arrays of equal length, at most 64 deep and 2^28 in all
 * @returns a new Float32Array and its shape, such as `[rows, dimensions]`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`: what is no number (null, a hole, a string), with its `row` and `column` in two axes,
 * its `index` in one; `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_SHAPE`: rows of different length (with its `row`), too deep or too many;
 * `ERR_LINQUANT_INVALID_RANGE`: a finite number beyond float32. NaN and infinities are kept: what uses them says what it makes of them
 * @category Data
 * @example
 * ```ts
 * import { floatsFromArrays, quantizeDynamic } from 'linquant';
 *
 * const { data, shape } = floatsFromArrays(JSON.parse('[[0.5, -1, 0], [2, 4, -8]]'));
 * console.log(shape); // [ 2, 3 ]
 * quantizeDynamic(data, { rule: 'absmax', shape, axis: 0 }).data; // Int8Array [ 64, -127, 0, 32, 64, -127 ]
 * ```
 */
export function floatsFromArrays(values: NestedNumbers): FloatTensor;
export function floatsFromArrays(values: unknown): FloatTensor {
  const shape = shapeOf(values);
  const data = new Float32Array(productOf(shape));
  fill(data, 0, values, shape, []);
  return { data, shape };
}

/** The length of the first array at each depth. */
function shapeOf(values: unknown): readonly number[] {
  const shape: number[] = [];
  let part = values;
  while (isArray(part) || isFloats(part)) {
    if (shape.length === mostSizes) {
      throw shapeError('values', `nested at most ${mostSizes} deep`, 'deeper arrays');
    }
    const length = lengthOf(part, shape);
    shape.push(length);
    if (!isArray(part) || length === 0) break;
    part = part[0];
  }
  // A length of 0 counts as 1: arrays of so many empty ones take as long.
  const count = productOf(shape.map((length) => Math.max(1, length)));
  if (!(count <= mostNumbers)) throw shapeError('values', `at most ${mostNumbers} numbers`, String(count));
  return shape;
}

function isFloats(value: unknown): value is Float32Array | Float64Array {
  const kind = typedArrayKind(value);
  return kind === 'Float32Array' || kind === 'Float64Array';
}

/** The number of elements, whatever an array says of itself. */
function lengthOf(part: readonly unknown[] | Float32Array | Float64Array, place: readonly number[]): number {
  if (isFloats(part)) {
    const bytes = byteLengthOf(part);
    if (bytes === undefined) throw detachedError(nameOf(place));
    return bytes / (typedArrayKind(part) === 'Float32Array' ? 4 : 8);
  }
  return lengthOfArray(nameOf(place), part);
}

/** Writes the numbers of a part from `at` on, and gives the place behind them. `place` holds the indices that lead to it. */
function fill(
  data: Float32Array,
  at: number,
  part: unknown,
  shape: readonly number[],
  place: readonly number[],
): number {
  const depth = place.length;
  if (depth === shape.length) {
    data[at] = checkedNumber(part, place);
    return at + 1;
  }
  if (!isArray(part) && !(isFloats(part) && depth === shape.length - 1)) throw kindError(part, shape, place);
  const length = lengthOf(part, place);
  if (length !== shape[depth]) throw lengthError(length, shape, place);
  let to = at;
  if (depth < shape.length - 1) {
    for (let i = 0; i < length; i++) to = fill(data, to, part[i], shape, [...place, i]);
    return to;
  }
  // Only NaN and infinities, of what it stops at, are kept.
  for (let i = 0; ; i++) {
    const stop = copyFloats(part as readonly unknown[], i, length, data, to + i);
    if (stop === length) return to + length;
    i = stop;
    data[to + i] = checkedNumber(part[i], [...place, i]);
  }
}

function checkedNumber(value: unknown, place: readonly number[]): number {
  if (typeof value !== 'number') {
    const whole = 'an array of numbers, of arrays of them, or of Float32Arrays';
    const allowed =
      place.length === 0 ? whole : `a number${value === null ? ' (JSON has null for NaN)' : ''}`;
    throw Object.assign(
      argumentError('ERR_LINQUANT_INVALID_TYPE', nameOf(place), allowed, value),
      placeOf(place, place.length),
    );
  }
  if (!Number.isFinite(value) || Number.isFinite(Math.fround(value))) return value;
  throw linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${nameOf(place)} must be a number that float32 has; got ${value}`,
    placeOf(place, place.length),
  );
}

/** The error for a number where arrays are, or the other way round. */
function kindError(part: unknown, shape: readonly number[], place: readonly number[]): Error {
  const length = shape[place.length]!;
  const allowed = `an array of ${length} elements, as those before`;
  return Object.assign(
    argumentError('ERR_LINQUANT_INVALID_TYPE', nameOf(place), allowed, part),
    placeOf(place, shape.length),
  );
}

function lengthError(length: number, shape: readonly number[], place: readonly number[]): Error {
  const allowed = `of ${shape[place.length]} elements, as those before`;
  return Object.assign(shapeError(nameOf(place), allowed, String(length)), placeOf(place, shape.length));
}

function shapeError(argument: string, allowed: string, given: string): Error {
  return linquantError('ERR_LINQUANT_INVALID_SHAPE', `${argument} must be ${allowed}; got ${given}`);
}

function nameOf(place: readonly number[]): string {
  return `values${place
    .slice(0, 8)
    .map((i) => `[${i}]`)
    .join('')}`;
}

/** The fields of an error: row and column of two axes, the index of one. */
function placeOf([first, second]: readonly number[], rank: number): Readonly<Record<string, number>> {
  if (first === undefined || rank > 2) return {};
  if (rank === 1) return { index: first };
  return second === undefined ? { row: first } : { row: first, column: second };
}
