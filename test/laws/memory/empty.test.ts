// No elements are nothing to do.

import { describe, it } from 'vitest';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

const { quantize, dequantize, fakeQuantize, requantize, convert, minMax, chooseParameters } = untyped;

const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };

describe('no elements', () => {
  it('are nothing to do, but have no range', () => {
    const none = new Float32Array(0);
    const empty = { dtype: 'int8', axis: 1, scale: [], zeroPoint: [] };
    expectSameBytes(quantize!(none, empty, { shape: [3, 0, 2] }), new Int8Array(0));
    expectSameBytes(dequantize!(new Int8Array(0), empty, { shape: [3, 0] }), none);
    const four = { dtype: 'int4', axis: 1, blockSize: 3, scale: [], zeroPoint: [] };
    expectSameBytes(quantize!(none, four, { shape: [0, 5] }), new Uint8Array(0));
    expectSameBytes(dequantize!(new Uint8Array(0), four, { shape: [0, 5] }), none);
    expectSameBytes(fakeQuantize!(none, p), none);
    expectSameBytes(requantize!(new Int8Array(0), p, p4), new Uint8Array(0));
    expectSameBytes(convert!(none, { to: 'float64' }), new Float64Array(0));
    const noRange = { min: none, max: none, axis: 1 };
    expectSameResult(minMax!(none, { shape: [3, 0], axis: 1 }), noRange);
    expectSameResult(chooseParameters!(noRange, { dtype: 'uint4' }), {
      dtype: 'uint4',
      scale: none,
      zeroPoint: new Int32Array(0),
      axis: 1,
    });
  });
});
