// isFloat8Type: the names of float8 types, and nothing else.

import { isFloat8Type } from 'linquant';
import { expect, it } from 'vitest';

it('tells names of float8 types', () => {
  expect(['float8_e4m3fn', 'float8_e5m2', 'float8_e8m0fnu'].every(isFloat8Type)).toBe(true);
  expect(['float32', 'float8', 'float8_e4m3fnuz', '', 'toString', 1, null].some(isFloat8Type)).toBe(false);
});
