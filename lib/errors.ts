import { isBuffer, typedArrayKind } from './platform/engine-views.js';
import { types } from './platform/node.js';

/**
 * Every error this package throws: its stable `code`, and the class it is of. Match the `code`, not the class: two copies of
 * the package may be loaded, and messages may be reworded in any release.
 *
 * @category Errors
 */
export interface LinquantErrors {
  /** An argument of a type that is not taken in its position, or missing. */
  ERR_LINQUANT_INVALID_TYPE: TypeError;
  /** A view whose buffer was detached (transferred) or shrunk below the view. */
  ERR_LINQUANT_DETACHED: TypeError;
  /** An unknown dtype, or one that does not fit the option beside it. */
  ERR_LINQUANT_INVALID_DTYPE: RangeError;
  /** A scale that does not round to a positive finite float32. */
  ERR_LINQUANT_INVALID_SCALE: RangeError;
  /** A zero point that is no integer, or lies outside what is allowed. */
  ERR_LINQUANT_INVALID_ZERO_POINT: RangeError;
  /** An offset that does not round to a finite float32. */
  ERR_LINQUANT_INVALID_OFFSET: RangeError;
  /** `qmin`/`qmax` out of order, fractional or outside the dtype. */
  ERR_LINQUANT_INVALID_QRANGE: RangeError;
  /** An option with an unknown name or value, a parameter with an unknown name, or options that exclude each other. */
  ERR_LINQUANT_INVALID_OPTION: RangeError;
  /**
   * A range with min above max, NaN or an infinity, or one whose scale is not finite; data that holds NaN, an infinity, or a number
   * too large for the type that it is stored as.
   */
  ERR_LINQUANT_INVALID_RANGE: RangeError;
  /** A shape that does not fit the data, or parameters that do not fit the shape. */
  ERR_LINQUANT_INVALID_SHAPE: RangeError;
  /** The range of no elements was asked for. */
  ERR_LINQUANT_EMPTY: RangeError;
  /** Raw bytes whose length is no multiple of the element size. */
  ERR_LINQUANT_BYTE_LENGTH: RangeError;
  /** An `out` that does not hold exactly the result. */
  ERR_LINQUANT_OUT_SIZE: RangeError;
  /** Input and output share memory. */
  ERR_LINQUANT_OVERLAP: RangeError;
  /** `LINQUANT_BACKEND` or `LINQUANT_ISA` names something unknown or impossible here. */
  ERR_LINQUANT_BACKEND: RangeError;
  /** A file, a store's bytes or text that do not follow their format, or data that a format has no form for. */
  ERR_LINQUANT_FORMAT: RangeError;
}

type ErrorClass<Code extends keyof LinquantErrors> = new (message: string) => LinquantErrors[Code];

const errorClasses: { readonly [Code in keyof LinquantErrors]: ErrorClass<Code> } = {
  ERR_LINQUANT_INVALID_TYPE: TypeError,
  ERR_LINQUANT_DETACHED: TypeError,
  ERR_LINQUANT_INVALID_DTYPE: RangeError,
  ERR_LINQUANT_INVALID_SCALE: RangeError,
  ERR_LINQUANT_INVALID_ZERO_POINT: RangeError,
  ERR_LINQUANT_INVALID_OFFSET: RangeError,
  ERR_LINQUANT_INVALID_QRANGE: RangeError,
  ERR_LINQUANT_INVALID_OPTION: RangeError,
  ERR_LINQUANT_INVALID_RANGE: RangeError,
  ERR_LINQUANT_INVALID_SHAPE: RangeError,
  ERR_LINQUANT_EMPTY: RangeError,
  ERR_LINQUANT_BYTE_LENGTH: RangeError,
  ERR_LINQUANT_OUT_SIZE: RangeError,
  ERR_LINQUANT_OVERLAP: RangeError,
  ERR_LINQUANT_BACKEND: RangeError,
  ERR_LINQUANT_FORMAT: RangeError,
};

