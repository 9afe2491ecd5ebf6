// fakeQuantize: arguments that do not fit together.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { fakeQuantize } = untyped;

const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 };
const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
const type = 'ERR_LINQUANT_INVALID_TYPE';
const dtype = 'ERR_LINQUANT_INVALID_DTYPE';

describe('arguments that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    ['options.out', type, () => fakeQuantize!(x, p, { out: new Float64Array(6) })],
    ['options.out', type, () => fakeQuantize!(new Float64Array(6), p, { out: x.slice() })],
    ['options.out', type, () => fakeQuantize!(x, p, { out: new Uint16Array(6) })],
    ['options.shape', badShape, () => fakeQuantize!(x, p, { shape: [5] })],
    ['parameters.dtype', dtype, () => fakeQuantize!(x, bias)],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
