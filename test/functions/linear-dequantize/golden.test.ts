// linearDequantize gives the floats that PyTorch gave.

import { linearDequantize } from 'linquant';
import { it } from 'vitest';
import { bytesOf, decodeFloats } from '../../support/data.js';
import { packOf } from '../../support/definition/dtypes.js';
import { pytorchLinear } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const arrays = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array } as const;

it.each(pytorchLinear)('$dtype scale $scale zero point $zeroPoint', (golden) => {
  const { dtype, scale, zeroPoint, q, dequantized } = golden;
  const codes = arrays[dtype].from(q);
  expectSameBytes(bytesOf(codes), packOf(dtype, q));
  expectSameBytes(linearDequantize(codes, scale, zeroPoint), decodeFloats(dequantized));
});
