import type { LinquantError } from 'linquant';
import { expect } from 'vitest';

/** What a call throws; a call that throws nothing fails the test. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const typeErrors = ['ERR_LINQUANT_INVALID_TYPE', 'ERR_LINQUANT_DETACHED'];

/** Checks code and class of the error, and that it says which argument, what is allowed, and what was given. */
export function expectError(call: () => unknown, argument: string, code: string): void {
  const error = thrownBy(call) as LinquantError;
  expect({ code: error.code, message: error.message }).toMatchObject({ code });
  expect(error).toBeInstanceOf(typeErrors.includes(code) ? TypeError : RangeError);
  expect(error.message.startsWith(`${argument} must `), error.message).toBe(true);
  expect(error.message).toMatch(/ must .+; got .+/);
}
