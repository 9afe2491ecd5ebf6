import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../support/errors.js';
import { twoRows, untyped } from '../support/untyped.js';

const { quantize, dequantize, quantizeDynamic } = untyped;
const { x, q, shape, p, o } = twoRows();

const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
const type = 'ERR_LINQUANT_INVALID_TYPE';

describe('arguments for rows that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    ['options.shape', type, () => quantizeDynamic!(x, { rule: 'absmax', axis: 0 })],
    ['parameters.scale', badShape, () => quantize!(x, p)],
    ['parameters.scale', badShape, () => quantize!(x, p, { shape: [3, 2] })],
    ['parameters.scale', badShape, () => dequantize!(q, p, { shape: [6] })],
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
    ['each row of x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), { ...o, shape: [3, 0] })],
    ['x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), { rule: 'absmax' })],
    [
      'options',
      'ERR_LINQUANT_INVALID_OPTION',
      () => linquant.chooseParameters({ min: 0, max: 1 }, o as never),
    ],
    ['options', 'ERR_LINQUANT_INVALID_OPTION', () => quantize!(x, p, { shape, axis: 0 })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('rows that have no parameters', () => {
  const badRange = 'ERR_LINQUANT_INVALID_RANGE';
  const tiny = 100 * 2 ** -149; // a range whose scale, over 255, is less than half of the least float32

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
