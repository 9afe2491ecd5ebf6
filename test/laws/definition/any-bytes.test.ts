// Equal to the definition on any bytes read as floats or codes: quantize, dequantize, minMax.

import fc from 'fast-check';
import { dequantize, minMax, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dequantizeOne, quantizeOne } from '../../support/definition/quotient.js';
import { minMaxOf } from '../../support/definition/tensors.js';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';

const dtype = fc.constantFrom('int8' as const, 'uint8' as const);
const limits = { int8: [-128, 127], uint8: [0, 255] } as const;
/** Any positive finite float32, and doubles that round to one. */
const scale = fc.oneof(
  fc.float({ min: Math.fround(2 ** -149), noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
);

/** Parameters with any bounds and any zero point between them. */
const parameters = fc
  .tuple(dtype, scale, fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)))
  .filter(([, , numbers]) => new Set(numbers).size > 1)
  .map(([name, s, numbers]) => {
    const [qmin, zeroPoint, qmax] = [...numbers].sort((a, b) => a - b).map((n) => n + limits[name][0]);
    return { dtype: name, scale: s, zeroPoint: zeroPoint!, qmin: qmin!, qmax: qmax! };
  });

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
