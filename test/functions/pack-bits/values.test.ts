// packBits: doubles, rows, and values that are not finite.

import { packBits, unpackBits } from 'linquant';
import { describe, expect, it } from 'vitest';
import { floatFromBits } from '../../support/data.js';
import { encode, floatNames } from '../../support/definition/floats.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

it('does not round float64', () => {
  const x = Float64Array.of(1e-300, -1e-300, 5e-324, 1e300, -1e300, 0, -0, -5e-324);
  expectSameNumbers(packBits(x), [0b10110000]);
  expectSameNumbers(packBits(x, { compare: 'greater-equal' }), [0b10110110]);
});

it('rows of more than two axes, and of none', () => {
  const x = Float32Array.of(1, -1, 1, -1, 1, 1);
  expectSameNumbers(packBits(x, { shape: [1, 3, 2] }), [0x80, 0x80, 0xc0]);
  expectSameNumbers(packBits(x, { shape: [6] }), [0b10101100]);
  expect(packBits(new Float32Array(0), { shape: [4, 0] })).toHaveLength(0);
  expect(packBits(new Float32Array(0), { shape: [0, 4] })).toHaveLength(0);
  expect(packBits(new Float32Array(0))).toHaveLength(0);
  expect(unpackBits(new Uint8Array(0), { shape: [4, 0] })).toHaveLength(0);
  expectSameNumbers(unpackBits(Int8Array.of(-128, 127), { shape: [2, 2], signed: true }), [0, 0, 1, 1]);
});

describe('what is not finite', () => {
  const range = 'ERR_LINQUANT_INVALID_RANGE';
  const unfit = [NaN, Infinity, -Infinity, floatFromBits(0x7f800001), floatFromBits(0xffffffff)];

  it('is named by row and column, the first of them', () => {
    for (const floatType of floatNames) {
      for (const [count, columns] of [
        [20, 100],
        [3, 64],
        [1, 9000],
        [9000, 1],
        [100, 96],
      ] as const) {
        const values: number[] = Array.from({ length: count * columns }, (_, i) => Math.cos(i));
        const at = Math.floor(values.length * 0.7);
        const given = unfit[at % 3]!;
        values[at] = given;
        values[values.length - 1] = NaN;
        const call = () => packBits(encode(floatType, values), { shape: [count, columns], floatType });
        const row = Math.floor(at / columns);
        const column = at % columns;
        expectError(call, 'x', range);
        expect((thrownBy(call) as Error).message).toContain(`got ${given} in row ${row}, column ${column}`);
        expect(thrownBy(call)).toMatchObject({ row, column });
      }
    }
  });

  it.each(unfit)('%d is seen at every place', (value) => {
    for (let i = 0; i < 200; i++) {
      const x = new Float32Array(200).fill(3.4e38);
      x[i] = value;
      expectError(() => packBits(x), 'x', range);
      expect(thrownBy(() => packBits(x))).toMatchObject({ row: 0, column: i });
    }
  });
});
