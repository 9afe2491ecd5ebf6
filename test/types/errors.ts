// What is known of an error, by its types.
import type { Dtype, LinquantError, LinquantErrorCode, LinquantErrors, LoadAttempt } from 'linquant';
import { exact } from './exact.js';

declare const error: LinquantError;
exact<LinquantErrorCode>()(error.code);
exact<keyof LinquantErrors>()(error.code);
exact<string | undefined>()(error.file);
exact<string | undefined>()(error.tensor);
exact<number | undefined>()(error.row);
exact<number | undefined>()(error.column);
exact<readonly LoadAttempt[] | undefined>()(error.attempts);
exact<Readonly<Record<string, unknown>> | undefined>()(error.transferred);
const standard: TypeError | RangeError = error;

/** A switch over the codes knows them all: without one of these cases the last line does not compile. */
export function titleOf({ code }: LinquantError): string {
  switch (code) {
    case 'ERR_LINQUANT_INVALID_TYPE':
    case 'ERR_LINQUANT_DETACHED':
    case 'ERR_LINQUANT_TRANSFER':
      return 'a wrong kind of argument';
    case 'ERR_LINQUANT_INVALID_DTYPE':
    case 'ERR_LINQUANT_INVALID_SCALE':
    case 'ERR_LINQUANT_INVALID_ZERO_POINT':
    case 'ERR_LINQUANT_INVALID_OFFSET':
    case 'ERR_LINQUANT_INVALID_QRANGE':
    case 'ERR_LINQUANT_INVALID_OPTION':
    case 'ERR_LINQUANT_INVALID_RANGE':
    case 'ERR_LINQUANT_INVALID_SHAPE':
      return 'a wrong value';
    case 'ERR_LINQUANT_EMPTY':
    case 'ERR_LINQUANT_BYTE_LENGTH':
    case 'ERR_LINQUANT_OUT_SIZE':
    case 'ERR_LINQUANT_OVERLAP':
      return 'wrong memory';
    case 'ERR_LINQUANT_BACKEND':
    case 'ERR_LINQUANT_FORMAT':
      return 'a wrong environment or file';
    default:
      exact<never>()(code);
      return code;
  }
}

// @ts-expect-error a misspelt code
if (error.code === 'ERR_LINQUANT_INVALID_TYP') throw error;
// @ts-expect-error a code is for reading
error.code = 'ERR_LINQUANT_EMPTY';
// @ts-expect-error no such property
error.errno.toString();
// @ts-expect-error an Error without a code is none of ours
export const other: LinquantError = new TypeError('no');
// @ts-expect-error a dtype is no code
export const code: LinquantErrorCode = 'int8' as Dtype;

export { standard };
