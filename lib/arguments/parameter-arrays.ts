import { argumentError, describe, detachedError, linquantError } from '../errors.js';
import { byteLengthOf, isArray, typedArrayKind } from '../platform/engine-views.js';
import type { DtypeInfo } from '../tables/dtypes.js';
import { checkOffset, checkRangeBound, checkScale, checkZeroPoint } from './options.js';
import { article } from './views.js';

/** What the properties of parameters are called in errors: made once, not for each call. */
export interface ParameterNames {
  readonly all: string;
  /** Whether codes are read by them: a stored scale may then be 0 or below. */
  readonly decodes: boolean;
  readonly dtype: string;
  readonly scale: string;
  readonly zeroPoint: string;
  readonly offset: string;
  readonly axis: string;
  readonly blockSize: string;
  readonly qmin: string;
  readonly qmax: string;
  readonly rounding: string;
}

/*
 * Typed arrays of parameters are taken as they are, arrays of numbers become typed ones. To read a plain array may run code
 * that changes a typed one, so each is copied first, by readOnce. What a wrong element is told is made only where it
 * is needed: these loops run over every block of a weight.
 */

/** Typed arrays that hold floats or integers as JavaScript numbers; the first is used as it is, the others are copied into one. */
const floatKinds: readonly string[] = ['Float32Array', 'Float64Array'];

/** More elements than a plain array of parameters may have; a proxy may say that it has as many as it likes. */
const mostPlainElements = 2 ** 24;

/**
 * A copy of a plain array, and anything else as it is. What follows an element that is no number is not read: it is an
 * error anyway, and there may be 2^32 holes.
 */
export function readOnce(argument: string, value: unknown): unknown {
  if (!isArray(value)) return value;
  const { length } = value;
  if (!(Number.isInteger(length) && length >= 0 && length <= mostPlainElements)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must be a typed array where it has more than ${mostPlainElements} elements; got an array of ${describe(length)}`,
    );
  }
  const copy: unknown[] = [];
  for (let i = 0; i < length; i++) {
    const element = value[i];
    copy.push(element);
    if (typeof element !== 'number') break;
  }
  copy.length = length;
  return copy;
}

/** Checks that a value is an array of numbers or of one of these kinds, and counts its elements, whatever it says of itself. */
function countOf(argument: string, value: unknown, kinds: readonly string[]): number {
  if (isArray(value)) return value.length;
  const kind = typedArrayKind(value);
  if (kind === undefined || !kinds.includes(kind)) {
    const typed = kinds.map((name) => article(name)).join(', ');
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, `${typed} or an array of numbers`, value);
  }
  const bytes = byteLengthOf(value as ArrayBufferView);
  if (bytes === undefined) throw detachedError(argument);
  return bytes / bytesOfElement[kind]!;
}

const bytesOfElement: Readonly<Record<string, number>> = {
  Float32Array: 4,
  Float64Array: 8,
  Int8Array: 1,
  Uint8Array: 1,
  Int16Array: 2,
  Uint16Array: 2,
  Int32Array: 4,
};

/** The same, with as many elements as there are scales. */
function countLike(
  argument: string,
  value: unknown,
  kinds: readonly string[],
  count: number,
  first: string,
): void {
  const own = countOf(argument, value, kinds);
  if (own === count) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold as many elements as ${first}, ${count}; got ${own}`,
  );
}

/** Checks scales, which were read once, and counts them. */
export function checkScales(names: ParameterNames, value: unknown): { values: Float32Array; count: number } {
  const count = countOf(names.scale, value, floatKinds);
  const given = value as readonly unknown[];
  for (let i = 0; i < count; i++) {
    const scale = given[i];
    if (!(typeof scale === 'number' && Math.fround(scale) > 0 && Math.fround(scale) < Infinity)) {
      checkScale(`${names.scale}[${i}]`, scale, names.decodes);
    }
  }
  return { values: floatsOf(value), count };
}

/**
 * Checks zero points, which were read once. Files hold them in the type of their codes; of packed dtypes, one for each byte.
 */
export function checkZeroPoints(
  names: ParameterNames,
  value: unknown,
  count: number,
  dtype: DtypeInfo,
  low: number,
  high: number,
): Int32Array {
  const own = dtype.bits < 8 ? (dtype.qmin < 0 ? 'Int8Array' : 'Uint8Array') : dtype.arrayName;
  const kinds = own === 'Int32Array' ? [own] : ['Int32Array', own];
  countLike(names.zeroPoint, value, kinds, count, names.scale);
  const given = value as readonly unknown[];
  for (let i = 0; i < count; i++) {
    const zeroPoint = given[i];
    if (!(Number.isInteger(zeroPoint) && (zeroPoint as number) >= low && (zeroPoint as number) <= high)) {
      checkZeroPoint(`${names.zeroPoint}[${i}]`, zeroPoint, low, high);
    }
  }
  if (typedArrayKind(value) === 'Int32Array') return value as Int32Array;
  return new Int32Array(value as ArrayLike<number>);
}

/** Checks offsets, which were read once; undefined where there are none. */
export function checkOffsets(names: ParameterNames, value: unknown, count: number): Float32Array | undefined {
  if (value === undefined) return undefined;
  countLike(names.offset, value, floatKinds, count, names.scale);
  const given = value as readonly unknown[];
  for (let i = 0; i < count; i++) {
    const offset = given[i];
    if (typeof offset === 'number' && Number.isFinite(Math.fround(offset))) continue;
    // Unlike the option itself, an element may not be left out.
    if (offset === undefined) throw offsetError(`${names.offset}[${i}]`);
    checkOffset(`${names.offset}[${i}]`, offset);
  }
  return floatsOf(value);
}

/** Checked numbers as the Float32Array that was given, or a new one. */
function floatsOf(value: unknown): Float32Array {
  return typedArrayKind(value) === 'Float32Array'
    ? (value as Float32Array)
    : new Float32Array(value as number[]);
}

function offsetError(argument: string): Error {
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a finite number', undefined);
}

/** Checks one end of each of several ranges (of as many as there are `others`) and rounds it, in an array of its own. */
export function checkRangeBounds(argument: string, value: unknown, others?: Float32Array): Float32Array {
  const count = countOf(argument, value, floatKinds);
  if (others !== undefined) countLike(argument, value, floatKinds, others.length, 'range.min');
  const given = value as readonly unknown[];
  const bounds: number[] = [];
  for (let i = 0; i < count; i++) {
    const bound = given[i];
    bounds.push(typeof bound === 'number' ? bound : checkRangeBound(`${argument}[${i}]`, bound));
  }
  return new Float32Array(bounds);
}
