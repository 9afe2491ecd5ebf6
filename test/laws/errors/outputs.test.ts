// Wrong values as outputs: out, its parts, and mask.

import { untyped } from '../../support/untyped.js';
import { dynamic, expectWrong, int8, one, oneCode, p, rowOut, x } from '../../support/wrong/cases.js';
import {
  wrongCodeOut,
  wrongFloatOut,
  wrongMasks,
  wrongScaleOut,
  wrongZeroPointOut,
} from '../../support/wrong/views.js';

const { quantize, dequantize, fakeQuantize, requantize, quantizeDynamic, dequantizeGgml } = untyped;

expectWrong([
  [
    wrongCodeOut,
    [
      ['options.out', (out) => quantize!(one, p, { out })],
      ['options.out', (out) => quantizeDynamic!(one, { ...int8, out })],
    ],
  ],
  [wrongFloatOut, [['options.out', (out) => dequantize!(oneCode, p, { out })]]],
  [wrongCodeOut, [['options.out', (out) => requantize!(Int8Array.of(1), p, p, { out })]]],
  [
    wrongFloatOut.filter(([name]) => name !== 'two doubles'),
    [['options.out', (out, to) => fakeQuantize!(one, p, { out, mask: to.mask.subarray(0, 1) })]],
  ],
  [wrongFloatOut, [['options.out', (out) => dequantizeGgml!(new Uint8Array(0), 'q8_0', { out })]]],
  [wrongMasks, [['options.mask', (mask, to) => fakeQuantize!(x, p, { mask, out: to.floats })]]],
  [
    [...wrongCodeOut, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [['options.out.data', (data, to) => quantizeDynamic!(x, { ...dynamic, out: { ...rowOut(to), data } })]],
  ],
  [
    wrongScaleOut,
    [
      [
        'options.out.scale',
        (scale, to) => quantizeDynamic!(x, { ...dynamic, out: { ...rowOut(to), scale } }),
      ],
    ],
  ],
  [
    wrongZeroPointOut,
    [
      [
        'options.out.zeroPoint',
        (v, to) => quantizeDynamic!(x, { ...dynamic, out: { ...rowOut(to), zeroPoint: v } }),
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
    [['options.out', (out) => quantizeDynamic!(x, { ...dynamic, out })]],
  ],
  [
    [
      ['{}', {}, 'ERR_LINQUANT_INVALID_TYPE'],
      ['[]', [], 'ERR_LINQUANT_INVALID_TYPE'],
      ['an ArrayBuffer', new ArrayBuffer(6), 'ERR_LINQUANT_INVALID_TYPE'],
    ],
    [['options.out.data', (out) => quantizeDynamic!(x, { ...dynamic, out })]],
  ],
]);
