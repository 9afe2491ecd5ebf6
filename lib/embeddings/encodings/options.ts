import { argumentError, linquantError } from '../../errors.js';
import { isArray } from '../../intrinsics.js';

/** Options whose names were checked, to be read one by one. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** Checks an options object: a misspelt name is an error, and so is an `out` that was given without its name. */
export function checkOptions(value: unknown, names: readonly string[]): Unchecked {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options', `an object with ${names.join(', ')}`, value);
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) {
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options', `made of ${names.join(', ')}`, name);
    }
  }
  return value as Unchecked;
}

/** Checks one of some words; left out, it is `fallback`, or an error where there is none. */
export function checkWord<T extends string>(
  argument: string,
  value: unknown,
  words: readonly T[],
  fallback?: T,
): T {
  const given = value === undefined ? fallback : value;
  const known = words.find((word) => word === given);
  if (known !== undefined) return known;
  const code = typeof value === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, `one of ${words.join(', ')}`, value);
}

/** The error for options that mean nothing beside the type that was chosen. */
export function checkUnused(options: Unchecked, names: readonly string[], beside: string): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    throw argumentError(
      'ERR_LINQUANT_INVALID_OPTION',
      `options.${name}`,
      `left out ${beside}`,
      options[name],
    );
  }
}

/** The error for bytes or text that break a store's format, or for data that it cannot hold. */
export function formatError(argument: string, allowed: string, given: string): Error {
  return linquantError('ERR_LINQUANT_FORMAT', `${argument} must ${allowed}; got ${given}`);
}

/** Checks the number of dimensions that a store takes. */
export function checkDimensions(argument: string, store: string, dimensions: number, most: number): void {
  if (dimensions >= 1 && dimensions <= most) return;
  throw formatError(argument, `have 1 to ${most} dimensions, as ${store} takes them`, String(dimensions));
}
