import { checkReadable } from '../arguments/options.js';
import {
  describe,
  isErrorCode,
  type LinquantError,
  type LinquantErrorCode,
  linquantError,
} from '../errors.js';
import { types } from '../platform/node.js';

/**
 * An error as a plain object, which survives JSON and structured clone (`postMessage`, `structuredClone`, `v8.serialize`).
 *
 * @category Errors
 */
export interface ErrorJSON {
  /** 'TypeError' or 'RangeError'; of other errors their own name. */
  readonly name: string;
  /** What the error says. */
  readonly message: string;
  /** As {@link LinquantError}; left out where the error had none. */
  readonly code?: LinquantErrorCode | string;
  /** As {@link LinquantError}. */
  readonly row?: number;
  /** As {@link LinquantError}. */
  readonly column?: number;
  /** As {@link LinquantError}. */
  readonly index?: number;
  /** As {@link LinquantError}. */
  readonly file?: string;
  /** As {@link LinquantError}. */
  readonly tensor?: string;
}

/** The fields of an error that go along, and their types. */
const fields = {
  code: 'string',
  row: 'number',
  column: 'number',
  index: 'number',
  file: 'string',
  tensor: 'string',
} as const;

/**
 * An error as a plain object: structured clone keeps class, message and stack of an error, but drops its `code`, `row` and `column`.
 * Send this from a worker and make the error again there by {@link errorFromJSON}.
 *
 * @param error - what was thrown; any value, since anything can be
 * @returns a new object
 * @category Errors
 * @example
 * ```ts
 * import { errorFromJSON, errorToJSON, packBits } from 'linquant';
 *
 * try {
 *   packBits(Float32Array.of(1, 2, 3, NaN), { shape: [2, 2] });
 * } catch (error) {
 *   const sent = structuredClone(errorToJSON(error)); // what postMessage does
 *   const { code, row, column } = errorFromJSON(sent);
 *   console.log(code, row, column); // ERR_LINQUANT_INVALID_RANGE 1 1
 * }
 * ```
 */
export function errorToJSON(error: unknown): ErrorJSON {
  // An error of another realm (Jest, node:vm) is no instance of this one's Error.
  if (!types.isNativeError(error)) return { name: 'Error', message: textOf(error) };
  const { name, message } = error;
  const json: Record<string, unknown> = {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : '',
  };
  copyFields(error as unknown as Readonly<Record<string, unknown>>, json);
  return json as unknown as ErrorJSON;
}

/** A text for any value that was thrown. A value's own code may throw again. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return describe(value);
  }
}

/**
 * Makes the error again that {@link errorToJSON} wrote: of the same class, with `code`, `row`, `column` and the other fields. Its
 * stack is that of this call.
 *
 * @param json - what came from the other side
 * @returns a new error; of a code that this version does not know, or of none, a plain Error. `attempts` of ERR_LINQUANT_BACKEND is not sent
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`: no object
 * @category Errors
 * @example
 * ```ts
 * import { errorFromJSON } from 'linquant';
 *
 * const error = errorFromJSON({ name: 'RangeError', message: 'x must ...', code: 'ERR_LINQUANT_EMPTY' });
 * console.log(error instanceof RangeError, error.code); // true ERR_LINQUANT_EMPTY
 * ```
 */
export function errorFromJSON(json: ErrorJSON): LinquantError {
  const given = checkReadable('json', json, 'an object, as errorToJSON(error) gives it');
  const { code, message: text } = given;
  const message = typeof text === 'string' ? text : '';
  const error = isErrorCode(code) ? linquantError(code, message) : new Error(message);
  copyFields(given, error as unknown as Record<string, unknown>);
  return error as LinquantError;
}

function copyFields(from: Readonly<Record<string, unknown>>, to: Record<string, unknown>): void {
  for (const [name, type] of Object.entries(fields)) {
    const value = read(from, name);
    if (typeof value === type) to[name] = value;
  }
}

/** A property; undefined where its getter throws. */
function read(from: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return from[name];
  } catch {
    return undefined;
  }
}
