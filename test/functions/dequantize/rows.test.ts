// dequantize of rows with parameters of their own, which may have been stored as JSON.

import { type AxisParameters, dequantize, quantize } from 'linquant';
import { describe, it } from 'vitest';
import { choices, dynamicRows, parametersOfRow, rowsFor } from '../../support/choices.js';
import { bytesOf } from '../../support/data.js';
import { dequantizeOne } from '../../support/definition/quotient.js';
import { expectSameBytes } from '../../support/same-bytes.js';

describe.each(choices.map((options) => ({ name: JSON.stringify(options), options })))(
  '$name',
  ({ options }) => {
    it.each([
      [1, 5],
      [4, 1],
      [6, 33],
      [17, 100],
      [3, 5000],
    ])('there and back: %i rows of %i', (rows, columns) => {
      const shape = [rows, columns];
      const x = rowsFor(rows, columns, options, 5);
      const { data, parameters } = dynamicRows(x, { ...options, shape, axis: 0 });
      const plain = {
        ...parameters,
        scale: Array.from(parameters.scale),
        zeroPoint: Array.from(parameters.zeroPoint),
      };
      const stored = JSON.parse(JSON.stringify(plain)) as AxisParameters;
      const expected = new Float32Array(x.length);
      const raw = bytesOf(data);
      for (let row = 0; row < rows; row++) {
        const { scale, zeroPoint } = parametersOfRow(parameters, row);
        for (let i = row * columns; i < (row + 1) * columns; i++) {
          expected[i] = dequantizeOne(data[i]!, scale, zeroPoint);
        }
        const at = [row * columns, (row + 1) * columns] as const;
        const one = dequantize(data.subarray(...at), parametersOfRow(parameters, row));
        expectSameBytes(bytesOf(one), bytesOf(expected.subarray(...at)));
      }
      for (const p of [parameters, plain, stored]) {
        expectSameBytes(bytesOf(dequantize(data, p, { shape })), bytesOf(expected));
        expectSameBytes(bytesOf(dequantize(raw, p, { shape })), bytesOf(expected));
        expectSameBytes(bytesOf(quantize(x, p, { shape })), raw);
        expectSameBytes(bytesOf(quantize(x, p, { shape: [rows, 1, columns] })), raw);
      }
    });
  },
);
