// dequantize: arguments that do not fit together.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { dequantize } = untyped;

describe('int8 and uint8 per tensor', () => {
  const q = Int8Array.of(1);
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };

  it.each<[string, string, () => unknown]>([
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => dequantize!(q, p, [])],
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => dequantize!(q, p, new SharedArrayBuffer(4))],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('every dtype, float type and axis', () => {
  const shape = [2, 3];
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const q = Int8Array.of(1, 2, 3, 4, 5, 6);
  const packed = Uint8Array.of(0x21, 0x43, 0x65);
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
  const type = 'ERR_LINQUANT_INVALID_TYPE';
  const length = 'ERR_LINQUANT_BYTE_LENGTH';

  it.each<[string, string, () => unknown]>([
    ['options.floatType', option, () => dequantize!(q, p, { out: x.slice(), floatType: 'float16' })],
    ['options.floatType', option, () => dequantize!(q, p, { out: new Uint16Array(6), floatType: 'float64' })],
    ['options.out', type, () => dequantize!(q, p, { out: new Uint16Array(6) })],
    // The number of packed codes.
    ['options.length', option, () => dequantize!(packed, p4)],
    ['options.length', option, () => dequantize!(packed, p4, { out: Buffer.alloc(24) })],
    ['q', length, () => dequantize!(packed, p4, { length: 7 })],
    ['q', length, () => dequantize!(packed, p4, { length: 4 })],
    ['q', length, () => dequantize!(packed, p4, { shape: [7] })],
    ['q', length, () => dequantize!(packed, { ...p4, dtype: 'uint2' }, { length: 8 })],
    ['options.length', badShape, () => dequantize!(packed, p4, { shape, length: 5 })],
    [
      'options.out',
      'ERR_LINQUANT_OUT_SIZE',
      () => dequantize!(packed, p4, { length: 6, out: new Float32Array(5) }),
    ],
    ['q', length, () => dequantize!(packed, p4, { out: new Float32Array(8) })],
    ['q', type, () => dequantize!(q, p4, { length: 6 })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('parameters along an axis that do not fit', () => {
  const { q, p } = twoRows();
  const badShape = 'ERR_LINQUANT_INVALID_SHAPE';

  it.each<[string, string, () => unknown]>([
    ['parameters.scale', badShape, () => dequantize!(q, p, { shape: [6] })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});
