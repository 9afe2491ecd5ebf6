// errorFromJSON: of codes that this version does not know, and of what is no error. The pair is tested in error-to-json.test.ts.

import { errorFromJSON } from 'linquant';
import { expect, it } from 'vitest';
import { expectError } from '../support/errors.js';

it('gives a plain Error for a code of a later version', () => {
  const later = errorFromJSON({ name: 'RangeError', message: 'm', code: 'ERR_LINQUANT_LATER' });
  expect([later.constructor, later.message, later.code]).toEqual([Error, 'm', 'ERR_LINQUANT_LATER']);
});

it('refuses what is no object', () => {
  expectError(() => errorFromJSON(null as never), 'json', 'ERR_LINQUANT_INVALID_TYPE');
});