/**
 * The stable `code` of an error thrown by this package: a name of {@link LinquantErrors}.
 *
 * @category Errors
 */
export type LinquantErrorCode = keyof LinquantErrors;

/** Whether a value is a code of this package. */
export function isErrorCode(value: unknown): value is LinquantErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorClasses, value);
}

/**
 * A file that was tried as the native addon, and why it was not taken.
 *
 * @category Backend
 */
export interface LoadAttempt {
  /** The file, or the folder that was searched. */
  readonly path: string;
  /** What the loader said. */
  readonly error: string;
}

/**
 * An error thrown by this package: a TypeError or RangeError with a stable `code`.
 *
 * @category Errors
 * @example
 * ```ts
 * import { type LinquantError, minMax } from 'linquant';
 *
 * try {
 *   minMax(new Float32Array(0));
 * } catch (error) {
 *   switch ((error as LinquantError).code) {
 *     case 'ERR_LINQUANT_EMPTY':
 *       console.log('nothing to measure'); // nothing to measure
 *       break;
 *     default:
 *       throw error;
 *   }
 * }
 * ```
 */
export type LinquantError = LinquantErrors[LinquantErrorCode] & {
  /** Which error it is; stable over releases. */
  readonly code: LinquantErrorCode;
  /** Of `linquant/formats`: the path of the file, or the name that its bytes were given. */
  readonly file?: string;
  /** Of `linquant/formats`: the name of the tensor to blame, where the format names its tensors. */
  readonly tensor?: string;
  /** Of `packBits` and `linquant/embeddings`, where a batch holds a NaN or an infinity: its row, from 0. */
  readonly row?: number;
  /** The same: its column, the dimension, from 0. Of ranges: the dimension whose range is to blame. */
  readonly column?: number;
  /** Of encoders and decoders of one vector, and of a single row of numbers: the place of the number to blame, from 0. */
  readonly index?: number;
  /** Of ERR_LINQUANT_BACKEND, where the native backend was asked for: what was tried. */
  readonly attempts?: readonly LoadAttempt[];
};

/** Makes the error that belongs to `code`; `fields` become own properties (a file's name, a cause). */
export function linquantError(
  code: LinquantErrorCode,
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): LinquantError {
  const error = new errorClasses[code](message);
  return Object.assign(error, fields, { code });
}

/**
 * The usual sentence: which argument, what is allowed, what was given.
 *
 * @param argument - the argument's name as documented, options as `options.out`
 * @param allowed - completes "`argument` must be ..."
 */
export function argumentError(
  code: LinquantErrorCode,
  argument: string,
  allowed: string,
  given: unknown,
): LinquantError {
  return linquantError(code, `${argument} must be ${allowed}; got ${describe(given)}`);
}

/** The error for memory that changed between two looks at it. */
export function changedError(argument: string): LinquantError {
  return linquantError(
    'ERR_LINQUANT_DETACHED',
    `${argument} must stay as it is during the call; got one that changed`,
  );
}

/** The error for a view without memory. */
export function detachedError(argument: string): LinquantError {
  return linquantError(
    'ERR_LINQUANT_DETACHED',
    `${argument} must be a view on live memory; got one whose buffer was detached or shrunk below it`,
  );
}

/** A short text for any value, without running the value's own code. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}...` : JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `the BigInt ${String(value).slice(0, 40)}n`;
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (types.isProxy(value)) return 'a proxy'; // first: Array.isArray throws for a revoked one
  const name = typedArrayKind(value);
  if (name !== undefined) {
    if (name === 'Uint8Array') return isBuffer(value) ? 'a Buffer' : 'a plain Uint8Array';
    return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
  }
  if (Array.isArray(value)) return 'an array';
  if (types.isArrayBuffer(value)) return 'an ArrayBuffer';
  if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer';
  return types.isDataView(value) ? 'a DataView' : 'an object';
}
