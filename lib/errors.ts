import { isBuffer, typedArrayKind } from './platform/engine-views.js';
import { types } from './platform/node.js';

/**
 * Every error of this package: its stable `code` and its class. Match the `code`. Messages may change in any release.
 *
 * @category Errors
 */
export interface LinquantErrors {
  /** An argument is missing or has the wrong type. */
  ERR_LINQUANT_INVALID_TYPE: TypeError;
  /** A view's buffer was detached (transferred), or was resized to less than the view covers. */
  ERR_LINQUANT_DETACHED: TypeError;
  /** Memory that cannot be taken over by option `transfer` of `linquant/promises`. Nothing was taken. */
  ERR_LINQUANT_TRANSFER: TypeError;
  /** An unknown dtype, or one that the function or another option excludes. */
  ERR_LINQUANT_INVALID_DTYPE: RangeError;
  /** A scale that does not round to a positive finite float32; to decode, one that does not round to a finite float32. */
  ERR_LINQUANT_INVALID_SCALE: RangeError;
  /** A zero point that is not an integer, or is out of range. */
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
  /** The function needs at least one element, and got none. */
  ERR_LINQUANT_EMPTY: RangeError;
  /** A byte length that is no multiple of the element size, or not the size of the elements that were named. */
  ERR_LINQUANT_BYTE_LENGTH: RangeError;
  /** An `out` whose size is not exactly that of the result. */
  ERR_LINQUANT_OUT_SIZE: RangeError;
  /** Input and output share memory. */
  ERR_LINQUANT_OVERLAP: RangeError;
  /** `LINQUANT_BACKEND` or `LINQUANT_ISA` has an unknown value, or one that this machine cannot run. */
  ERR_LINQUANT_BACKEND: RangeError;
  /** A file, or a store's bytes or text, breaks its format; or the data cannot be expressed in the format. */
  ERR_LINQUANT_FORMAT: RangeError;
}

type ErrorClass<Code extends keyof LinquantErrors> = new (message: string) => LinquantErrors[Code];

const errorClasses: { readonly [Code in keyof LinquantErrors]: ErrorClass<Code> } = {
  ERR_LINQUANT_INVALID_TYPE: TypeError,
  ERR_LINQUANT_DETACHED: TypeError,
  ERR_LINQUANT_TRANSFER: TypeError,
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
 * A file that could have been the native addon, and why it was not loaded.
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
  /** From `linquant/formats`: the path of the file, or the `name` given for its bytes. */
  readonly file?: string;
  /** From `linquant/formats`: the name of the tensor with the error, in formats that name tensors. */
  readonly tensor?: string;
  /** From `packBits` and `linquant/embeddings`: the row of the first NaN or infinity in a batch, from 0. */
  readonly row?: number;
  /** The column (dimension) of that value, from 0. For ranges: the dimension whose range is wrong. */
  readonly column?: number;
  /**
   * The index of the wrong number, from 0. From `quantizeDynamic` and `quantizeGgml`: of the first NaN or infinity, in the memory order
   * of x. From encoders, decoders and `floatsFromArrays` of one axis: in the vector.
   */
  readonly index?: number;
  /** From `linquant/promises` with option `transfer`: the memory that was taken over, as the result would have had it. Not enumerable. */
  readonly transferred?: Readonly<Record<string, unknown>>;
  /** With ERR_LINQUANT_BACKEND, where the native backend was required: the files that were tried. */
  readonly attempts?: readonly LoadAttempt[];
};

/** Makes an error of the class that belongs to `code`. `fields` (a file's name, a cause) become own properties. */
export function linquantError(
  code: LinquantErrorCode,
  message: string,
  fields: Readonly<Record<string, unknown>> = {},
): LinquantError {
  const error = new errorClasses[code](message);
  return Object.assign(error, fields, { code });
}

/**
 * An error with the usual message: the argument, what is allowed, what was given.
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

/** The error for a view or its data that changed between the check and the kernel, by another thread. */
export function changedError(argument: string): LinquantError {
  return linquantError(
    'ERR_LINQUANT_DETACHED',
    `${argument} must stay as it is during the call; got one that changed`,
  );
}

/** The error for a view on a detached buffer, or one resized below the view. */
export function detachedError(argument: string): LinquantError {
  return linquantError(
    'ERR_LINQUANT_DETACHED',
    `${argument} must be a view on live memory; got one whose buffer was detached or shrunk below it`,
  );
}

/** A shape for messages: its first 8 sizes, and how many there are if there are more. */
export function shapeText(shape: readonly number[]): string {
  if (shape.length <= 8) return `[${shape.join(', ')}]`;
  return `[${shape.slice(0, 8).join(', ')}, ...] (${shape.length} sizes)`;
}

/** Describes any value in a few words, without running its getters or proxy traps. */
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
  if (types.isProxy(value)) return 'a proxy'; // checked first: Array.isArray throws for a revoked proxy
  const name = typedArrayKind(value);
  if (name !== undefined) {
    if (name === 'Uint8Array') return isBuffer(value) ? 'a Buffer' : 'a plain Uint8Array';
    return `${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}`;
  }
  if (Array.isArray(value)) return 'an array';
  if (types.isArrayBuffer(value)) return 'an ArrayBuffer';
  if (types.isSharedArrayBuffer(value)) return 'a SharedArrayBuffer';
  if (types.isDataView(value)) return 'a DataView';
  return isParsedArray(value) ? 'an object with keys 0, 1, ... as JSON makes of a typed array' : 'an object';
}

/** Whether an object has a number under the key '0', as a typed array that went through JSON. Runs no getter. */
function isParsedArray(value: object): boolean {
  return typeof Object.getOwnPropertyDescriptor(value, '0')?.value === 'number';
}
