import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { quantize, dequantize, fakeQuantize, requantize, convert, minMax, quantizeDynamic } = untyped;
const { chooseParameters, linearQuantize, linearDequantize, parametersToJSON } = untyped;

const shape = [2, 3];
const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const q = Int8Array.of(1, 2, 3, 4, 5, 6);
const packed = Uint8Array.of(0x21, 0x43, 0x65);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };
const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 };
const columns = { dtype: 'int8', axis: 1, scale: [1, 1, 1], zeroPoint: [0, 0, 0] };

const option = 'ERR_LINQUANT_INVALID_OPTION';
const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
const type = 'ERR_LINQUANT_INVALID_TYPE';
const dtype = 'ERR_LINQUANT_INVALID_DTYPE';
const zero = 'ERR_LINQUANT_INVALID_ZERO_POINT';
const length = 'ERR_LINQUANT_BYTE_LENGTH';
const range = 'ERR_LINQUANT_INVALID_RANGE';

describe('arguments that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    // Float types against arrays.
    ['options.floatType', option, () => quantize!(new Float64Array(6), p, { floatType: 'float32' })],
    ['options.floatType', option, () => quantize!(x, p, { floatType: 'float64' })],
    ['options.floatType', option, () => minMax!(new Uint16Array(6), { floatType: 'float32' })],
    ['options.from', option, () => convert!(x, { from: 'bfloat16', to: 'float16' })],
    ['options.floatType', option, () => dequantize!(q, p, { out: x.slice(), floatType: 'float16' })],
    ['options.floatType', option, () => dequantize!(q, p, { out: new Uint16Array(6), floatType: 'float64' })],
    ['options.to', option, () => convert!(x, { to: 'float16', out: new Float32Array(6) })],
    ['options.to', type, () => convert!(x, {})],
    ['x', type, () => quantize!(new Uint16Array(6), p)],
    ['x', type, () => convert!(new Uint16Array(6), { to: 'float32' })],
    ['x', type, () => quantize!(new Uint8Array(24), p, { floatType: 'float32' })],
    ['options.out', type, () => dequantize!(q, p, { out: new Uint16Array(6) })],
    ['options.out', type, () => fakeQuantize!(x, p, { out: new Float64Array(6) })],
    ['options.out', type, () => fakeQuantize!(new Float64Array(6), p, { out: x.slice() })],
    ['options.out', type, () => fakeQuantize!(x, p, { out: new Uint16Array(6) })],
    ['x', length, () => quantize!(Buffer.alloc(12), p, { floatType: 'float64' })],
    ['x', length, () => quantize!(Buffer.alloc(3), p, { floatType: 'float16' })],
    // The number of packed codes.
    ['options.length', option, () => dequantize!(packed, p4)],
    ['options.length', option, () => dequantize!(packed, p4, { out: Buffer.alloc(24) })],
    ['options.length', option, () => requantize!(packed, p4, p)],
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
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => quantize!(x, p4, { out: new Uint8Array(6) })],
    // Axes and shapes.
    ['parameters.axis', option, () => quantize!(x, columns)],
    ['parameters.scale', badShape, () => quantize!(x, { ...columns, axis: 0 })],
    ['parameters.scale', badShape, () => quantize!(x, columns, { shape: [3, 2] })],
    ['parameters.scale', badShape, () => quantize!(x, { ...columns, blockSize: 1 }, { shape })],
    ['to.scale', badShape, () => requantize!(q, p, { ...columns, axis: 0 }, { shape })],
    ['options.shape', badShape, () => fakeQuantize!(x, p, { shape: [5] })],
    ['parameters.blockSize', option, () => quantize!(x, { ...p, blockSize: 2 })],
    ['options.blockSize', option, () => minMax!(x, { blockSize: 2 })],
    ['options.shape', type, () => minMax!(x, { axis: 0 })],
    ['parameters.offset', type, () => quantize!(x, { ...p, offset: [0] })],
    ['parameters.offset', badShape, () => quantize!(x, { ...columns, offset: [0] }, { shape })],
    [
      'each index of axis 1 of x',
      'ERR_LINQUANT_EMPTY',
      () => minMax!(new Float32Array(0), { shape: [0, 5], axis: 1 }),
    ],
    // Biases.
    ['parameters.zeroPoint', zero, () => quantize!(x, { ...bias, zeroPoint: 1 })],
    [
      'parameters.zeroPoint[1]',
      zero,
      () => quantize!(x, { ...columns, dtype: 'int32', zeroPoint: [0, 1, 0] }, { shape }),
    ],
    ['options.dtype', dtype, () => chooseParameters!({ min: 0, max: 1 }, { dtype: 'int32' })],
    ['options.dtype', dtype, () => quantizeDynamic!(x, { dtype: 'int32' })],
    ['parameters.dtype', dtype, () => fakeQuantize!(x, bias)],
    ['dtype', dtype, () => linearQuantize!(x, 1, 0, 'int4')],
    ['tensor', type, () => linearDequantize!(new Uint32Array(6), 1, 0)],
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
    ['parameters', type, () => parametersToJSON!(undefined)],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('data errors name the part', () => {
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

describe('no elements', () => {
  it('are nothing to do, but have no range', () => {
    const none = new Float32Array(0);
    const empty = { dtype: 'int8', axis: 1, scale: [], zeroPoint: [] };
    expect(quantize!(none, empty, { shape: [3, 0, 2] })).toEqual(new Int8Array(0));
    expect(dequantize!(new Int8Array(0), empty, { shape: [3, 0] })).toEqual(none);
    const four = { dtype: 'int4', axis: 1, blockSize: 3, scale: [], zeroPoint: [] };
    expect(quantize!(none, four, { shape: [0, 5] })).toEqual(new Uint8Array(0));
    expect(dequantize!(new Uint8Array(0), four, { shape: [0, 5] })).toEqual(none);
    expect(fakeQuantize!(none, p)).toEqual(none);
    expect(requantize!(new Int8Array(0), p, p4)).toEqual(new Uint8Array(0));
    expect(convert!(none, { to: 'float64' })).toEqual(new Float64Array(0));
    const noRange = { min: none, max: none, axis: 1 };
    expect(minMax!(none, { shape: [3, 0], axis: 1 })).toEqual(noRange);
    expect(chooseParameters!(noRange, { dtype: 'uint4' })).toEqual({
      dtype: 'uint4',
      scale: none,
      zeroPoint: new Int32Array(0),
      axis: 1,
    });
  });
});
