// Equal to the definition on any bytes read as floats or codes: quantize, dequantize, minMax.

import fc from 'fast-check';
import { dequantize, minMax, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dequantizeOne, quantizeOne } from '../../support/definition/quotient.js';
import { minMaxOf } from '../../support/definition/tensors.js';
import { anyByteParameters as parameters } from '../../support/random-case.js';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';

/** Bytes of any kind, read as floats: NaN of every sort, infinities, subnormals. */
const anyFloats = fc
  .uint8Array({ maxLength: 1200 })
  .map((bytes) => new Float32Array(bytes.slice(0, bytes.length & ~3).buffer));

describe('quantize', () => {
  it('is its definition, on any bytes and parameters', () => {
    fc.assert(
      fc.property(anyFloats, parameters, (x, p) => {
        const expected = Array.from(x, (value) => quantizeOne(value, p.scale, p.zeroPoint, p.qmin, p.qmax));
        expectSameNumbers(quantize(x, p), expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('dequantize', () => {
  it('is its definition, and undoes to the same codes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), parameters, (bytes, p) => {
        const q = p.dtype === 'int8' ? new Int8Array(bytes.buffer) : bytes;
        const expected = Float32Array.from(q as ArrayLike<number>, (code) =>
          dequantizeOne(code, p.scale, p.zeroPoint),
        );
        expectSameBytes(bytesOf(dequantize(q, p)), bytesOf(expected));
      }),
      { numRuns: 500 },
    );
  });
});

describe('minMax', () => {
  it('is its definition, on any bytes', () => {
    fc.assert(
      fc.property(anyFloats, (x) => {
        if (x.length > 0) expect(minMax(x)).toEqual(minMaxOf(x));
      }),
      { numRuns: 500 },
    );
  });
});
