import { copyFloats, lengthOfArray, mostNumbers } from '../../arguments/arrays.js';
import { argumentError, linquantError } from '../../errors.js';
import { isArray } from '../../platform/engine-views.js';

/** Rows of equal length that were read from arrays. */
interface ReadRows<A> {
  readonly data: A;
  /** The length of each. */
  readonly length: number;
}

type Vectors = readonly unknown[];
type NameOf = (row: number) => string;

/** Reads arrays of numbers, each rounded to float32. */
export function readFloats(vectors: Vectors, nameOf: NameOf): ReadRows<Float32Array> {
  return readRows(vectors, nameOf, (count) => new Float32Array(count), copyFloats, floatError);
}

/** Reads arrays of integers in -128..127 or 0..255. */
export function readBytes(
  vectors: Vectors,
  nameOf: NameOf,
  isSigned: boolean,
): ReadRows<Int8Array | Uint8Array> {
  const make = (count: number) => (isSigned ? new Int8Array(count) : new Uint8Array(count));
  return readRows<Int8Array | Uint8Array>(vectors, nameOf, make, copyBytes, (value, path, place) =>
    byteError(value, path, place, isSigned ? '-128..127' : '0..255'),
  );
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Reads rows. `copy` stops at the first element that `errorOf` gives an error for. */
function readRows<A>(
  vectors: Vectors,
  nameOf: NameOf,
  make: (count: number) => A,
  copy: (list: Vectors, from: number, length: number, data: A, to: number) => number,
  errorOf: (value: unknown, path: string, place: Place) => Error,
): ReadRows<A> {
  const length = lengthOfRow(vectors[0], nameOf(0), 0);
  if (length === 0)
    throw linquantError('ERR_LINQUANT_EMPTY', `${nameOf(0)} must hold at least one number; got none`);
  if (length * vectors.length > mostNumbers) {
    const given = `${vectors.length} rows of ${length}`;
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `response must hold at most ${mostNumbers} numbers; got ${given}`,
    );
  }
  const data = make(length * vectors.length);
  for (let row = 0; row < vectors.length; row++) {
    const list = vectors[row];
    const found = lengthOfRow(list, nameOf(row), row);
    if (found !== length) throw lengthError(found, length, nameOf(row), row);
    const column = copy(list as Vectors, 0, length, data, row * length);
    if (column < length) {
      throw errorOf((list as Vectors)[column], `${nameOf(row)}[${column}]`, { row, column });
    }
  }
  return { data, length };
}

function lengthOfRow(list: unknown, path: string, row: number): number {
  if (isArray(list)) return lengthOfArray(path, list);
  throw Object.assign(argumentError('ERR_LINQUANT_INVALID_TYPE', path, 'an array of numbers', list), { row });
}

function lengthError(found: number, length: number, path: string, row: number): Error {
  const message = `${path} must be of ${length} numbers, as the first row; got ${found}`;
  return linquantError('ERR_LINQUANT_INVALID_SHAPE', message, { row });
}

/** Writes integers to `data` until one does not fit or is no number; gives its index, or `length`. */
function copyBytes(
  list: Vectors,
  from: number,
  length: number,
  data: Int8Array | Uint8Array,
  to: number,
): number {
  for (let i = from; i < length; i++) {
    const value = list[i];
    if (typeof value !== 'number') return i;
    data[to + i] = value;
    if (data[to + i] !== value) return i;
  }
  return length;
}

function floatError(value: unknown, path: string, place: Place): Error {
  if (typeof value !== 'number') return kindError(value, path, place);
  const message = `${path} must be a finite number that float32 has; got ${value}`;
  return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { ...place });
}

function byteError(value: unknown, path: string, place: Place, range: string): Error {
  if (typeof value !== 'number') return kindError(value, path, place);
  const message = `${path} must be an integer in ${range}; got ${value}`;
  return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { ...place });
}

function kindError(value: unknown, path: string, place: Place): Error {
  const allowed = `a number${value === null ? ' (JSON has null for NaN)' : ''}`;
  return Object.assign(argumentError('ERR_LINQUANT_INVALID_TYPE', path, allowed, value), place);
}

/** Whether all numbers are integers: they may be codes or packed bits as well as floats. */
export function areIntegers(vectors: Vectors): boolean {
  for (const list of vectors) {
    if (!isArray(list)) return false;
    const length = Math.min(list.length, mostNumbers);
    for (let i = 0; i < length; i++) if (!Number.isInteger(list[i])) return false;
  }
  return true;
}
