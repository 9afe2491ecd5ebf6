import { describe, expect, it } from 'vitest';
import { expectError } from '../support/errors.js';
import { untyped } from '../support/untyped.js';
import {
  type Wrong,
  wrongAxesOfTwo,
  wrongBlockSizes,
  wrongBounds,
  wrongCodeOut,
  wrongCodes,
  wrongDtypes,
  wrongFloatOut,
  wrongFloats,
  wrongObjects,
  wrongRowScales,
  wrongScales,
  wrongShapes,
  wrongToDecode,
  wrongTypes,
  wrongZeroPoints,
} from '../support/wrong.js';
import {
  wrongAxisOffsets,
  wrongFloatTypes,
  wrongLengths,
  wrongMasks,
  wrongOffsets,
  wrongRangeEnds,
  wrongRoundings,
} from '../support/wrong-family.js';

const { quantize, dequantize, fakeQuantize, requantize, convert, minMax, quantizeDynamic } = untyped;
const { chooseParameters, quantizeGgml, dequantizeGgml, parametersToJSON } = untyped;

const shape = [2, 3];
const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const one = Float32Array.of(1);
const q = Int8Array.of(1, 2, 3, 4, 5, 6);
const packed = Uint8Array.of(1, 2, 3);
const bytes = Buffer.from(x.buffer);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };
const rows = { dtype: 'int8', axis: 0, scale: [1, 1], zeroPoint: [0, 0] };
const range = { min: [0, 0], max: [1, 1], axis: 0 };

/** What every call may write to: it must hold 99 afterwards. */
interface Outputs {
  readonly codes: Int8Array;
  readonly floats: Float32Array;
  readonly mask: Uint8Array;
}

type Position = readonly [name: string, call: (value: unknown, to: Outputs) => unknown];

