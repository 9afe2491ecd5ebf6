// packBits: wrong arguments.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

describe('wrong arguments', () => {
  const type = 'ERR_LINQUANT_INVALID_TYPE';
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const shape = 'ERR_LINQUANT_INVALID_SHAPE';
  const { packBits: pack } = untyped as Record<string, (...args: unknown[]) => unknown>;
  const x = new Float32Array(16);
  const bits = new Uint8Array(2);

  it.each<[string, string, () => unknown]>([
    ['x', type, () => pack!(new Uint8Array(64))],
    ['x', type, () => pack!(new Uint16Array(16))],
    ['x', type, () => pack!([1, 2])],
    ['x', 'ERR_LINQUANT_BYTE_LENGTH', () => pack!(Buffer.alloc(7))],
    ['options', type, () => pack!(x, bits)],
    ['options', option, () => pack!(x, { axis: 0 })],
    ['options.compare', option, () => pack!(x, { compare: '>' })],
    ['options.compare', type, () => pack!(x, { compare: 0 })],
    ['options.bitOrder', option, () => pack!(x, { bitOrder: 'msb' })],
    ['options.signed', type, () => pack!(x, { signed: 1 })],
    ['options.floatType', option, () => pack!(x, { floatType: 'float64' })],
    ['options.shape', shape, () => pack!(x, { shape: [3, 5] })],
    ['options.shape[0]', shape, () => pack!(x, { shape: [-1, 16] })],
    ['options.shape', type, () => pack!(x, { shape: 16 })],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => pack!(x, { out: new Uint8Array(3) })],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => pack!(x, { shape: [4, 4], out: bits })],
    ['options.out', type, () => pack!(x, { out: new Int8Array(2) })],
    ['options.out', type, () => pack!(x, { signed: true, out: bits })],
    ['options.out', type, () => pack!(x, { out: new Uint16Array(1) })],
    ['options.out', 'ERR_LINQUANT_OVERLAP', () => pack!(x, { out: new Uint8Array(x.buffer, 62, 2) })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
    expectSameBytes(x, new Float32Array(16));
    expectSameBytes(bits, new Uint8Array(2));
  });
});
