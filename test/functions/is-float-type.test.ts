// isFloatType: the names of float types, and nothing else.

import { isFloatType } from 'linquant';
import { expect, it } from 'vitest';

it('tells names of float types', () => {
  expect(['float32', 'float64', 'float16', 'bfloat16'].every(isFloatType)).toBe(true);
  expect(['int8', 'float8_e4m3fn', '', 'toString', 'constructor', 1, null].some(isFloatType)).toBe(false);
});
