import { checkOffset, checkRangeBound, checkScale, checkZeroPoint } from './checks.js';
import { argumentError, linquantError } from './errors.js';
import { byteLengthOf, isArray, typedArrayKind } from './intrinsics.js';
import { article, detachedError } from './views.js';

/** What the properties of parameters are called in errors: made once, not for each call. */
export interface ParameterNames {
  readonly all: string;
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
 * Typed arrays of parameters are taken as they are, arrays of numbers become typed ones. Each element is read once. What
 * a wrong element is told is made only where it is needed: these loops run over every block of a weight.
 */

type Kind = 'Float32Array' | 'Int32Array';

/** Checks that a value is an array of numbers or of this kind, and counts its elements, whatever it says of itself. */
function countOf(argument: string, value: unknown, kind: Kind): number {
  if (isArray(value)) return value.length;
  if (typedArrayKind(value) !== kind) {
    const allowed = `${article(kind)} or an array of numbers`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
  }
  const bytes = byteLengthOf(value as ArrayBufferView);
  if (bytes === undefined) throw detachedError(argument);
  return bytes / 4;
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

/** Checks scales, and counts them. */
export function checkScales(argument: string, value: unknown): { values: Float32Array; count: number } {
  const count = countOf(argument, value, 'Float32Array');
  const given = value as readonly unknown[];
  const isTyped = !isArray(value);
  const numbers: unknown[] = [];
  for (let i = 0; i < count; i++) {
    const scale = given[i];
    if (!(typeof scale === 'number' && Math.fround(scale) > 0 && Math.fround(scale) < Infinity)) {
      checkScale(`${argument}[${i}]`, scale);
    }
    if (!isTyped) numbers.push(scale);
  }
  return {
    values: isTyped ? (value as unknown as Float32Array) : new Float32Array(numbers as number[]),
    count,
  };
}

/** Checks zero points. */
export function checkZeroPoints(
  names: ParameterNames,
  value: unknown,
  count: number,
  low: number,
  high: number,
): Int32Array {
  countLike(names.zeroPoint, value, 'Int32Array', count, names.scale);
  const given = value as readonly unknown[];
  const isTyped = !isArray(value);
  const numbers: unknown[] = [];
  for (let i = 0; i < count; i++) {
    const zeroPoint = given[i];
    if (!(Number.isInteger(zeroPoint) && (zeroPoint as number) >= low && (zeroPoint as number) <= high)) {
      checkZeroPoint(`${names.zeroPoint}[${i}]`, zeroPoint, low, high);
    }
    if (!isTyped) numbers.push(zeroPoint);
  }
  return isTyped ? (value as unknown as Int32Array) : new Int32Array(numbers as number[]);
}

/** Checks offsets; undefined where all are 0, since there is less to do then. */
export function checkOffsets(names: ParameterNames, value: unknown, count: number): Float32Array | undefined {
  if (value === undefined) return undefined;
  countLike(names.offset, value, 'Float32Array', count, names.scale);
  const given = value as readonly unknown[];
  const isTyped = !isArray(value);
  const numbers: unknown[] = [];
  let isZero = true;
  for (let i = 0; i < count; i++) {
    const offset = given[i];
    if (!(typeof offset === 'number' && Number.isFinite(Math.fround(offset)))) {
      // Unlike the option itself, an element may not be left out.
      if (offset === undefined) throw offsetError(`${names.offset}[${i}]`);
      checkOffset(`${names.offset}[${i}]`, offset);
    } else if (Math.fround(offset) !== 0) {
      isZero = false;
    }
    if (!isTyped) numbers.push(offset);
  }
  if (isZero) return undefined;
  return isTyped ? (value as unknown as Float32Array) : new Float32Array(numbers as number[]);
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
