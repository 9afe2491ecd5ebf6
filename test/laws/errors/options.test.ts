// Wrong values as options, parameters as a whole, words, flags and ranges.

import { untyped } from '../../support/untyped.js';
import { wrongRangeEnds } from '../../support/wrong/axes.js';
import { expectWrong, int8, one, oneCode, p, q, range, ranges, x } from '../../support/wrong/cases.js';
import { type Wrong, wrongFlags, wrongObjects, wrongTypes } from '../../support/wrong/values.js';

const {
  quantize,
  dequantize,
  fakeQuantize,
  measureQuantization,
  requantize,
  convert,
  quantizeDynamic,
  chooseParameters,
  parametersToJSON,
} = untyped;

const option = 'ERR_LINQUANT_INVALID_OPTION';
const words: readonly Wrong[] = [
  ...wrongTypes.filter(([, value]) => typeof value !== 'string'),
  ['an unknown word', 'symetric', option],
];
const misspelt: Wrong = ['a misspelt name', { outt: 1, dtype: 'int8' }, option];

expectWrong([
  [
    [...wrongObjects, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [
      ['parameters', (v) => quantize!(one, v)],
      ['parameters', (v) => dequantize!(oneCode, v)],
      ['options', (v) => chooseParameters!(range, v)],
      ['options', (v) => quantizeDynamic!(one, v)],
      ['range', (v) => chooseParameters!(v, int8)],
    ],
  ],
  [
    [...wrongObjects, misspelt],
    [
      ['options', (v) => quantize!(one, p, v)],
      ['options', (v) => dequantize!(oneCode, p, v)],
    ],
  ],
  [
    [misspelt],
    [
      ['options', (v) => chooseParameters!(range, v)],
      ['options', (v) => quantizeDynamic!(one, v)],
    ],
  ],
  [
    words,
    [
      ['options.scheme', (scheme) => chooseParameters!(range, { ...int8, scheme })],
      ['options.rule', (rule) => quantizeDynamic!(one, { ...int8, rule })],
    ],
  ],
  [
    wrongFlags,
    [
      ['options.reduceRange', (reduceRange) => chooseParameters!(range, { ...int8, reduceRange })],
      ['options.narrowRange', (narrowRange) => quantizeDynamic!(one, { ...int8, narrowRange })],
      ['options.finite', (finite, { codes }) => quantize!(x, p, { finite, out: codes })],
    ],
  ],
  [
    [...wrongTypes, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [
      ['range.min', (min) => chooseParameters!({ min, max: 1 }, int8)],
      ['range.max', (max) => chooseParameters!({ min: 1, max }, int8)],
    ],
  ],
  [
    wrongObjects,
    [
      ['from', (v) => requantize!(q, v, p)],
      ['to', (v) => requantize!(q, p, v)],
      ['options', (v) => convert!(x, v)],
      ['options', (v) => fakeQuantize!(x, p, v)],
      ['options', (v) => measureQuantization!(x, q, p, v)],
      ['parameters', (v) => parametersToJSON!(v)],
    ],
  ],
  [wrongRangeEnds, [['range.min', (min) => chooseParameters!({ ...ranges, min }, { dtype: 'int8' })]]],
  [
    [...wrongTypes, ['three', [1, 1, 1], 'ERR_LINQUANT_INVALID_SHAPE']],
    [['range.max', (max) => chooseParameters!({ ...ranges, max }, { dtype: 'int8' })]],
  ],
]);
