import { describe, expect, it } from 'vitest';
import { expectError } from '../support/errors.js';
import { twoRows, untyped } from '../support/untyped.js';
import {
  type Wrong,
  wrongAxes,
  wrongAxesOfTwo,
  wrongCodeOut,
  wrongRowScales,
  wrongRowZeroPoints,
  wrongScaleOut,
  wrongShapes,
  wrongToDecode,
  wrongZeroPointOut,
} from '../support/wrong.js';

const { quantize, dequantize, quantizeDynamic } = untyped;
const { x, q, shape, p, o } = twoRows();
const whole = { dtype: 'int8', scale: 1, zeroPoint: 0 };

/** Calls that must fail, each with every output there is; the outputs must hold 99 afterwards. */
interface Outputs {
  readonly data: Int8Array;
  readonly scale: Float32Array;
  readonly zeroPoint: Int32Array;
  readonly floats: Float32Array;
}

type Call = (value: unknown, outputs: Outputs) => unknown;

/** Where a wrong value goes: the name that the error must give it, and the call around it. */
type Position = readonly [name: string, call: Call];

const rowOut = ({ data, scale, zeroPoint }: Outputs) => ({ data, scale, zeroPoint });

const table: readonly [readonly Wrong[], readonly Position[]][] = [
  [
    wrongShapes,
    [
      ['options.shape', (v, to) => quantizeDynamic!(x, { ...o, shape: v, out: rowOut(to) })],
      ['options.shape', (v, to) => quantizeDynamic!(x, { dtype: 'int8', shape: v, out: to.data })],
      ['options.shape', (v, to) => quantize!(x, p, { shape: v, out: to.data })],
      ['options.shape', (v, to) => quantize!(x, whole, { shape: v, out: to.data })],
      ['options.shape', (v, to) => dequantize!(q, p, { shape: v, out: to.floats })],
      ['options.shape', (v, to) => dequantize!(q, whole, { shape: v, out: to.floats })],
    ],
  ],
  [
    wrongAxesOfTwo,
    [
      ['options.axis', (axis, to) => quantizeDynamic!(x, { ...o, axis, out: rowOut(to) })],
      ['parameters.axis', (axis, to) => quantize!(x, { ...p, axis }, { shape, out: to.data })],
    ],
  ],
  [wrongAxes, [['parameters.axis', (axis, to) => dequantize!(q, { ...whole, axis }, { out: to.floats })]]],
  [
    wrongRowScales,
    [['parameters.scale', (scale, to) => quantize!(x, { ...p, scale }, { shape, out: to.data })]],
  ],
  [
    wrongToDecode(wrongRowScales),
    [['parameters.scale', (scale, to) => dequantize!(q, { ...p, scale }, { shape, out: to.floats })]],
  ],
  [
    wrongRowZeroPoints,
    [
      ['parameters.zeroPoint', (zeroPoint, to) => quantize!(x, { ...p, zeroPoint }, { shape, out: to.data })],
      ['parameters.zeroPoint', (v, to) => dequantize!(q, { ...p, zeroPoint: v }, { shape, out: to.floats })],
    ],
  ],
  [
    [...wrongCodeOut, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [['options.out.data', (data, to) => quantizeDynamic!(x, { ...o, out: { ...rowOut(to), data } })]],
  ],
  [
    wrongScaleOut,
    [['options.out.scale', (scale, to) => quantizeDynamic!(x, { ...o, out: { ...rowOut(to), scale } })]],
  ],
  [
    wrongZeroPointOut,
    [
      [
        'options.out.zeroPoint',
        (v, to) => quantizeDynamic!(x, { ...o, out: { ...rowOut(to), zeroPoint: v } }),
      ],
    ],
  ],
  [
    [
      ['null', null, 'ERR_LINQUANT_INVALID_TYPE'],
      ['a number', 4, 'ERR_LINQUANT_INVALID_TYPE'],
      ['text', 'out', 'ERR_LINQUANT_INVALID_TYPE'],
      ['a function', () => 1, 'ERR_LINQUANT_INVALID_TYPE'],
      ['a plain Uint8Array', new Uint8Array(6), 'ERR_LINQUANT_INVALID_TYPE'],
      ['a Float32Array', new Float32Array(6), 'ERR_LINQUANT_INVALID_TYPE'],
      ['a DataView', new DataView(new ArrayBuffer(6)), 'ERR_LINQUANT_INVALID_TYPE'],
      ['an array of a view', [new Int8Array(6)], 'ERR_LINQUANT_INVALID_TYPE'],
      [
        'an object with an unknown name',
        { data: new Int8Array(6), scales: 1 },
        'ERR_LINQUANT_INVALID_OPTION',
      ],
      ['5 codes', new Int8Array(5), 'ERR_LINQUANT_OUT_SIZE'],
    ],
    [['options.out', (out) => quantizeDynamic!(x, { ...o, out })]],
  ],
  [
    [
      ['{}', {}, 'ERR_LINQUANT_INVALID_TYPE'],
      ['[]', [], 'ERR_LINQUANT_INVALID_TYPE'],
      ['an ArrayBuffer', new ArrayBuffer(6), 'ERR_LINQUANT_INVALID_TYPE'],
    ],
    [['options.out.data', (out) => quantizeDynamic!(x, { ...o, out })]],
  ],
  [
    // Parameters of the other kind.
    [
      ['one number', 1, 'ERR_LINQUANT_INVALID_TYPE'],
      ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE'],
    ],
    [['parameters.scale', (scale, to) => quantize!(x, { ...p, scale }, { shape, out: to.data })]],
  ],
  [
    [['an array', [1, 1], 'ERR_LINQUANT_INVALID_TYPE']],
    [['parameters.scale', (scale, to) => quantize!(x, { ...whole, scale }, { shape, out: to.data })]],
  ],
];

function outputs(): Outputs {
  return {
    data: new Int8Array(6).fill(99),
    scale: new Float32Array(2).fill(99),
    zeroPoint: new Int32Array(2).fill(99),
    floats: new Float32Array(6).fill(99),
  };
}

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

describe('wrong arguments for rows', () => {
  it.each(cases)('$argument cannot be $name: $code ($source)', ({ argument, code, call }) => {
    const to = outputs();
    expectError(() => call(to), argument, code);
    expect(to).toEqual(outputs());
  });
});
