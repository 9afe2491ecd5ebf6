// minMax: arguments that do not fit together.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { minMax } = untyped;

describe('int8 and uint8 per tensor', () => {
  const x = Float32Array.of(1);

  it.each<[string, string, () => unknown]>([
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => minMax!(x, new Map([['axis', 0]]))],
    ['x', 'ERR_LINQUANT_EMPTY', () => minMax!(new Float32Array(0))],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('every dtype, float type and axis', () => {
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const type = 'ERR_LINQUANT_INVALID_TYPE';

  it.each<[string, string, () => unknown]>([
    ['options.floatType', option, () => minMax!(new Uint16Array(6), { floatType: 'float32' })],
    ['options.blockSize', option, () => minMax!(x, { blockSize: 2 })],
    ['options.shape', type, () => minMax!(x, { axis: 0 })],
    [
      'each index of axis 1 of x',
      'ERR_LINQUANT_EMPTY',
      () => minMax!(new Float32Array(0), { shape: [0, 5], axis: 1 }),
    ],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
