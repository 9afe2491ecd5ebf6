// quantizeDynamic names the part of the data that has no range.

import type * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { quantizeDynamic } = untyped;

describe('arguments that do not fit together', () => {
  const o = { dtype: 'int8' };

  it.each([
    [[1, Number.NaN, Infinity], 'NaN at index 1'],
    [[1, 2, Infinity, Number.NaN], 'Infinity at index 2'],
    [[-Infinity, Infinity], '-Infinity at index 0'],
  ])('what cannot be quantized dynamically is named: %j', (values, named) => {
    const error = thrownBy(() => quantizeDynamic!(Float32Array.from(values), o));
    expect(error).toMatchObject({ message: `x must hold no NaN and no infinity; got ${named}` });
  });
});

describe('data errors name the part', () => {
  const shape = [2, 3];
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const range = 'ERR_LINQUANT_INVALID_RANGE';

  it.each([
    [0, undefined, 'row 1 of x'],
    [1, undefined, 'index 2 of axis 1 of x'],
    [-1, undefined, 'index 2 of axis 1 of x'],
    [1, 2, 'block 3 of x'],
    [0, 2, 'block 2 of x'],
  ])('axis %s, blocks of %s: %s', (axis, blockSize, name) => {
    const bad = x.slice();
    bad[5] = NaN;
    const options = { dtype: 'uint8', shape, axis, blockSize };
    expectError(() => quantizeDynamic!(bad, options), name, range);
    bad[5] = 3e38;
    bad[2] = -3e38;
    bad[4] = 3e38;
    bad[3] = -3e38;
    const wide = { ...options, shape: [1, 6], axis: 0, blockSize: undefined };
    expectError(() => quantizeDynamic!(bad, wide), 'the range of x', range);
  });
});

describe('rows that have no parameters', () => {
  const { o } = twoRows();

  const badRange = 'ERR_LINQUANT_INVALID_RANGE';
  const tiny = 100 * 2 ** -149;
  // a range whose scale, over 255, is less than half of the least float32

  it.each<[string, number[], object, string]>([
    ['NaN', [NaN], {}, 'row 1 of x must hold no NaN and no infinity; got NaN at index '],
    ['an infinity', [Infinity], {}, 'row 1 of x must hold no NaN and no infinity; got Infinity at index '],
    [
      'both infinities',
      [Infinity, -Infinity],
      {},
      'row 1 of x must hold no NaN and no infinity; got Infinity at index ',
    ],
    [
      'a range that overflows',
      [-3e38, 3e38],
      { rule: 'observer', dtype: 'int8' },
      'the range of row 1 of x must be one whose scale is a positive finite float32; got min -3',
    ],
    [
      'a scale that underflows',
      [tiny],
      { rule: 'onnx' },
      'the range of row 1 of x must be one whose scale is a positive finite float32; got min 0, max 1.4',
    ],
  ])('are named: %s', (_name, values, options, message) => {
    for (const columns of [3, 64, 65, 2000, 5000]) {
      for (const rows of [2, 3, 40]) {
        const holds = new Float32Array(rows * columns);
        holds.fill(1, 0, columns);
        // Later rows are no better; the first is named.
        holds.set(values, 2 * columns - values.length);
        holds.set(values, (rows - 1) * columns);
        const call = () => quantizeDynamic!(holds, { ...o, ...options, shape: [rows, columns] });
        const error = thrownBy(call) as linquant.LinquantError;
        expect(error.code).toBe(badRange);
        expect(error.message.startsWith(message), error.message).toBe(true);
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });

  it('are told from those beside them, wherever the NaN stands', () => {
    for (const columns of [1, 5, 16, 63, 130, 2400]) {
      for (let bad = 0; bad < 13; bad++) {
        const holds = new Float32Array(13 * columns).fill(1);
        const index = bad * columns + ((bad * 7) % columns);
        holds[index] = NaN;
        for (const rule of ['absmax', 'onnx']) {
          const error = thrownBy(() => quantizeDynamic!(holds, { rule, axis: 0, shape: [13, columns] }));
          expect(error).toMatchObject({
            code: badRange,
            message: `row ${bad} of x must hold no NaN and no infinity; got NaN at index ${index} of x`,
            index,
          });
        }
      }
    }
  });
});
