// Wrong values where codes belong.

import { untyped } from '../../support/untyped.js';
import { expectWrong, p } from '../../support/wrong/cases.js';
import { wrongCodes } from '../../support/wrong/views.js';

const { dequantize, measureQuantization, requantize, linearDequantize } = untyped;

expectWrong([
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
  [wrongCodes, [['q', (v, to) => requantize!(v, p, p, { out: to.codes })]]],
  [wrongCodes, [['q', (v) => measureQuantization!(Float32Array.of(1, 2, 3, 4, 5, 6), v, p)]]],
]);
