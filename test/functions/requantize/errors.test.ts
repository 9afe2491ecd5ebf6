// requantize: arguments that do not fit together.

import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { requantize, dequantize } = untyped;

describe('arguments that do not fit together', () => {
  const shape = [2, 3];
  const q = Int8Array.of(1, 2, 3, 4, 5, 6);
  const packed = Uint8Array.of(0x21, 0x43, 0x65);
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };
  const columns = { dtype: 'int8', axis: 1, scale: [1, 1, 1], zeroPoint: [0, 0, 0] };
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const badShape = 'ERR_LINQUANT_INVALID_SHAPE';

  it.each<[string, string, () => unknown]>([
    ['options.length', option, () => requantize!(packed, p4, p)],
    ['to.scale', badShape, () => requantize!(q, p, { ...columns, axis: 0 }, { shape })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('packed codes without their number', () => {
  const packed = Uint8Array.of(1, 2, 3);
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };

  it('are an error that names what would tell it', () => {
    const message = 'options.length must be given with int4, unless options.shape';
    const floats = `${message} or a typed array of floats as out tells it; got undefined`;
    expect(() => dequantize!(packed, p4, { out: Buffer.alloc(24) })).toThrow(floats);
    const codes = `${message} tells it; got undefined`;
    expect(() => requantize!(packed, p4, p, { out: new Int8Array(6) })).toThrow(codes);
  });
});
