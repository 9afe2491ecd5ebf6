// linearQuantize and linearDequantize take any int32 zero point.

import { linearDequantize, linearQuantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { limits } from '../../support/definition/dtypes.js';
import { dequantizeOne, quantizeOne } from '../../support/definition/quotient.js';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';
import { someSpecialFloats, specialFloats } from '../../support/special-floats.js';

describe('every dtype of a byte or more', () => {
  const dtypes = ['int8', 'uint8', 'int16', 'uint16', 'int32'] as const;

  it.each(dtypes)('takes any int32 zero point for %s', (dtype) => {
    const { qmin, qmax } = limits[dtype];
    const ends = [-(2 ** 31), 2 ** 31 - 1, -(2 ** 24) - 1, 2 ** 24 + 1, 2 ** 23, -(2 ** 23) - 1];
    for (const zeroPoint of [...ends, 0, 1, -1, 300, -300, 40000, -40000]) {
      for (const scale of [1, 0.1, 2 ** -140, 2 ** 101]) {
        const near = [-3, -0.5, 0, 0.5, 1, 100, 2 ** 31, -(2 ** 31)].map((d) => (d - zeroPoint) * scale);
        const x = Float32Array.from([...near, ...someSpecialFloats]);
        const expected = Array.from(x, (value) => quantizeOne(value, scale, zeroPoint, qmin, qmax));
        const codes = linearQuantize(x, scale, zeroPoint, dtype);
        expectSameNumbers(codes, expected);
        const all = codes.slice();
        all.set([qmin, qmax, 0, 1, qmax - 1]);
        const floats = Float32Array.from(all as ArrayLike<number>, (code) =>
          dequantizeOne(code, scale, zeroPoint),
        );
        expectSameBytes(bytesOf(linearDequantize(all, scale, zeroPoint)), bytesOf(floats));
      }
    }
  });

  it('adds in more than 32 bits', () => {
    const x = Float32Array.of(2 ** 31, -(2 ** 31), 3, -3);
    const top = 2 ** 31 - 1;
    expectSameBytes(linearQuantize(x, 1, top, 'int32'), Int32Array.of(top, -1, top, top - 3));
    expectSameBytes(linearQuantize(x, 1, -top, 'int32'), Int32Array.of(1, -top - 1, 3 - top, -top - 1));
  });
});

describe('int8 and uint8', () => {
  const dtypes = { int8: [-128, 127], uint8: [0, 255] } as const;
  describe.each(Object.keys(dtypes) as ('int8' | 'uint8')[])('%s', (dtype) => {
    const [qmin, qmax] = dtypes[dtype];

    it('gives the nearest code for NaN where the zero point is none, in long data too', () => {
      const x = Float32Array.from({ length: 9001 }, (_, i) => (i % 3 === 0 ? NaN : i));
      for (const zeroPoint of [300, -300, 2 ** 31 - 1, -(2 ** 31)]) {
        const expected = Uint8Array.from(x, (value) => quantizeOne(value, 16, zeroPoint, 0, 255));
        expectSameBytes(linearQuantize(x, 16, zeroPoint, 'uint8'), expected);
      }
    });

    it('takes any int32 zero point in the linear pair', () => {
      for (const zeroPoint of [
        -(2 ** 31),
        -(2 ** 30),
        -32769,
        -3554,
        -1793,
        -1792,
        1792,
        1793,
        3555,
        40000,
        2 ** 24 + 1,
        2 ** 31 - 1,
      ]) {
        for (const scale of [1, 0.1, 2 ** -140, 2 ** 101]) {
          const near = [-3, -0.5, 0, 0.5, 1, 100].map((d) => (d - zeroPoint) * scale);
          const x = Float32Array.from([...near, ...specialFloats]);
          const expected = Array.from(x, (value) => quantizeOne(value, scale, zeroPoint, qmin, qmax));
          const codes = linearQuantize(x, scale, zeroPoint, dtype);
          expectSameNumbers(codes, expected);
          const floats = Float32Array.from(codes, (code) => dequantizeOne(code, scale, zeroPoint));
          expectSameBytes(bytesOf(linearDequantize(codes, scale, zeroPoint)), bytesOf(floats));
        }
      }
    });
  });

  it('rounds right where two operations would call a quotient of 13 bits a tie', () => {
    const x = 0x146d598 / 2 ** 12;
    const scale = 0x1789ffe / 2 ** 24; // x / scale lies just above 3554.5
    expect(linearQuantize(Float32Array.of(x), scale, -3554, 'int8')[0]).toBe(1);
    expect(linearQuantize(Float32Array.of(x), scale, -3300, 'uint8')[0]).toBe(255);
    expect(linearQuantize(Float32Array.of(-x), scale, 3555, 'uint8')[0]).toBe(0);
  });
});
