// Wrong values as shape, axis, block size and length.

import { untyped } from '../../support/untyped.js';
import {
  wrongAxes,
  wrongAxesOfTwo,
  wrongBlockSizes,
  wrongLengths,
  wrongShapes,
} from '../../support/wrong/axes.js';
import {
  dynamic,
  expectWrong,
  p,
  p4,
  packed,
  q,
  ranges,
  rowOut,
  rows,
  shape,
  x,
} from '../../support/wrong/cases.js';

const { quantize, dequantize, requantize, minMax, measureQuantization, quantizeDynamic, chooseParameters } =
  untyped;

expectWrong([
  [
    wrongLengths,
    [
      ['options.length', (length, to) => dequantize!(q, p, { length, out: to.floats })],
      ['options.length', (length) => requantize!(q, p, p, { length })],
      ['options.length', (length) => dequantize!(packed, p4, { shape, length })],
    ],
  ],
  [
    wrongBlockSizes,
    [
      ['parameters.blockSize', (blockSize) => quantize!(x, { ...rows, blockSize }, { shape })],
      ['options.blockSize', (blockSize) => minMax!(x, { shape, axis: 0, blockSize })],
      ['options.blockSize', (blockSize) => quantizeDynamic!(x, { dtype: 'int8', shape, axis: 0, blockSize })],
      ['range.blockSize', (blockSize) => chooseParameters!({ ...ranges, blockSize }, { dtype: 'int8' })],
    ],
  ],
  [
    wrongAxesOfTwo,
    [
      ['options.axis', (axis) => minMax!(x, { shape, axis })],
      ['options.axis', (axis) => measureQuantization!(x, q, p, { shape, axis })],
      ['from.axis', (axis) => requantize!(q, { ...rows, axis }, p, { shape })],
    ],
  ],
  [
    wrongShapes.filter(([name]) => name !== 'a size of 0'),
    [
      ['options.shape', (v) => minMax!(x, { shape: v, axis: 0 })],
      ['options.shape', (v) => measureQuantization!(x, q, p, { shape: v, axis: 0 })],
    ],
  ],
  [
    wrongShapes.filter(([name]) => !name.includes('product') && !name.includes('size')),
    [['options.shape', (v) => dequantize!(packed, p4, { shape: v })]],
  ],
  [
    wrongShapes,
    [
      ['options.shape', (v, to) => quantizeDynamic!(x, { ...dynamic, shape: v, out: rowOut(to) })],
      ['options.shape', (v, to) => quantizeDynamic!(x, { dtype: 'int8', shape: v, out: to.data })],
      ['options.shape', (v, to) => quantize!(x, rows, { shape: v, out: to.data })],
      ['options.shape', (v, to) => quantize!(x, p, { shape: v, out: to.data })],
      ['options.shape', (v, to) => dequantize!(q, rows, { shape: v, out: to.floats })],
      ['options.shape', (v, to) => dequantize!(q, p, { shape: v, out: to.floats })],
    ],
  ],
  [
    wrongAxesOfTwo,
    [
      ['options.axis', (axis, to) => quantizeDynamic!(x, { ...dynamic, axis, out: rowOut(to) })],
      ['parameters.axis', (axis, to) => quantize!(x, { ...rows, axis }, { shape, out: to.data })],
    ],
  ],
  [wrongAxes, [['parameters.axis', (axis, to) => dequantize!(q, { ...p, axis }, { out: to.floats })]]],
]);
