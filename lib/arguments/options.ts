import { argumentError, type LinquantErrorCode, linquantError } from '../errors.js';
import { isArray, isRevoked } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { type DtypeInfo, dataDtypeNames, dtypeNamed, dtypeNames } from '../tables/dtypes.js';
import { isFloat8Type } from '../tables/float8-types.js';

/** An object whose properties have not been checked. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** Checks that an argument is an object. */
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

/** Checks an options object. It may be undefined, but not null. An unknown name is an error. */
export function checkOptions(value: unknown, names: readonly string[]): Unchecked {
  return value === undefined ? noOptions : checkNamed('options', value, names);
}

/** Checks an object that is required and has no unknown names. */
export function checkNamed(argument: string, value: unknown, names: readonly string[]): Unchecked {
  // A view is refused: it is an `out` that was passed without its name. Of an object without any known name, `{}` is taken; an array, a
  // Map and the like are refused.
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  if (!isObject || checkNames(argument, value, names) === 0) checkNameless(argument, value, names);
  return value as Unchecked;
}

/** Refuses arrays, Map, Set and ArrayBuffer. They have no own keys for their content, so {@link checkNames} does not notice them. */
function checkNameless(argument: string, value: unknown, names: readonly string[]): void {
  const isObject = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  const isOther = isArray(value) || types.isAnyArrayBuffer(value) || types.isMap(value) || types.isSet(value);
  if (!isObject || isOther) throw namedError(argument, names, value);
}

/** Checks the own names of an object and counts the known ones. Object.keys is not used, since it allocates an array. */
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

/** Like `names.includes(name)`, which V8 does not inline. Both are internalized strings, so `===` compares addresses. */
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

/**
 * Checks the name of a dtype and returns its row of the table.
 *
 * @param names - those that the function takes, for the message. One of the others is returned like them: the caller refuses it
 */
export function checkDtype(argument: string, value: unknown, names = dtypeNames): DtypeInfo {
  const dtype = dtypeNamed(value);
  if (dtype === undefined) throw dtypeError(argument, value, names);
  return dtype;
}

function dtypeError(argument: string, value: unknown, names: readonly string[]): Error {
  const last = names.at(-1)!;
  const hinted = isFloat8Type(value) ? [...names.slice(0, -1), `${last} (float8 is made by convert)`] : names;
  return wordError(argument, value, hinted, 'ERR_LINQUANT_INVALID_DTYPE');
}

/** Refuses int32, which no parameters are chosen for. */
export function checkDataDtype(argument: string, dtype: DtypeInfo): DtypeInfo {
  if (!dtype.isBias) return dtype;
  const allowed = `one of ${dataDtypeNames.join(', ')} (int32 is for biases, whose scale is inputScale * weightScale)`;
  throw argumentError('ERR_LINQUANT_INVALID_DTYPE', argument, allowed, dtype.name);
}

function checkNumber(argument: string, allowed: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/**
 * Rounds a scale or an eps to float32 and checks that the result is positive and finite. With `decodes`, any finite scale is taken:
 * files hold scales of 0 for channels without data, and negative ones.
 */
export function checkScale(argument: string, value: unknown, decodes = false): number {
  const allowed = `a ${decodes ? '' : 'positive '}finite number, after rounding to float32 too`;
  const scale = Math.fround(checkNumber(argument, allowed, value));
  if ((scale > 0 || decodes) && Number.isFinite(scale)) return scale + 0; // -0 becomes 0
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

/** Rounds an end of a range to float32. Also NaN passes: whether the range has parameters is checked when they are chosen. */
export function checkRangeBound(argument: string, value: unknown): number {
  return Math.fround(checkNumber(argument, 'a number, as minMax(x) gives it', value));
}

/** Checks a zero point; -0 becomes 0. */
export function checkZeroPoint(argument: string, value: unknown, low: number, high: number): number {
  // The text of the message takes longer than the check, so it is made only for the error.
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value + 0;
  const allowed = low === high ? `${low}` : `an integer in ${low}..${high}`;
  checkNumber(argument, allowed, value);
  throw argumentError('ERR_LINQUANT_INVALID_ZERO_POINT', argument, allowed, value);
}

/** Checks `qmin` or `qmax`; left out, it is `fallback`. */
export function checkBound(argument: string, value: unknown, dtype: DtypeInfo, fallback: number): number {
  if (value === undefined) return fallback;
  const allowed = `an integer in ${dtype.qmin}..${dtype.qmax}`;
  const bound = checkNumber(argument, allowed, value);
  if (Number.isInteger(bound) && bound >= dtype.qmin && bound <= dtype.qmax) return bound + 0;
  throw argumentError('ERR_LINQUANT_INVALID_QRANGE', argument, allowed, value);
}

/**
 * Checks that qmin lies below qmax.
 *
 * @param low - qmin as it was given: the message says where a bound is a default
 * @param high - qmax as it was given
 */
export function checkOrder(argument: string, qmin: number, qmax: number, low: unknown, high: unknown): void {
  if (qmin < qmax) return;
  const byDefault = (given: unknown) => (given === undefined ? ' (the default)' : '');
  throw linquantError(
    'ERR_LINQUANT_INVALID_QRANGE',
    `${argument}.qmin must be below ${argument}.qmax; got ${qmin}${byDefault(low)} and ${qmax}${byDefault(high)}`,
  );
}

/** Looks up a name in a table. Tables have no prototype, so that 'toString' and the like are not found. */
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

/** Checks that a value is one of `words`; left out, it is the first. */
export function checkWord<T extends string>(
  argument: string,
  value: unknown,
  words: readonly [T, ...T[]],
): T {
  return value === undefined ? words[0] : checkGivenWord(argument, value, words);
}

/** Checks that a value is one of `words`. */
export function checkGivenWord<T extends string>(argument: string, value: unknown, words: readonly T[]): T {
  for (let i = 0; i < words.length; i++) if (words[i] === value) return words[i]!;
  throw wordError(argument, value, words);
}

/** The error for a value that is not one of `words`. */
function wordError(
  argument: string,
  value: unknown,
  words: readonly string[],
  code: LinquantErrorCode = 'ERR_LINQUANT_INVALID_OPTION',
): Error {
  const right = typeof value === 'string' ? code : 'ERR_LINQUANT_INVALID_TYPE';
  const allowed = words.length === 1 ? `'${words[0]}'` : `one of ${words.join(', ')}`;
  return argumentError(right, argument, allowed, value);
}

/** Checks a flag; left out, it is false. */
export function checkFlag(argument: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'true or false', value);
}

/** Checks an AbortSignal, which may be left out: by what is asked of it, since it may be one of another realm. */
export function checkSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined) return undefined;
  const { aborted, addEventListener, removeEventListener } = (value ?? {}) as Partial<AbortSignal>;
  const isSignal = typeof addEventListener === 'function' && typeof removeEventListener === 'function';
  if (isSignal && typeof aborted === 'boolean') return value as AbortSignal;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.signal', 'an AbortSignal', value);
}

/** Checks a function, which may be left out. */
export function checkCallback<F>(argument: string, value: unknown): F | undefined {
  if (value === undefined || typeof value === 'function') return value as F | undefined;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a function', value);
}

/** Checks a safe integer of at least `least`; -0 becomes 0. */
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

/** Checks that options which another option excludes were left out. */
export function checkLeftOut(options: Unchecked, names: readonly string[], beside: string): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    const allowed = `left out with ${beside}`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', `options.${name}`, allowed, options[name]);
  }
}
