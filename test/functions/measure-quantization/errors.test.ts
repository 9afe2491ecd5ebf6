// measureQuantization: data that is not finite, and arguments that do not fit together.

import { measureQuantization } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { measureQuantization: measure } = untyped;

const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const q = Int8Array.of(1, 2, 3, 4, 5, 6);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const shape = [2, 3];
const option = 'ERR_LINQUANT_INVALID_OPTION';
const type = 'ERR_LINQUANT_INVALID_TYPE';
const bytes = 'ERR_LINQUANT_BYTE_LENGTH';
const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
const empty = 'ERR_LINQUANT_EMPTY';

describe('arguments that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    ['x', empty, () => measure!(new Float32Array(0), new Int8Array(0), p)],
    [
      'each row of x',
      empty,
      () => measure!(new Float32Array(0), new Int8Array(0), p, { shape: [2, 0], axis: 0 }),
    ],
    ['q', bytes, () => measure!(x, q.subarray(1), p)],
    ['q', bytes, () => measure!(x, new Uint8Array(4), { ...p, dtype: 'int4' })],
    ['q', type, () => measure!(x, new Uint8Array(6), p)],
    ['x', type, () => measure!(q, q, p)],
    ['options.axis', option, () => measure!(x, q, p, { shape, axis: 2 })],
    ['options.axis', type, () => measure!(x, q, p, { shape, axis: '0' })],
    ['options.shape', type, () => measure!(x, q, p, { axis: 0 })],
    ['options.shape', badShape, () => measure!(x, q, p, { shape: [5] })],
    ['options', option, () => measure!(x, q, p, { shape, axis: 0, blockSize: 2 })],
    ['parameters.scale', 'ERR_LINQUANT_INVALID_SCALE', () => measure!(x, q, { ...p, scale: 0 })],
    ['parameters.scale', badShape, () => measure!(x, q, { ...p, axis: 0, scale: [1], zeroPoint: [0] })],
    ['options.floatType', option, () => measure!(x, q, p, { floatType: 'float16' })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('floats that are not finite', () => {
  it.each([NaN, Infinity, -Infinity])('are told by index: %d', (value) => {
    for (const at of [0, 7, 4095, 4096, 8999]) {
      const floats = new Float32Array(9000);
      floats[at] = floats[8999] = value;
      const codes = new Int8Array(9000);
      const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
      for (const options of [
        {},
        { shape: [2, 4500], axis: 0 },
        { shape: [4500, 2], axis: 1 },
        { shape: [3, 2, 1500], axis: 1 },
      ]) {
        let error: unknown;
        try {
          measureQuantization(floats, codes, parameters, options as { shape: number[]; axis: number });
        } catch (thrown) {
          error = thrown;
        }
        expect(error).toMatchObject({
          code: 'ERR_LINQUANT_INVALID_RANGE',
          message: `x must hold no NaN and no infinity; got ${value} at index ${at}`,
          index: at,
        });
      }
    }
  });

  it('are float64 too large for float32', () => {
    const doubles = Float64Array.of(1, 1e39);
    expectError(() => measure!(doubles, Int8Array.of(1, 1), p), 'x', 'ERR_LINQUANT_INVALID_RANGE');
  });
});
