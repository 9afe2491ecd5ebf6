import { argumentError, detachedError, linquantError } from '../errors.js';
import { byteLengthOf, isArray, typedArrayKind } from '../platform/engine-views.js';
import { checkOffset, checkRangeBound, checkScale, checkZeroPoint } from './options.js';
import { article } from './views.js';

/** What the properties of parameters are called in errors: made once, not for each call. */
export interface ParameterNames {
  readonly all: string;
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
 * Typed arrays of parameters are taken as they are, arrays of numbers become typed ones. To read a plain array may run code
 * that changes a typed one, so each is copied first, by readOnce. What a wrong element is told is made only where it
 * is needed: these loops run over every block of a weight.
 */

type Kind = 'Float32Array' | 'Int32Array';

/**
 * A copy of a plain array, and anything else as it is. What follows an element that is no number is not read: it is an
 * error anyway, and there may be 2^32 holes.
 */
export function readOnce(value: unknown): unknown {
  if (!isArray(value)) return value;
  const { length } = value;
  const copy: unknown[] = [];
  if (!(Number.isInteger(length) && length >= 0 && length < 2 ** 32)) return copy; // a proxy may say so
  for (let i = 0; i < length; i++) {
    const element = value[i];
    copy.push(element);
    if (typeof element !== 'number') break;
  }
  copy.length = length;
  return copy;
}

/** Checks that a value is an array of numbers or of this kind, and counts its elements, whatever it says of itself. */
function countOf(argument: string, value: unknown, kind: Kind): number {
  if (isArray(value)) return value.length;
  if (typedArrayKind(value) !== kind) throw arrayError(argument, value, kind);
  const bytes = byteLengthOf(value as ArrayBufferView);
  if (bytes === undefined) throw detachedError(argument);
  return bytes / 4;
}

/** Typed arrays become objects in JSON: the message names the cure. */
function arrayError(argument: string, value: unknown, kind: Kind): Error {
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  const cure = argument.startsWith('range.')
    ? `Array.from(${argument}) before JSON.stringify`
    : 'parametersToJSON before JSON.stringify';
  const hint = isObject ? ` (after JSON: use ${cure})` : '';
  const allowed = `${article(kind)} or an array of numbers${hint}`;
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/** The same, with as many elements as there are scales. */
function countLike(argument: string, value: unknown, kind: Kind, count: number, first: string): void {
  const own = countOf(argument, value, kind);
  if (own === count) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold as many elements as ${first}, ${count}; got ${own}`,
  );
}

/** Checks scales, which were read once, and counts them. */
export function checkScales(argument: string, value: unknown): { values: Float32Array; count: number } {
  const count = countOf(argument, value, 'Float32Array');
  const given = value as readonly unknown[];
  for (let i = 0; i < count; i++) {
    const scale = given[i];
    if (!(typeof scale === 'number' && Math.fround(scale) > 0 && Math.fround(scale) < Infinity)) {
      checkScale(`${argument}[${i}]`, scale);
    }
  }
  return { values: floatsOf(value), count };
}

/** Checks zero points, which were read once. */
export function checkZeroPoints(
  names: ParameterNames,
  value: unknown,
  count: number,
  low: number,
  high: number,
): Int32Array {
  countLike(names.zeroPoint, value, 'Int32Array', count, names.scale);
  const given = value as readonly unknown[];
  for (let i = 0; i < count; i++) {
    const zeroPoint = given[i];
    if (!(Number.isInteger(zeroPoint) && (zeroPoint as number) >= low && (zeroPoint as number) <= high)) {
      checkZeroPoint(`${names.zeroPoint}[${i}]`, zeroPoint, low, high);
    }
  }
  return isArray(value) ? new Int32Array(value as number[]) : (value as Int32Array);
}

/** Checks offsets, which were read once; undefined where there are none. */
export function checkOffsets(names: ParameterNames, value: unknown, count: number): Float32Array | undefined {
  if (value === undefined) return undefined;
  countLike(names.offset, value, 'Float32Array', count, names.scale);
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

/** Checked numbers as the array that was given, or a new one. */
function floatsOf(value: unknown): Float32Array {
  return isArray(value) ? new Float32Array(value as number[]) : (value as Float32Array);
}

function offsetError(argument: string): Error {
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a finite number', undefined);
}

/** Checks one end of each of several ranges (of as many as there are `others`) and rounds it, in an array of its own. */
export function checkRangeBounds(argument: string, value: unknown, others?: Float32Array): Float32Array {
  const count = countOf(argument, value, 'Float32Array');
  if (others !== undefined) countLike(argument, value, 'Float32Array', others.length, 'range.min');
  const given = value as readonly unknown[];
  const bounds: number[] = [];
  for (let i = 0; i < count; i++) {
    const bound = given[i];
    bounds.push(typeof bound === 'number' ? bound : checkRangeBound(`${argument}[${i}]`, bound));
  }
  return new Float32Array(bounds);
}
