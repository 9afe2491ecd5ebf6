import { argumentError } from '../errors.js';
import { isArray } from '../intrinsics.js';

/** An object whose properties are read, of no known type yet. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** Checks an object of options, none of which may have an unknown name. A view or an array is none: a name was forgotten. */
export function checkOptions(argument: string, value: unknown, names: readonly string[]): Unchecked {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, `an object with ${names.join(', ')}`, value);
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) {
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', argument, `made of ${names.join(', ')}`, name);
    }
  }
  return value as Unchecked;
}

/** Checks one of some words; left out, it is `fallback`, where there is one. */
export function checkWord<T extends string>(
  argument: string,
  value: unknown,
  words: readonly T[],
  fallback?: T,
): T {
  if (value === undefined && fallback !== undefined) return fallback;
  const known = words.find((word) => word === value);
  if (known !== undefined) return known;
  const code = typeof value === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, `one of ${words.join(', ')}`, value);
}

/** Checks a flag; left out, it is false. */
export function checkFlag(argument: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'true or false', value);
}

/** Checks a whole number of at least `least`; left out, it is `fallback`, where there is one. */
export function checkCount(argument: string, value: unknown, least: number, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback;
  if (Number.isSafeInteger(value) && (value as number) >= least) return (value as number) + 0;
  const code = typeof value === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, `a whole number, ${least} or more`, value);
}

/** Checks that options were left out which another option leaves no place for. */
export function checkLeftOut(options: Unchecked, names: readonly string[], beside: string): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    const allowed = `left out with ${beside}`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', `options.${name}`, allowed, options[name]);
  }
}
