// linearQuantize and linearDequantize: arguments that do not fit together.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { linearQuantize, linearDequantize } = untyped;

const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const type = 'ERR_LINQUANT_INVALID_TYPE';
const dtype = 'ERR_LINQUANT_INVALID_DTYPE';

describe('arguments that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    ['dtype', dtype, () => linearQuantize!(x, 1, 0, 'int4')],
    ['tensor', type, () => linearDequantize!(new Uint32Array(6), 1, 0)],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
