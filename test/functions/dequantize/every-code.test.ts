// dequantize of every int8 and uint8 code, by scales of all sizes.

import { dequantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf, floatFromBits, neighbour } from '../../support/data.js';
import { dequantizeOne } from '../../support/definition/quotient.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const dtypes = { int8: [-128, 127], uint8: [0, 255] } as const;
const float32Max = floatFromBits(0x7f7fffff);
const float32Min = 2 ** -126;
const subnormal = 2 ** -149;
/** Both sides of every border that the kernels know, and scales that are no float32. */
const scales = [
  0.1,
  1,
  3.7e-5,
  neighbour(1, 1),
  neighbour(2, -1),
  float32Min,
  neighbour(float32Min, -1),
  subnormal,
  3 * subnormal,
  2 ** 100,
  neighbour(2 ** 100, 1),
  2 ** 120,
  float32Max,
  2 ** -100,
];

describe.each(Object.keys(dtypes) as ('int8' | 'uint8')[])('%s', (dtype) => {
  const [qmin, qmax] = dtypes[dtype];

  it.each(scales)('dequantizes every code by scale %s', (scale) => {
    const codes = Array.from({ length: qmax - qmin + 1 }, (_, i) => qmin + i);
    const q = dtype === 'int8' ? Int8Array.from(codes) : Uint8Array.from(codes);
    for (const zeroPoint of [qmin, 0, 1, qmax]) {
      const expected = Float32Array.from(codes, (code) => dequantizeOne(code, scale, zeroPoint));
      expectSameBytes(bytesOf(dequantize(q, { dtype, scale, zeroPoint })), bytesOf(expected));
    }
  });
});
