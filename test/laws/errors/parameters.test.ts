// Wrong values as parameters: dtype, scale, zero point, bounds, rounding, offset.

import { untyped } from '../../support/untyped.js';
import { wrongAxisOffsets, wrongRowScales, wrongRowZeroPoints } from '../../support/wrong/axes.js';
import { expectWrong, int8, one, oneCode, p, q, range, rows, shape, x } from '../../support/wrong/cases.js';
import {
  wrongBounds,
  wrongDtypes,
  wrongLinearZeroPoints,
  wrongOffsets,
  wrongRoundings,
  wrongScales,
  wrongToDecode,
  wrongZeroPoints,
} from '../../support/wrong/parameters.js';

const {
  quantize,
  dequantize,
  fakeQuantize,
  requantize,
  quantizeDynamic,
  chooseParameters,
  linearQuantize,
  linearDequantize,
  parametersToJSON,
} = untyped;

expectWrong([
  [
    wrongScales,
    [
      ['parameters.scale', (scale) => quantize!(one, { ...p, scale })],
      ['scale', (scale) => linearQuantize!(one, scale, 0, 'int8')],
    ],
  ],
  [
    wrongToDecode(wrongScales),
    [
      ['parameters.scale', (scale) => dequantize!(oneCode, { ...p, scale })],
      ['scale', (scale) => linearDequantize!(oneCode, scale, 0)],
    ],
  ],
  [
    wrongScales.filter(([, value]) => value !== undefined),
    [
      ['options.eps', (eps) => chooseParameters!(range, { ...int8, eps })],
      ['options.eps', (eps) => quantizeDynamic!(one, { ...int8, eps })],
    ],
  ],
  [
    wrongZeroPoints,
    [
      ['parameters.zeroPoint', (zeroPoint) => quantize!(one, { ...p, zeroPoint })],
      ['parameters.zeroPoint', (zeroPoint) => dequantize!(oneCode, { ...p, zeroPoint })],
    ],
  ],
  [
    wrongLinearZeroPoints,
    [
      ['zeroPoint', (z) => linearQuantize!(one, 1, z, 'int8')],
      ['zeroPoint', (z) => linearDequantize!(oneCode, 1, z)],
    ],
  ],
  [
    wrongBounds,
    [
      ['parameters.qmin', (qmin) => quantize!(one, { ...p, qmin })],
      ['parameters.qmax', (qmax) => quantize!(one, { ...p, qmax })],
      ['parameters.qmin', (qmin) => dequantize!(oneCode, { ...p, qmin })],
      ['options.qmin', (qmin) => chooseParameters!(range, { ...int8, qmin })],
      ['options.qmax', (qmax) => quantizeDynamic!(one, { ...int8, qmax })],
    ],
  ],
  [
    wrongDtypes,
    [
      ['parameters.dtype', (dtype) => quantize!(one, { ...p, dtype })],
      ['parameters.dtype', (dtype) => dequantize!(oneCode, { ...p, dtype })],
      ['options.dtype', (dtype) => chooseParameters!(range, { dtype })],
      ['options.dtype', (dtype) => quantizeDynamic!(one, { dtype })],
      ['dtype', (dtype) => linearQuantize!(one, 1, 0, dtype)],
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
    wrongRowScales,
    [['parameters.scale', (scale, to) => quantize!(x, { ...rows, scale }, { shape, out: to.data })]],
  ],
  [
    wrongToDecode(wrongRowScales),
    [['parameters.scale', (scale, to) => dequantize!(q, { ...rows, scale }, { shape, out: to.floats })]],
  ],
  [
    wrongRowZeroPoints,
    [
      [
        'parameters.zeroPoint',
        (zeroPoint, to) => quantize!(x, { ...rows, zeroPoint }, { shape, out: to.data }),
      ],
      [
        'parameters.zeroPoint',
        (v, to) => dequantize!(q, { ...rows, zeroPoint: v }, { shape, out: to.floats }),
      ],
    ],
  ],
  [
    // Parameters of the other kind.
    [
      ['one number', 1, 'ERR_LINQUANT_INVALID_TYPE'],
      ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE'],
    ],
    [['parameters.scale', (scale, to) => quantize!(x, { ...rows, scale }, { shape, out: to.data })]],
  ],
  [
    [['an array', [1, 1], 'ERR_LINQUANT_INVALID_TYPE']],
    [['parameters.scale', (scale, to) => quantize!(x, { ...p, scale }, { shape, out: to.data })]],
  ],
]);
