import { argumentError, describe, detachedError, linquantError } from '../errors.js';
import { byteLengthOf, isArray, typedArrayKind } from '../platform/engine-views.js';
import type { DtypeInfo } from '../tables/dtypes.js';
import { checkOffset, checkRangeBound, checkScale, checkZeroPoint } from './options.js';
import { article } from './views.js';

/** The names of the properties of parameters in messages. Made once, since joining strings costs more than the checks. */
export interface ParameterNames {
  readonly all: string;
  /** Whether codes are read by them: a stored scale may then be 0 or below. */
  readonly decodes: boolean;
  readonly dtype: string;
  /** The dtypes that the function takes. */
  readonly dtypes: readonly string[];
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
 * Typed arrays of parameters are used without a copy; arrays of numbers are copied to typed ones. Reading a plain array may run a
 * getter, which could change a typed array that is checked already. So plain arrays are copied first, by readOnce. Messages are
 * made only for an error: these loops run over the scale of every block of a weight.
 */

/** Typed arrays that hold floats or integers as JavaScript numbers; the first is used as it is, the others are copied into one. */
const floatKinds: readonly string[] = ['Float32Array', 'Float64Array'];

/** More elements than a plain array of parameters may have; a proxy may say that it has as many as it likes. */
export const mostPlainElements = 2 ** 22;

/**
 * Copies a plain array; returns anything else unchanged. Stops at the first element that is not a number: it is an error, and a
 * sparse array could have 2^32 - 1 elements.
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

/** Checks that a value is a plain array or a typed array of these kinds, and counts its elements by the engine's own length. */
function countOf(argument: string, value: unknown, kinds: readonly string[]): number {
  if (isArray(value)) return value.length;
  const kind = typedArrayKind(value);
  if (kind === undefined || !kinds.includes(kind)) throw arrayError(argument, value, kinds);
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

/** JSON.stringify makes an object of a typed array, so the message for an object names what to use instead. */
function arrayError(argument: string, value: unknown, kinds: readonly string[]): Error {
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  const cure = argument.startsWith('range.') ? 'rangeToJSON' : 'parametersToJSON';
  const hint = isObject ? ` (after JSON: use ${cure} before JSON.stringify)` : '';
  const typed = kinds.map((name) => article(name)).join(', ');
  const allowed = `${typed} or an array of numbers${hint}`;
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/** The same, and checks that there are as many elements as scales. */
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

/*
 * A weight in blocks has thousands of scales and zero points. So those in the arrays that kernels read are looked at four at a time, by
 * loops that only ever see one type of array: a third of the time of a loop over any array (bench/family.mjs, axes and blocks). Where
 * such a loop stops, four are checked one by one.
 */
const together = 4;

/** From `start` on, the first four scales that are not all above 0 and finite, or the last few. */
function skipUsualScales(scales: Float32Array, start: number, count: number): number {
  let i = start;
  for (; i + together <= count; i += together) {
    const a = scales[i]!;
    const b = scales[i + 1]!;
    const c = scales[i + 2]!;
    const d = scales[i + 3]!;
    // As float64 the sum of four float32 is infinite only if one of them is.
    if (!(a > 0 && b > 0 && c > 0 && d > 0 && a + b + c + d < Infinity)) break;
  }
  return i;
}

/** The same for zero points that are not all in low..high. */
function skipUsualZeroPoints(
  zeroPoints: Int32Array,
  start: number,
  count: number,
  low: number,
  high: number,
): number {
  let i = start;
  for (; i + together <= count; i += together) {
    const a = zeroPoints[i]!;
    const b = zeroPoints[i + 1]!;
    const c = zeroPoints[i + 2]!;
    const d = zeroPoints[i + 3]!;
    if (!(a >= low && a <= high && b >= low && b <= high && c >= low && c <= high && d >= low && d <= high)) {
      break;
    }
  }
  return i;
}

/** Checks scales (after {@link readOnce}) and counts them. */
export function checkScales(names: ParameterNames, value: unknown): { values: Float32Array; count: number } {
  const count = countOf(names.scale, value, floatKinds);
  const given = value as readonly unknown[];
  const areFloat32 = typedArrayKind(value) === 'Float32Array';
  for (let i = 0; i < count; ) {
    if (areFloat32) i = skipUsualScales(value as Float32Array, i, count);
    for (const end = Math.min(i + together, count); i < end; i++) {
      const scale = given[i];
      if (!(typeof scale === 'number' && Math.fround(scale) > 0 && Math.fround(scale) < Infinity)) {
        checkScale(`${names.scale}[${i}]`, scale, names.decodes);
      }
    }
  }
  return { values: areFloat32 ? (value as Float32Array) : new Float32Array(value as number[]), count };
}

/** Checks zero points (after {@link readOnce}). Files hold them in the dtype of the codes; for packed dtypes, one in each byte. */
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
  const kind = typedArrayKind(value);
  if (kind === undefined) return checkPlainZeroPoints(names, value as readonly unknown[], count, low, high);
  const zeroPoints =
    kind === 'Int32Array' ? (value as Int32Array) : new Int32Array(value as ArrayLike<number>);
  for (let i = 0; i < count; ) {
    i = skipUsualZeroPoints(zeroPoints, i, count, low, high);
    for (const end = Math.min(i + together, count); i < end; i++) {
      const zeroPoint = zeroPoints[i]!;
      if (zeroPoint < low || zeroPoint > high) {
        checkZeroPoint(`${names.zeroPoint}[${i}]`, zeroPoint, low, high);
      }
    }
  }
  return zeroPoints;
}

function checkPlainZeroPoints(
  names: ParameterNames,
  given: readonly unknown[],
  count: number,
  low: number,
  high: number,
): Int32Array {
  for (let i = 0; i < count; i++) {
    const zeroPoint = given[i];
    if (!(Number.isInteger(zeroPoint) && (zeroPoint as number) >= low && (zeroPoint as number) <= high)) {
      checkZeroPoint(`${names.zeroPoint}[${i}]`, zeroPoint, low, high);
    }
  }
  return new Int32Array(given as readonly number[]);
}

/** Checks offsets (after {@link readOnce}); undefined stays undefined. */
export function checkOffsets(names: ParameterNames, value: unknown, count: number): Float32Array | undefined {
  if (value === undefined) return undefined;
  countLike(names.offset, value, floatKinds, count, names.scale);
  const given = value as readonly unknown[];
  for (let i = 0; i < count; i++) {
    const offset = given[i];
    if (typeof offset === 'number' && Number.isFinite(Math.fround(offset))) continue;
    // The property may be undefined, an element may not.
    if (offset === undefined) throw offsetError(`${names.offset}[${i}]`);
    checkOffset(`${names.offset}[${i}]`, offset);
  }
  return floatsOf(value);
}

/** Checked numbers as a Float32Array: the one given, or a new one. */
function floatsOf(value: unknown): Float32Array {
  return typedArrayKind(value) === 'Float32Array'
    ? (value as Float32Array)
    : new Float32Array(value as number[]);
}

function offsetError(argument: string): Error {
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a finite number', undefined);
}

/** Checks the minima or maxima of several ranges and copies them, rounded to float32. `others` are the minima, for their number. */
export function checkRangeBounds(argument: string, value: unknown, others?: Float32Array): Float32Array {
  const count = countOf(argument, value, floatKinds);
  if (others !== undefined) countLike(argument, value, floatKinds, others.length, 'range.min');
  const given = value as readonly unknown[];
  const bounds = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const bound = given[i];
    bounds[i] = typeof bound === 'number' ? bound : checkRangeBound(`${argument}[${i}]`, bound);
  }
  return bounds;
}

/** Numbers of a typed array as a plain one, for JSON. V8 ends the process at an array of more than about 2^26 numbers. */
export function plainNumbers(argument: string, values: Float32Array | Int32Array): number[] {
  if (values.length <= mostPlainElements) return Array.from(values);
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must have at most ${mostPlainElements} elements to be written as JSON; got ${values.length}`,
  );
}