const table: readonly [readonly Wrong[], readonly Position[]][] = [
  [
    wrongFloats,
    [
      ['x', (v, to) => fakeQuantize!(v, p, { mask: to.mask })],
      ['x', (v, to) => convert!(v, { to: 'float32', out: to.floats })],
      ['x', (v) => quantizeGgml!(v, 'q8_0')],
      ['x', (v) => minMax!(v, { shape: [1], axis: 0 })],
    ],
  ],
  [wrongCodes, [['q', (v, to) => requantize!(v, p, p, { out: to.codes })]]],
  [wrongCodeOut, [['options.out', (out) => requantize!(Int8Array.of(1), p, p, { out })]]],
  [
    wrongFloatOut.filter(([name]) => name !== 'two doubles'),
    [['options.out', (out, to) => fakeQuantize!(one, p, { out, mask: to.mask.subarray(0, 1) })]],
  ],
  [wrongFloatOut, [['options.out', (out) => dequantizeGgml!(new Uint8Array(0), 'q8_0', { out })]]],
  [
    wrongFloatTypes,
    [
      ['options.floatType', (floatType, to) => quantize!(bytes, p, { floatType, out: to.codes })],
      ['options.floatType', (floatType) => dequantize!(q, p, { floatType, out: Buffer.alloc(24) })],
      ['options.floatType', (floatType) => minMax!(bytes, { floatType })],
      ['options.floatType', (floatType) => quantizeDynamic!(x, { dtype: 'int8', floatType })],
      ['options.floatType', (floatType) => fakeQuantize!(x, p, { floatType })],
      ['options.floatType', (floatType) => quantizeGgml!(new Float32Array(32), 'q8_0', { floatType })],
      ['options.floatType', (floatType) => dequantizeGgml!(new Uint8Array(34), 'q8_0', { floatType })],
      ['options.from', (from) => convert!(x, { from, to: 'float16' })],
      ['options.to', (to) => convert!(x, { to })],
    ],
  ],
  [
    wrongRoundings,
    [
      ['parameters.rounding', (rounding, to) => quantize!(x, { ...p, rounding }, { out: to.codes })],
      [
        'parameters.rounding',
        (rounding, to) => dequantize!(q, { ...rows, rounding }, { shape, out: to.floats }),
      ],
      ['to.rounding', (rounding) => requantize!(q, p, { ...p, rounding })],
    ],
  ],
  [
    wrongOffsets,
    [
      ['parameters.offset', (offset, to) => quantize!(x, { ...p, offset }, { out: to.codes })],
      ['parameters.offset', (offset, to) => fakeQuantize!(x, { ...p, offset }, { mask: to.mask })],
      ['from.offset', (offset) => requantize!(q, { ...p, offset }, p)],
    ],
  ],
  [
    wrongAxisOffsets,
    [
      ['parameters.offset', (offset, to) => quantize!(x, { ...rows, offset }, { shape, out: to.codes })],
      ['to.offset', (offset) => requantize!(q, p, { ...rows, offset }, { shape })],
    ],
  ],
  [
    wrongLengths,
    [
      ['options.length', (length, to) => dequantize!(q, p, { length, out: to.floats })],
      ['options.length', (length) => requantize!(q, p, p, { length })],
      ['options.length', (length) => dequantize!(packed, p4, { shape, length })],
    ],
  ],
  [wrongMasks, [['options.mask', (mask, to) => fakeQuantize!(x, p, { mask, out: to.floats })]]],
  [
    wrongBlockSizes,
    [
      ['parameters.blockSize', (blockSize) => quantize!(x, { ...rows, blockSize }, { shape })],
      ['options.blockSize', (blockSize) => minMax!(x, { shape, axis: 0, blockSize })],
      ['options.blockSize', (blockSize) => quantizeDynamic!(x, { dtype: 'int8', shape, axis: 0, blockSize })],
      ['range.blockSize', (blockSize) => chooseParameters!({ ...range, blockSize }, { dtype: 'int8' })],
    ],
  ],
  [
    wrongAxesOfTwo,
    [
      ['options.axis', (axis) => minMax!(x, { shape, axis })],
      ['from.axis', (axis) => requantize!(q, { ...rows, axis }, p, { shape })],
    ],
  ],
  [
    wrongShapes.filter(([name]) => name !== 'a size of 0'),
    [['options.shape', (v) => minMax!(x, { shape: v, axis: 0 })]],
  ],
  [
    wrongShapes.filter(([name]) => !name.includes('product') && !name.includes('size')),
    [['options.shape', (v) => dequantize!(packed, p4, { shape: v })]],
  ],
  [
    wrongToDecode(wrongScales),
    [
      ['from.scale', (scale) => requantize!(q, { ...p, scale }, p)],
      ['parameters.scale', (scale) => parametersToJSON!({ ...p, scale })],
    ],
  ],
  [wrongScales, [['to.scale', (scale) => requantize!(q, p, { ...p, scale })]]],
  [wrongToDecode(wrongRowScales), [['parameters.scale', (scale) => parametersToJSON!({ ...rows, scale })]]],
  [wrongZeroPoints, [['to.zeroPoint', (zeroPoint) => requantize!(q, p, { ...p, zeroPoint })]]],
  [wrongBounds, [['from.qmin', (qmin) => requantize!(q, { ...p, qmin }, p)]]],
  [wrongDtypes, [['to.dtype', (dtype) => requantize!(q, p, { ...p, dtype })]]],
  [
    wrongObjects,
    [
      ['from', (v) => requantize!(q, v, p)],
      ['to', (v) => requantize!(q, p, v)],
      ['options', (v) => convert!(x, v)],
      ['options', (v) => fakeQuantize!(x, p, v)],
      ['parameters', (v) => parametersToJSON!(v)],
    ],
  ],
  [wrongRangeEnds, [['range.min', (min) => chooseParameters!({ ...range, min }, { dtype: 'int8' })]]],
  [
    [...wrongTypes, ['three', [1, 1, 1], 'ERR_LINQUANT_INVALID_SHAPE']],
    [['range.max', (max) => chooseParameters!({ ...range, max }, { dtype: 'int8' })]],
  ],
];

const outputs = (): Outputs => ({
  codes: new Int8Array(6).fill(99),
  floats: new Float32Array(6).fill(99),
  mask: new Uint8Array(6).fill(99),
});

const cases = table.flatMap(([wrong, positions]) =>
  positions.flatMap(([argument, call]) =>
    wrong.map(([name, value, code, part = '']) => ({
      argument: `${argument}${part}`,
      name,
      code,
      call: (to: Outputs) => call(value, to),
      source: `${call}`,
    })),
  ),
);

describe('wrong arguments of the whole family', () => {
  it.each(cases)('$argument cannot be $name: $code ($source)', ({ argument, code, call }) => {
    const to = outputs();
    expectError(() => call(to), argument, code);
    expect(to).toEqual(outputs());
  });
});

