// Equal to the definition row by row, at every width and number of rows: quantizeDynamic.

import { describe, expect, it } from 'vitest';
import { choices, dtypeOf, dynamicRows, rowsFor } from '../../support/choices.js';
import { bytesOf } from '../../support/data.js';
import type { Choice } from '../../support/definition/parameters.js';
import { quantizeRowsOf } from '../../support/definition/tensors.js';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';

/** The codes as bytes, as every result has them. */
function codeBytes(codes: readonly number[]): Buffer {
  return Buffer.from(codes.map((code) => code & 255));
}

/** Quantizes rows and compares everything with the reference, to the bit. */
function expectRows(x: Float32Array, shape: readonly number[], options: Choice): void {
  const expected = quantizeRowsOf(x, shape[0]!, options);
  const result = dynamicRows(x, { ...options, shape, axis: 0 });
  const { parameters } = result;
  const context = `${JSON.stringify(options)} ${shape}`;
  expectSameBytes(bytesOf(parameters.scale), bytesOf(Float32Array.from(expected.scale)), context);
  expectSameNumbers(parameters.zeroPoint, expected.zeroPoint, context);
  expectSameBytes(bytesOf(result.data), codeBytes(expected.codes), context);
  expect(result.shape).toEqual(shape);
  expect([parameters.dtype, parameters.axis]).toEqual([dtypeOf(options), 0]);
}

const columns = [...Array.from({ length: 130 }, (_, i) => i + 1), 256, 384, 1024, 2304, 2305, 5000];

describe.each(choices.map((options, i) => ({ name: JSON.stringify(options), options, i })))(
  '$name',
  ({ options, i }) => {
    it('is the reference row by row, at every width', () => {
      for (const width of columns) {
        const rows = width <= 130 ? (width * 7 + i * 3) % 41 : (width + i) % 4;
        expectRows(rowsFor(rows, width, options), [rows, width], options);
      }
    });

    it('is the reference row by row, at every number of rows', () => {
      for (let rows = 0; rows <= 40; rows++) {
        const width = [5, 48, 67][(rows + i) % 3]!;
        expectRows(rowsFor(rows, width, options), [rows, width], options);
      }
    });

    it('takes all sizes after the first for a row', () => {
      for (const shape of [[3, 4, 5], [2, 1, 33, 2], [7, 1, 1], [6], [0, 4, 5], [1, 70], [0, 0]]) {
        const width = shape.slice(1).reduce((product, size) => product * size, 1);
        expectRows(rowsFor(shape[0]!, width, options), shape, options);
      }
    });
  },
);
