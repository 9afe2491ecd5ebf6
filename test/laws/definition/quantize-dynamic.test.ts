import { chooseParameters, type DataDtype, minMax, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { type ChoiceOfReference, minMaxOf, quantizeRowsOf } from '../../support/reference.js';
import { choices, dtypeOf, dynamic, dynamicRows, parametersOfRow, rowsFor } from '../../support/rows.js';

/** The codes as bytes, as every result has them. */
function codeBytes(codes: readonly number[]): Buffer {
  return Buffer.from(codes.map((code) => code & 255));
}

/** Quantizes rows and compares everything with the reference, to the bit. */
function expectRows(x: Float32Array, shape: readonly number[], options: ChoiceOfReference): void {
  const expected = quantizeRowsOf(x, shape[0]!, options);
  const result = dynamicRows(x, { ...options, shape, axis: 0 });
  const { parameters } = result;
  const context = `${JSON.stringify(options)} ${shape}`;
  expect(bytesOf(parameters.scale).equals(bytesOf(Float32Array.from(expected.scale))), context).toBe(true);
  expect(Array.from(parameters.zeroPoint), context).toEqual(expected.zeroPoint);
  expect(bytesOf(result.data).equals(codeBytes(expected.codes)), context).toBe(true);
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

    it('is chooseParameters(minMax(row)) and quantize(row) for each row', () => {
      for (const width of [1, 31, 100, 2400]) {
        const x = rowsFor(17, width, options, 11);
        const { data, parameters } = dynamicRows(x, { ...options, shape: [17, width], axis: 0 });
        for (let row = 0; row < 17; row++) {
          const values = x.subarray(row * width, (row + 1) * width);
          const chosen = chooseParameters(minMax(values), options as { dtype: DataDtype });
          expect(parametersOfRow(parameters, row)).toEqual(chosen);
          const codes = quantize(values, chosen);
          expect(bytesOf(data.subarray(row * width, (row + 1) * width)).equals(bytesOf(codes))).toBe(true);
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
          expect(bytesOf(data).equals(codeBytes(expected.codes))).toBe(true);
          expect(minMax(x)).toEqual(minMaxOf(x));
          const chosen = chooseParameters(minMax(x), options as { dtype: DataDtype });
          expect(parameters).toEqual(chosen);
          expect(bytesOf(data).equals(bytesOf(quantize(x, chosen)))).toBe(true);
          expect(shape).toEqual([width]);
        }
      }
    });
  },
);

describe('the rule absmax', () => {
  it.each([
    [[0, 0], 1, [0, 0]],
    [[-0, 0], 1, [0, 0]],
    [[1, -2], Math.fround(2 / 127), [64, -127]],
    [[-127, 63.5, 62.5, 0.5, 1.5], 1, [-127, 64, 62, 0, 2]],
    [[2 ** -149], 2 ** -126, [0]],
    [[127 * 2 ** -126, 2 ** -126], 2 ** -126, [127, 1]],
    [[126 * 2 ** -126, 2 ** -126], 2 ** -126, [126, 1]],
    [[3.4028234663852886e38, -3.4028234663852886e38], Math.fround(3.4028234663852886e38 / 127), [127, -127]],
  ])('of %j has scale %s', (values, scale, codes) => {
    const x = Float32Array.from(values);
    const parameters = { dtype: 'int8', scale, zeroPoint: 0, qmin: -127 };
    expect(chooseParameters(minMaxOf(x), { rule: 'absmax' })).toEqual(parameters);
    expect(dynamic(x, { rule: 'absmax' })).toEqual({
      data: Int8Array.from(codes),
      parameters,
      shape: [x.length],
    });
    const three = Float32Array.from([...values, ...values, ...values]);
    expect(dynamicRows(three, { rule: 'absmax', shape: [3, x.length], axis: 0 })).toEqual({
      data: Int8Array.from([...codes, ...codes, ...codes]),
      parameters: {
        dtype: 'int8',
        scale: Float32Array.of(scale, scale, scale),
        zeroPoint: new Int32Array(3),
        axis: 0,
        qmin: -127,
      },
      shape: [3, x.length],
    });
  });

  it('may have its dtype and scheme written out', () => {
    const options = { rule: 'absmax', dtype: 'int8', scheme: 'symmetric' } as const;
    expect(chooseParameters({ min: -1, max: 3 }, options)).toEqual(
      chooseParameters({ min: -1, max: 3 }, { rule: 'absmax' }),
    );
  });
});

describe('results of rows', () => {
  it('tell bounds only where they differ from those of the dtype', () => {
    const keys = (options: ChoiceOfReference) =>
      Object.keys(dynamicRows(Float32Array.of(1, 2), { ...options, shape: [2, 1], axis: 0 }).parameters);
    const own = ['dtype', 'scale', 'zeroPoint', 'axis'];
    expect(keys({ rule: 'onnx' })).toEqual(own);
    expect(keys({ dtype: 'int8' })).toEqual(own);
    expect(keys({ rule: 'absmax' })).toEqual([...own, 'qmin']);
    expect(keys({ dtype: 'uint8', qmax: 9 })).toEqual([...own, 'qmax']);
  });

  it('hold a shape of their own', () => {
    const shape = [2, 1];
    const result = dynamicRows(Float32Array.of(1, 2), { rule: 'absmax', shape, axis: 0 });
    shape[0] = 9;
    expect(result.shape).toEqual([2, 1]);
    expect(dynamic(Float32Array.of(1, 2), { rule: 'absmax', shape: [1, 2, 1] }).shape).toEqual([1, 2, 1]);
    const zero = dynamicRows(new Float32Array(0), { rule: 'absmax', shape: [-0, 3], axis: 0 });
    expect(Object.is(zero.shape[0], 0)).toBe(true);
  });
});
