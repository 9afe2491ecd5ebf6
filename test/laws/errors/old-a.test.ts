// x

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';
import {
  type Wrong,
  wrongBounds,
  wrongCodeOut,
  wrongCodes,
  wrongDtypes,
  wrongFlags,
  wrongFloatOut,
  wrongFloats,
  wrongLinearZeroPoints,
  wrongObjects,
  wrongScales,
  wrongTypes,
  wrongZeroPoints,
} from '../../support/wrong.js';

const { minMax, chooseParameters, quantize, dequantize, quantizeDynamic, linearQuantize, linearDequantize } =
  untyped;

const x = Float32Array.of(1);
const q = Int8Array.of(1);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const range = { min: -1, max: 1 };
const o = { dtype: 'int8' };
/** Where a wrong value goes: the name that the error must give it, and the call around it. */
type Position = readonly [name: string, call: (value: unknown) => unknown];

const option = 'ERR_LINQUANT_INVALID_OPTION';
const words: readonly Wrong[] = [
  ...wrongTypes.filter(([, value]) => typeof value !== 'string'),
  ['an unknown word', 'symetric', option],
];

const misspelt: Wrong = ['a misspelt name', { outt: 1, dtype: 'int8' }, option];
const table: readonly [readonly Wrong[], readonly Position[]][] = [
  [
    wrongFloats,
    [
      ['x', (v) => minMax!(v)],
      ['x', (v) => quantize!(v, p)],
      ['x', (v) => quantizeDynamic!(v, o)],
      ['tensor', (v) => linearQuantize!(v, 1, 0, 'int8')],
    ],
  ],
  [wrongCodes, [['q', (v) => dequantize!(v, p)]]],
  [
    wrongCodes.filter(
      ([name]) =>
        name !== 'a plain Uint8Array' &&
        name !== 'an Int16Array' &&
        !name.includes('ArrayBuffer') &&
        !name.includes('DataView'),
    ),
    [['tensor', (v) => linearDequantize!(v, 1, 0)]],
  ],
  [
    wrongCodeOut,
    [
      ['options.out', (out) => quantize!(x, p, { out })],
      ['options.out', (out) => quantizeDynamic!(x, { ...o, out })],
    ],
  ],
  [wrongFloatOut, [['options.out', (out) => dequantize!(q, p, { out })]]],
  [
    wrongScales,
    [
      ['parameters.scale', (scale) => quantize!(x, { ...p, scale })],
      ['parameters.scale', (scale) => dequantize!(q, { ...p, scale })],
      ['scale', (scale) => linearQuantize!(x, scale, 0, 'int8')],
      ['scale', (scale) => linearDequantize!(q, scale, 0)],
    ],
  ],
  [
    wrongScales.filter(([, value]) => value !== undefined),
    [
      ['options.eps', (eps) => chooseParameters!(range, { ...o, eps })],
      ['options.eps', (eps) => quantizeDynamic!(x, { ...o, eps })],
    ],
  ],
  [
    wrongZeroPoints,
    [
      ['parameters.zeroPoint', (zeroPoint) => quantize!(x, { ...p, zeroPoint })],
      ['parameters.zeroPoint', (zeroPoint) => dequantize!(q, { ...p, zeroPoint })],
    ],
  ],
  [
    wrongLinearZeroPoints,
    [
      ['zeroPoint', (z) => linearQuantize!(x, 1, z, 'int8')],
      ['zeroPoint', (z) => linearDequantize!(q, 1, z)],
    ],
  ],
  [
    wrongBounds,
    [
      ['parameters.qmin', (qmin) => quantize!(x, { ...p, qmin })],
      ['parameters.qmax', (qmax) => quantize!(x, { ...p, qmax })],
      ['parameters.qmin', (qmin) => dequantize!(q, { ...p, qmin })],
      ['options.qmin', (qmin) => chooseParameters!(range, { ...o, qmin })],
      ['options.qmax', (qmax) => quantizeDynamic!(x, { ...o, qmax })],
    ],
  ],
  [
    wrongDtypes,
    [
      ['parameters.dtype', (dtype) => quantize!(x, { ...p, dtype })],
      ['parameters.dtype', (dtype) => dequantize!(q, { ...p, dtype })],
      ['options.dtype', (dtype) => chooseParameters!(range, { dtype })],
      ['options.dtype', (dtype) => quantizeDynamic!(x, { dtype })],
      ['dtype', (dtype) => linearQuantize!(x, 1, 0, dtype)],
    ],
  ],
  [
    [...wrongObjects, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [
      ['parameters', (v) => quantize!(x, v)],
      ['parameters', (v) => dequantize!(q, v)],
      ['options', (v) => chooseParameters!(range, v)],
      ['options', (v) => quantizeDynamic!(x, v)],
      ['range', (v) => chooseParameters!(v, o)],
    ],
  ],
  [
    [...wrongObjects, misspelt],
    [
      ['options', (v) => quantize!(x, p, v)],
      ['options', (v) => dequantize!(q, p, v)],
    ],
  ],
  [
    [misspelt],
    [
      ['options', (v) => chooseParameters!(range, v)],
      ['options', (v) => quantizeDynamic!(x, v)],
    ],
  ],
  [
    words,
    [
      ['options.scheme', (scheme) => chooseParameters!(range, { ...o, scheme })],
      ['options.rule', (rule) => quantizeDynamic!(x, { ...o, rule })],
    ],
  ],
  [
    wrongFlags,
    [
      ['options.reduceRange', (reduceRange) => chooseParameters!(range, { ...o, reduceRange })],
      ['options.narrowRange', (narrowRange) => quantizeDynamic!(x, { ...o, narrowRange })],
    ],
  ],
  [
    [...wrongTypes, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [
      ['range.min', (min) => chooseParameters!({ min, max: 1 }, o)],
      ['range.max', (max) => chooseParameters!({ min: 1, max }, o)],
    ],
  ],
];

const cases = table.flatMap(([wrong, positions]) =>
  positions.flatMap(([argument, call]) =>
    wrong.map(([name, value, code]) => ({
      argument,
      name,
      code,
      call: () => call(value),
      source: `${call}`,
    })),
  ),
);

describe('wrong arguments', () => {
  it.each(cases)('$argument cannot be $name: $code ($source)', ({ argument, code, call }) => {
    expectError(call, argument, code);
  });
});
