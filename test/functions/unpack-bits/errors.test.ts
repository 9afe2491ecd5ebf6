// unpackBits: wrong arguments.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

describe('wrong arguments', () => {
  const type = 'ERR_LINQUANT_INVALID_TYPE';
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const shape = 'ERR_LINQUANT_INVALID_SHAPE';
  const { unpackBits: unpack } = untyped as Record<string, (...args: unknown[]) => unknown>;
  const x = new Float32Array(16);
  const bits = new Uint8Array(2);

  it.each<[string, string, () => unknown]>([
    ['bits', type, () => unpack!(new Int8Array(2), { length: 16 })],
    ['bits', type, () => unpack!(bits, { length: 16, signed: true })],
    ['bits', type, () => unpack!([1], { length: 8 })],
    ['bits', 'ERR_LINQUANT_BYTE_LENGTH', () => unpack!(bits, { length: 8 })],
    ['bits', 'ERR_LINQUANT_BYTE_LENGTH', () => unpack!(bits, { shape: [3, 4] })],
    ['options.length', option, () => unpack!(bits)],
    ['options.length', option, () => unpack!(bits, { out: Buffer.alloc(64) })],
    ['options.length', shape, () => unpack!(bits, { length: 15, shape: [16] })],
    ['options.length', shape, () => unpack!(bits, { length: 1.5 })],
    ['options.length', type, () => unpack!(bits, { length: '16' })],
    ['options.values', type, () => unpack!(bits, { length: 16, values: 1 })],
    ['options.values', option, () => unpack!(bits, { length: 16, values: [1] })],
    ['options.values', type, () => unpack!(bits, { length: 16, values: ['0', 1] })],
    ['options.values', option, () => unpack!(bits, { length: 16, values: [0, 1, 2] })],
    ['options.values', option, () => unpack!(bits, { length: 16, values: [NaN, 1] })],
    ['options.values', option, () => unpack!(bits, { length: 16, values: [0, 1e39] })],
    ['options.bitOrder', option, () => unpack!(bits, { length: 16, bitOrder: '' })],
    ['options', option, () => unpack!(bits, { length: 16, compare: 'greater' })],
    ['options.out', type, () => unpack!(bits, { out: new Float64Array(16) })],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => unpack!(bits, { length: 16, out: new Float32Array(15) })],
    ['bits', 'ERR_LINQUANT_BYTE_LENGTH', () => unpack!(bits, { out: new Float32Array(17) })],
    ['options.out', 'ERR_LINQUANT_OVERLAP', () => unpack!(Buffer.from(x.buffer, 5, 2), { out: x })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
    expectSameBytes(x, new Float32Array(16));
    expectSameBytes(bits, new Uint8Array(2));
  });
});
