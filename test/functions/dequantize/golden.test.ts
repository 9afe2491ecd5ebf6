// dequantize gives the floats that PyTorch and numpy gave.

import { dequantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf, decodeFloats } from '../../support/data.js';
import { packOf } from '../../support/definition/dtypes.js';
import { decodeBytes, numpy, pytorch } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

describe('PyTorch 1.13', () => {
  it.each(pytorch.linear)('linear $dtype scale $scale zero point $zeroPoint', (golden) => {
    const { dtype, scale, zeroPoint, q, dequantized } = golden;
    const floats = dequantize(packOf(dtype, q), { dtype, scale, zeroPoint }, { length: q.length });
    expectSameBytes(floats, decodeFloats(dequantized));
  });
});

describe('numpy', () => {
  it.each(numpy)('$name', ({ golden: { parameters, shape, q, y } }) => {
    expectSameBytes(bytesOf(dequantize(decodeBytes(q), parameters, { shape })), decodeBytes(y));
  });
});