describe('codes in use that leave out the zero point', () => {
  const zero = 'ERR_LINQUANT_INVALID_ZERO_POINT';
  const bounds = [
    { qmin: 1, qmax: 2 },
    { qmin: 1, qmax: undefined },
  ];
  const dtypes = ['int8', 'uint8', 'int16', 'uint16', 'int4', 'uint4'];

  it.each(dtypes.flatMap((dtype) => bounds.map((bound) => ({ dtype, ...bound }))))(
    'are an error: $dtype, $qmin to $qmax',
    (some) => {
      const tensor = { ...some, scale: 1, zeroPoint: 0 };
      const axis = { ...some, axis: 0, scale: [1, 1], zeroPoint: [1, 0] };
      const typed = { ...axis, zeroPoint: Int32Array.of(1, 0) };
      expectError(() => quantize!(x, tensor), 'parameters.zeroPoint', zero);
      expectError(() => quantize!(x, axis, { shape }), 'parameters.zeroPoint[1]', zero);
      expectError(() => fakeQuantize!(x, typed, { shape }), 'parameters.zeroPoint[1]', zero);
      expectError(() => parametersToJSON!(typed), 'parameters.zeroPoint[1]', zero);
    },
  );

  it.each([
    { qmin: 5, qmax: 9 },
    { qmin: 1, qmax: undefined },
    { qmin: undefined, qmax: -1 },
  ])('are an error of int32, whose zero point is 0: $qmin to $qmax', (bound) => {
    const tensor = { ...bound, dtype: 'int32', scale: 1, zeroPoint: 0 };
    const axis = { ...tensor, axis: 0, scale: [1, 1], zeroPoint: [0, 0] };
    expectError(() => quantize!(x, tensor), 'parameters.qmin..qmax', zero);
    expectError(() => quantize!(x, axis, { shape }), 'parameters.qmin..qmax', zero);
    expectError(() => dequantize!(Int32Array.of(5), tensor), 'parameters.qmin..qmax', zero);
    expectError(() => requantize!(q, p, tensor), 'to.qmin..qmax', zero);
    expectError(() => parametersToJSON!(axis), 'parameters.qmin..qmax', zero);
  });

  it('may end at it', () => {
    const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 };
    expect(quantize!(x, { ...bias, qmin: 0, qmax: 3 })).toEqual(Int32Array.of(1, 2, 3, 3, 3, 3));
    expect(quantize!(x, { ...bias, qmin: -1, qmax: 0 })).toEqual(new Int32Array(6));
  });
});

describe('parameters with unknown names', () => {
  const invalid = 'ERR_LINQUANT_INVALID_OPTION';
  const more = { ofset: 1, blocksize: 2, name: 'fc1', min: undefined };

  it.each(Object.entries(more))('are an error: %s', (name, value) => {
    const tensor = { ...p, [name]: value };
    expectError(() => quantize!(x, tensor), 'parameters', invalid);
    expectError(() => quantize!(x, { ...rows, [name]: value }, { shape }), 'parameters', invalid);
    expectError(() => dequantize!(q, tensor), 'parameters', invalid);
    expectError(() => fakeQuantize!(x, tensor), 'parameters', invalid);
    expectError(() => requantize!(q, tensor, p), 'from', invalid);
    expectError(() => requantize!(q, p, tensor), 'to', invalid);
    expectError(() => parametersToJSON!(tensor), 'parameters', invalid);
    expect(() => quantize!(x, tensor)).toThrow(`got "${name}"`);
  });

  it('are none where they are inherited, or no text', () => {
    const inherits = Object.assign(Object.create({ name: 'fc1' }), p, { [Symbol('name')]: 'fc1' });
    expect(quantize!(x, inherits)).toEqual(quantize!(x, p));
  });
});

describe('packed codes without their number', () => {
  it('are an error that names what would tell it', () => {
    const message = 'options.length must be given with int4, unless options.shape';
    const floats = `${message} or a typed array of floats as out tells it; got undefined`;
    expect(() => dequantize!(packed, p4, { out: Buffer.alloc(24) })).toThrow(floats);
    const codes = `${message} tells it; got undefined`;
    expect(() => requantize!(packed, p4, p, { out: new Int8Array(6) })).toThrow(codes);
  });
});
