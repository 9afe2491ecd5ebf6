import { argumentError, detachedError, linquantError } from '../errors.js';
import { byteLengthOf, isArray, typedArrayKind } from '../platform/engine-views.js';
import { checkOffset, checkRangeBound, checkScale, checkZeroPoint } from './options.js';
import { article } from './views.js';

/** The names of the properties of parameters in messages. Made once, since joining strings costs more than the checks. */
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
 * Typed arrays of parameters are used without a copy; arrays of numbers are copied to typed ones. Reading a plain array may run a
 * getter, which could change a typed array that is checked already. So plain arrays are copied first, by readOnce. Messages are
 * made only for an error: these loops run over the scale of every block of a weight.
 */

type Kind = 'Float32Array' | 'Int32Array';

/**
 * Copies a plain array; returns anything else unchanged. Stops at the first element that is not a number: it is an error, and a
 * sparse array could have 2^32 - 1 elements.
 */
export function readOnce(value: unknown): unknown {
  if (!isArray(value)) return value;
  const { length } = value;
  const copy: unknown[] = [];
  if (!(Number.isInteger(length) && length >= 0 && length < 2 ** 32)) return copy; // the length of a proxy can be anything
  for (let i = 0; i < length; i++) {
    const element = value[i];
    copy.push(element);
    if (typeof element !== 'number') break;
  }
  copy.length = length;
  return copy;
}

/** Checks that a value is a plain array or a typed array of this kind, and counts its elements by the engine's own length. */
function countOf(argument: string, value: unknown, kind: Kind): number {
  if (isArray(value)) return value.length;
  if (typedArrayKind(value) !== kind) throw arrayError(argument, value, kind);
  const bytes = byteLengthOf(value as ArrayBufferView);
  if (bytes === undefined) throw detachedError(argument);
  return bytes / 4;
}

/** JSON.stringify makes an object of a typed array, so the message for an object names what to use instead. */
function arrayError(argument: string, value: unknown, kind: Kind): Error {
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  const cure = argument.startsWith('range.')
    ? `Array.from(${argument}) before JSON.stringify`
    : 'parametersToJSON before JSON.stringify';
  const hint = isObject ? ` (after JSON: use ${cure})` : '';
  const allowed = `${article(kind)} or an array of numbers${hint}`;
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/** The same, and checks that there are as many elements as scales. */
function countLike(argument: string, value: unknown, kind: Kind, count: number, first: string): void {
  const own = countOf(argument, value, kind);
  if (own === count) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold as many elements as ${first}, ${count}; got ${own}`,
  );
}

/** Checks scales (after {@link readOnce}) and counts them. */
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

/** Checks zero points (after {@link readOnce}). */
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

/** Checks offsets (after {@link readOnce}); undefined stays undefined. */
export function checkOffsets(names: ParameterNames, value: unknown, count: number): Float32Array | undefined {
  if (value === undefined) return undefined;
  countLike(names.offset, value, 'Float32Array', count, names.scale);
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

/** Checked numbers as a Float32Array: the one given, or a new one for a plain array. */
function floatsOf(value: unknown): Float32Array {
  return isArray(value) ? new Float32Array(value as number[]) : (value as Float32Array);
}

function offsetError(argument: string): Error {
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a finite number', undefined);
}

/** Checks the minima or maxima of several ranges and copies them, rounded to float32. `others` are the minima, for their number. */
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
