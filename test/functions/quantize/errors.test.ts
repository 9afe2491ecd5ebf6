// quantize: arguments that do not fit together.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { quantize } = untyped;

describe('int8 and uint8 per tensor', () => {
  const x = Float32Array.of(1);
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const qrange = 'ERR_LINQUANT_INVALID_QRANGE';

  it.each<[string, string, () => unknown]>([
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => quantize!(x, p, new Int8Array(1))],
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => quantize!(x, p, new ArrayBuffer(1))],
    ['parameters.qmin', qrange, () => quantize!(x, { ...p, qmin: 5, qmax: 5 })],
    ['parameters.qmin', qrange, () => quantize!(x, { ...p, qmin: 6, qmax: 5 })],
    ['parameters.zeroPoint', 'ERR_LINQUANT_INVALID_ZERO_POINT', () => quantize!(x, { ...p, qmin: 1 })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('every dtype, float type and axis', () => {
  const shape = [2, 3];
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };
  const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 };
  const columns = { dtype: 'int8', axis: 1, scale: [1, 1, 1], zeroPoint: [0, 0, 0] };
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
  const type = 'ERR_LINQUANT_INVALID_TYPE';
  const zero = 'ERR_LINQUANT_INVALID_ZERO_POINT';
  const length = 'ERR_LINQUANT_BYTE_LENGTH';

  it.each<[string, string, () => unknown]>([
    // Float types against arrays.
    ['options.floatType', option, () => quantize!(new Float64Array(6), p, { floatType: 'float32' })],
    ['options.floatType', option, () => quantize!(x, p, { floatType: 'float64' })],
    ['x', type, () => quantize!(new Uint16Array(6), p)],
    ['x', type, () => quantize!(new Uint8Array(24), p, { floatType: 'float32' })],
    ['x', length, () => quantize!(Buffer.alloc(12), p, { floatType: 'float64' })],
    ['x', length, () => quantize!(Buffer.alloc(3), p, { floatType: 'float16' })],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => quantize!(x, p4, { out: new Uint8Array(6) })],
    // Axes and shapes.
    ['parameters.axis', option, () => quantize!(x, columns)],
    ['parameters.scale', badShape, () => quantize!(x, { ...columns, axis: 0 })],
    ['parameters.scale', badShape, () => quantize!(x, columns, { shape: [3, 2] })],
    ['parameters.scale', badShape, () => quantize!(x, { ...columns, blockSize: 1 }, { shape })],
    ['parameters.blockSize', option, () => quantize!(x, { ...p, blockSize: 2 })],
    ['parameters.offset', type, () => quantize!(x, { ...p, offset: [0] })],
    ['parameters.offset', badShape, () => quantize!(x, { ...columns, offset: [0] }, { shape })],
    // Biases.
    ['parameters.zeroPoint', zero, () => quantize!(x, { ...bias, zeroPoint: 1 })],
    [
      'parameters.zeroPoint[1]',
      zero,
      () => quantize!(x, { ...columns, dtype: 'int32', zeroPoint: [0, 1, 0] }, { shape }),
    ],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('parameters along an axis that do not fit', () => {
  const { x, shape, p } = twoRows();
  const badShape = 'ERR_LINQUANT_INVALID_SHAPE';

  it.each<[string, string, () => unknown]>([
    ['parameters.scale', badShape, () => quantize!(x, p)],
    ['parameters.scale', badShape, () => quantize!(x, p, { shape: [3, 2] })],
    ['parameters.zeroPoint', badShape, () => quantize!(x, { ...p, zeroPoint: [0] }, { shape })],
    [
      'parameters.qmin',
      'ERR_LINQUANT_INVALID_QRANGE',
      () => quantize!(x, { ...p, qmin: 5, qmax: 5 }, { shape }),
    ],
    [
      'parameters.zeroPoint[1]',
      'ERR_LINQUANT_INVALID_ZERO_POINT',
      () => quantize!(x, { ...p, zeroPoint: Int32Array.of(0, 6), qmax: 5 }, { shape }),
    ],
    ['options', 'ERR_LINQUANT_INVALID_OPTION', () => quantize!(x, p, { shape, axis: 0 })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
