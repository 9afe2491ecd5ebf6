// isDtype: the names of dtypes of codes, and nothing else.

import { isDtype } from 'linquant';
import { expect, it } from 'vitest';

it('tells names of dtypes', () => {
  expect(['int8', 'uint16', 'int4', 'int32'].every(isDtype)).toBe(true);
  expect(['int64', 'float32', 'hasOwnProperty', undefined].some(isDtype)).toBe(false);
});
