// Wrong values where float data or its type belongs.

import { untyped } from '../../support/untyped.js';
import { bytes, expectWrong, int8, p, q, x } from '../../support/wrong/cases.js';
import { wrongFloatTypes } from '../../support/wrong/parameters.js';
import { wrongFloats } from '../../support/wrong/views.js';

const {
  quantize,
  dequantize,
  fakeQuantize,
  measureQuantization,
  convert,
  minMax,
  quantizeDynamic,
  linearQuantize,
  quantizeGgml,
  dequantizeGgml,
} = untyped;

expectWrong([
  [
    wrongFloats,
    [
      ['x', (v) => minMax!(v)],
      ['x', (v) => quantize!(v, p)],
      ['x', (v) => quantizeDynamic!(v, int8)],
      ['tensor', (v) => linearQuantize!(v, 1, 0, 'int8')],
    ],
  ],
  [
    wrongFloats,
    [
      ['x', (v, to) => fakeQuantize!(v, p, { mask: to.mask })],
      ['x', (v, to) => convert!(v, { to: 'float32', out: to.floats })],
      ['x', (v) => quantizeGgml!(v, 'q8_0')],
      ['x', (v) => minMax!(v, { shape: [1], axis: 0 })],
      ['x', (v) => measureQuantization!(v, q, p)],
    ],
  ],
  [
    wrongFloatTypes,
    [
      ['options.floatType', (floatType, to) => quantize!(bytes, p, { floatType, out: to.codes })],
      ['options.floatType', (floatType) => dequantize!(q, p, { floatType, out: Buffer.alloc(24) })],
      ['options.floatType', (floatType) => minMax!(bytes, { floatType })],
      ['options.floatType', (floatType) => quantizeDynamic!(x, { dtype: 'int8', floatType })],
      ['options.floatType', (floatType) => fakeQuantize!(x, p, { floatType })],
      ['options.floatType', (floatType) => measureQuantization!(x, q, p, { floatType })],
      ['options.floatType', (floatType) => quantizeGgml!(new Float32Array(32), 'q8_0', { floatType })],
      ['options.floatType', (floatType) => dequantizeGgml!(new Uint8Array(34), 'q8_0', { floatType })],
      ['options.from', (from) => convert!(x, { from, to: 'float16' })],
      ['options.to', (to) => convert!(x, { to })],
    ],
  ],
]);
