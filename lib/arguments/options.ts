import { argumentError, type LinquantErrorCode, linquantError } from '../errors.js';
import { isArray, isRevoked } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { type DtypeInfo, dtypeNamed, dtypes } from '../tables/dtypes.js';

/** An object whose properties are read, of no known type yet. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** Checks that an argument is an object and gives it back to be read property by property. */
export function checkObject(argument: string, value: unknown, allowed = 'an object'): Unchecked {
  if (typeof value === 'object' && value !== null) return value as Unchecked;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/** The same for an object whose names are not judged: a revoked proxy would throw an error of its own where it is read. */
export function checkReadable(argument: string, value: unknown, allowed: string): Unchecked {
  const given = checkObject(argument, value, allowed);
  if (!isRevoked(given)) return given;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

const noOptions: Unchecked = Object.freeze({});

/** Checks an options object: it may be left out, null is not taken for that, and a misspelt name is an error. */
export function checkOptions(value: unknown, names: readonly string[]): Unchecked {
  return value === undefined ? noOptions : checkNamed('options', value, names);
}

/** Checks an object that has to be there, with names that are all known. */
export function checkNamed(argument: string, value: unknown, names: readonly string[]): Unchecked {
  // A view here is an `out` that was given without its name. What has no known name is looked at more closely.
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  if (!isObject || checkNames(argument, value, names) === 0) checkNameless(argument, value, names);
  return value as Unchecked;
}

/** Refuses what has no names of its own and is no options object: arrays, Map, Set, ArrayBuffer. */
function checkNameless(argument: string, value: unknown, names: readonly string[]): void {
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  const isOther = isArray(value) || types.isAnyArrayBuffer(value) || types.isMap(value) || types.isSet(value);
  if (!isObject || isOther) throw namedError(argument, names, value);
}

/** Checks the own names of an object, and counts the known ones. Neither allocates: Object.keys and `in` of a Set would. */
export function checkNames(argument: string, given: object, names: readonly string[]): number {
  try {
    return countNames(argument, given, names);
  } catch (error) {
    // What a getter or trap throws stays what it is; of a revoked proxy nothing can be read.
    throw isRevoked(given) ? namedError(argument, names, given) : error;
  }
}

function countNames(argument: string, given: object, names: readonly string[]): number {
  let count = 0;
  for (const name in given) {
    if (isOneOf(name, names)) count++;
    else if (Object.hasOwn(given, name)) throw nameError(argument, given, names, name);
  }
  return count;
}

/** As `includes`, which V8 calls instead of inlining: names are internalized strings, compared by their addresses here. */
function isOneOf(name: string, names: readonly string[]): boolean {
  for (let i = 0; i < names.length; i++) if (names[i] === name) return true;
  return false;
}

function nameError(argument: string, given: object, names: readonly string[], name: string): Error {
  if (isArray(given)) return namedError(argument, names, given);
  return argumentError('ERR_LINQUANT_INVALID_OPTION', argument, `made of ${names.join(', ')}`, name);
}

function namedError(argument: string, names: readonly string[], value: unknown): Error {
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, `an object with ${names.join(', ')}`, value);
}

/** Checks a dtype's name and gives its row of the table. */
export function checkDtype(argument: string, value: unknown): DtypeInfo {
  return dtypeNamed(value) ?? checkKey(argument, value, dtypes, 'ERR_LINQUANT_INVALID_DTYPE');
}

/** Checks that a dtype is not one of biases. */
export function checkDataDtype(argument: string, dtype: DtypeInfo): DtypeInfo {
  if (!dtype.isBias) return dtype;
  const allowed = 'a dtype of data (int32 is for biases, whose scale is inputScale * weightScale)';
  throw argumentError('ERR_LINQUANT_INVALID_DTYPE', argument, allowed, dtype.name);
}

function checkNumber(argument: string, allowed: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/**
 * Rounds a scale (or an eps, a smallest scale) to float32 and checks that the result is positive and finite. To decode, any finite
 * one will do: files hold scales of 0 for channels without data, and negative ones.
 */
export function checkScale(argument: string, value: unknown, decodes = false): number {
  const allowed = `a ${decodes ? '' : 'positive '}finite number, after rounding to float32 too`;
  const scale = Math.fround(checkNumber(argument, allowed, value));
  if ((scale > 0 || decodes) && Number.isFinite(scale)) return scale;
  throw argumentError('ERR_LINQUANT_INVALID_SCALE', argument, allowed, value);
}

/** Rounds an offset to float32 and checks that the result is finite; left out, it is 0. */
export function checkOffset(argument: string, value: unknown): number {
  if (value === undefined) return 0;
  const allowed = 'a finite number, after rounding to float32 too';
  const offset = Math.fround(checkNumber(argument, allowed, value));
  if (Number.isFinite(offset)) return offset + 0;
  throw argumentError('ERR_LINQUANT_INVALID_OFFSET', argument, allowed, value);
}

/** Rounds an end of a range to float32; any number will do until parameters are chosen. */
export function checkRangeBound(argument: string, value: unknown): number {
  return Math.fround(checkNumber(argument, 'a number, as minMax(x) gives it', value));
}

/** Checks a zero point; -0 becomes 0. */
export function checkZeroPoint(argument: string, value: unknown, low: number, high: number): number {
  // The text is made only where it is needed: it takes longer than the check.
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value + 0;
  const allowed = low === high ? `${low}` : `an integer in ${low}..${high}`;
  checkNumber(argument, allowed, value);
  throw argumentError('ERR_LINQUANT_INVALID_ZERO_POINT', argument, allowed, value);
}

/** Checks a bound of the codes; undefined gives the dtype's own. */
export function checkBound(argument: string, value: unknown, dtype: DtypeInfo, fallback: number): number {
  if (value === undefined) return fallback;
  const allowed = `an integer in ${dtype.qmin}..${dtype.qmax}`;
  const bound = checkNumber(argument, allowed, value);
  if (Number.isInteger(bound) && bound >= dtype.qmin && bound <= dtype.qmax) return bound + 0;
  throw argumentError('ERR_LINQUANT_INVALID_QRANGE', argument, allowed, value);
}

/** Checks that qmin lies below qmax. */
export function checkOrder(argument: string, qmin: number, qmax: number): void {
  if (qmin < qmax) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_QRANGE',
    `${argument}.qmin must be below ${argument}.qmax; got ${qmin} and ${qmax}`,
  );
}

/** Checks a name that a table has, and gives its row. The tables have no prototype, so that no name is found there. */
export function checkKey<T>(
  argument: string,
  value: unknown,
  table: Readonly<Record<string, T>>,
  code: LinquantErrorCode = 'ERR_LINQUANT_INVALID_OPTION',
): T {
  const found = typeof value === 'string' ? table[value] : undefined;
  if (found !== undefined) return found;
  throw wordError(argument, value, Object.keys(table), code);
}

/** Checks one of some words; left out, it is the first. */
export function checkWord<T extends string>(
  argument: string,
  value: unknown,
  words: readonly [T, ...T[]],
): T {
  return value === undefined ? words[0] : checkGivenWord(argument, value, words);
}

/** Checks one of some words, which may not be left out. */
export function checkGivenWord<T extends string>(argument: string, value: unknown, words: readonly T[]): T {
  for (let i = 0; i < words.length; i++) if (words[i] === value) return words[i]!;
  throw wordError(argument, value, words);
}

/** The error for a word that is none of those allowed. */
function wordError(
  argument: string,
  value: unknown,
  words: readonly string[],
  code: LinquantErrorCode = 'ERR_LINQUANT_INVALID_OPTION',
): Error {
  const right = typeof value === 'string' ? code : 'ERR_LINQUANT_INVALID_TYPE';
  return argumentError(right, argument, `one of ${words.join(', ')}`, value);
}

/** Checks a flag; left out, it is false. */
export function checkFlag(argument: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'true or false', value);
}

/** Checks a whole number of at least `least`; -0 becomes 0. */
export function checkCount(
  argument: string,
  value: unknown,
  least: number,
  code: LinquantErrorCode = 'ERR_LINQUANT_INVALID_OPTION',
): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return (value as number) + 0;
  const right = typeof value === 'number' ? code : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(right, argument, `a whole number, ${least} or more`, value);
}

/** Checks that options were left out which another one leaves no place for. */
export function checkLeftOut(options: Unchecked, names: readonly string[], beside: string): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    const allowed = `left out with ${beside}`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', `options.${name}`, allowed, options[name]);
  }
}
