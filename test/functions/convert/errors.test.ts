// convert: arguments that do not fit together.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { convert } = untyped;

const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const option = 'ERR_LINQUANT_INVALID_OPTION';
const type = 'ERR_LINQUANT_INVALID_TYPE';

describe('arguments that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    ['options.from', option, () => convert!(x, { from: 'bfloat16', to: 'float16' })],
    ['options.to', option, () => convert!(x, { to: 'float16', out: new Float32Array(6) })],
    ['options.to', type, () => convert!(x, {})],
    ['x', type, () => convert!(new Uint16Array(6), { to: 'float32' })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
