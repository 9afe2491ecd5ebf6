// quantizeDynamic: arguments that do not fit together.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { quantizeDynamic } = untyped;

describe('int8 and uint8 per tensor', () => {
  const x = Float32Array.of(1);
  const o = { dtype: 'int8' };
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const badRange = 'ERR_LINQUANT_INVALID_RANGE';

  it.each<[string, string, () => unknown]>([
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => quantizeDynamic!(x, new Set(['dtype']))],
    [
      'options.dtype',
      'ERR_LINQUANT_INVALID_DTYPE',
      () => quantizeDynamic!(x, { rule: 'onnx', dtype: 'int8' }),
    ],
    ['options.scheme', option, () => quantizeDynamic!(x, { rule: 'onnx', scheme: 'symmetric' })],
    [
      'options.dtype',
      'ERR_LINQUANT_INVALID_DTYPE',
      () => quantizeDynamic!(x, { rule: 'absmax', dtype: 'uint8' }),
    ],
    ['options.qmin', option, () => quantizeDynamic!(x, { rule: 'absmax', qmin: -127 })],
    ...Object.entries({ reduceRange: false, narrowRange: true, qmin: 0, qmax: 255, eps: 1 }).map(
      ([name, value]): [string, string, () => unknown] => [
        `options.${name}`,
        option,
        () => quantizeDynamic!(x, { rule: 'onnx', [name]: value }),
      ],
    ),
    ['x', badRange, () => quantizeDynamic!(Float32Array.of(1, Number.NaN), o)],
    ['x', badRange, () => quantizeDynamic!(Float32Array.of(-Infinity), { rule: 'onnx' })],
    ['the range of x', badRange, () => quantizeDynamic!(Float32Array.of(-3e38, 3e38), o)],
    ['x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), o)],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('every dtype, float type and axis', () => {
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const dtype = 'ERR_LINQUANT_INVALID_DTYPE';

  it.each<[string, string, () => unknown]>([
    ['options.dtype', dtype, () => quantizeDynamic!(x, { dtype: 'int32' })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('parameters along an axis that do not fit', () => {
  const { x, o } = twoRows();
  const type = 'ERR_LINQUANT_INVALID_TYPE';

  it.each<[string, string, () => unknown]>([
    ['options.shape', type, () => quantizeDynamic!(x, { rule: 'absmax', axis: 0 })],
    ['each row of x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), { ...o, shape: [3, 0] })],
    ['x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), { rule: 'absmax' })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
