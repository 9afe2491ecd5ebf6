// chooseParameters: arguments that do not fit together.

import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { chooseParameters } = untyped;

describe('int8 and uint8 per tensor', () => {
  const range = { min: -1, max: 1 };
  const o = { dtype: 'int8' };
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const qrange = 'ERR_LINQUANT_INVALID_QRANGE';
  const badRange = 'ERR_LINQUANT_INVALID_RANGE';

  it.each<[string, string, () => unknown]>([
    ['options.qmin', qrange, () => chooseParameters!(range, { ...o, qmin: 6, qmax: 5 })],
    [
      'options.qmin and options.qmax',
      option,
      () => chooseParameters!(range, { ...o, qmin: 0, narrowRange: true }),
    ],
    ['options.scheme', option, () => chooseParameters!(range, { rule: 'absmax', scheme: 'asymmetric' })],
    ['options.scheme', option, () => chooseParameters!(range, { rule: 'absmax', scheme: 'absolute' })],
    ['options.eps', option, () => chooseParameters!(range, { rule: 'absmax', eps: 1 })],
    ['range', badRange, () => chooseParameters!({ min: 1, max: -1 }, o)],
    ['range', badRange, () => chooseParameters!({ min: Number.NaN, max: 1 }, o)],
    ['range', badRange, () => chooseParameters!({ min: 0, max: Infinity }, o)],
    ['range', badRange, () => chooseParameters!({ min: 0, max: 1e39 }, o)],
    ['range', badRange, () => chooseParameters!({ min: -3e38, max: 3e38 }, o)],
    ['range', badRange, () => chooseParameters!({ min: 0, max: 1e-44 }, { rule: 'onnx' })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });

  it('symmetric codes of a signed dtype must hold 0', () => {
    const error = thrownBy(() => chooseParameters!(range, { ...o, scheme: 'symmetric', qmin: 1 }));
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_ZERO_POINT' });
  });
});

describe('every dtype, float type and axis', () => {
  const type = 'ERR_LINQUANT_INVALID_TYPE';
  const dtype = 'ERR_LINQUANT_INVALID_DTYPE';
  const range = 'ERR_LINQUANT_INVALID_RANGE';

  it.each<[string, string, () => unknown]>([
    ['options.dtype', dtype, () => chooseParameters!({ min: 0, max: 1 }, { dtype: 'int32' })],
    // Ranges of an axis.
    ['range.min', type, () => chooseParameters!({ min: 0, max: [1], axis: 0 }, { dtype: 'int8' })],
    [
      'range.max[1]',
      range,
      () => chooseParameters!({ min: [0, 0], max: [1, Infinity], axis: 0 }, { dtype: 'int8' }),
    ],
    [
      'range.min[0]',
      range,
      () => chooseParameters!({ min: [NaN, 0], max: [NaN, 1], axis: 0 }, { dtype: 'int8' }),
    ],
    ['range.min', type, () => chooseParameters!({ min: [0], max: [1] }, { dtype: 'int8' })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('parameters along an axis that do not fit', () => {
  const { o } = twoRows();

  it.each<[string, string, () => unknown]>([
    [
      'options',
      'ERR_LINQUANT_INVALID_OPTION',
      () => linquant.chooseParameters({ min: 0, max: 1 }, o as never),
    ],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
