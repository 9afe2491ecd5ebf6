// quantizeDynamic is minMax, chooseParameters and quantize, per row and per tensor.

import { chooseParameters, type DataDtype, minMax, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { choices, dynamic, dynamicRows, parametersOfRow, rowsFor } from '../../support/choices.js';
import { bytesOf } from '../../support/data.js';
import { minMaxOf, quantizeRowsOf } from '../../support/definition/tensors.js';
import { expectSameBytes } from '../../support/same-bytes.js';

/** The codes as bytes, as every result has them. */
function codeBytes(codes: readonly number[]): Buffer {
  return Buffer.from(codes.map((code) => code & 255));
}

describe.each(choices.map((options, i) => ({ name: JSON.stringify(options), options, i })))(
  '$name',
  ({ options }) => {
    it('is chooseParameters(minMax(row)) and quantize(row) for each row', () => {
      for (const width of [1, 31, 100, 2400]) {
        const x = rowsFor(17, width, options, 11);
        const { data, parameters } = dynamicRows(x, { ...options, shape: [17, width], axis: 0 });
        for (let row = 0; row < 17; row++) {
          const values = x.subarray(row * width, (row + 1) * width);
          const chosen = chooseParameters(minMax(values), options as { dtype: DataDtype });
          expect(parametersOfRow(parameters, row)).toEqual(chosen);
          const codes = quantize(values, chosen);
          expectSameBytes(bytesOf(data.subarray(row * width, (row + 1) * width)), bytesOf(codes));
        }
      }
    });

    it('of the whole tensor is the reference, and the three calls', () => {
      for (const width of [1, 2, 15, 16, 17, 64, 65, 129, 1000, 5000, 20_001]) {
        for (let seed = 0; seed < (width > 1000 ? 1 : 9); seed++) {
          const x = rowsFor(1, width, options, seed + 20);
          const { data, parameters, shape } = dynamic(x, options as Readonly<Record<string, unknown>>);
          const expected = quantizeRowsOf(x, 1, options);
          expect([parameters.scale]).toEqual(expected.scale);
          expect([parameters.zeroPoint]).toEqual(expected.zeroPoint);
          expectSameBytes(bytesOf(data), codeBytes(expected.codes));
          expect(minMax(x)).toEqual(minMaxOf(x));
          const chosen = chooseParameters(minMax(x), options as { dtype: DataDtype });
          expect(parameters).toEqual(chosen);
          expectSameBytes(bytesOf(data), bytesOf(quantize(x, chosen)));
          expect(shape).toEqual([width]);
        }
      }
    });
  },
);
