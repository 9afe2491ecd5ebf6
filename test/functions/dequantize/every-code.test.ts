// dequantize of every int8 and uint8 code, by scales of all sizes.

import { dequantize } from 'linquant';
import { describe, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dequantizeOne } from '../../support/definition/quotient.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { borderScales as scales } from '../../support/special-floats.js';

const dtypes = { int8: [-128, 127], uint8: [0, 255] } as const;
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
