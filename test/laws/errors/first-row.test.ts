// The option firstRow: an error names a row as counted from the beginning of all pieces.
import { packBits } from 'linquant';
import { binarizeEmbeddings, quantileRange, quantizeEmbeddings, RangeCalibration } from 'linquant/embeddings';
import { expect, it } from 'vitest';

const dimensions = 8;
const good = Float32Array.from({ length: 5 * dimensions }, (_, i) => i / 64 - 0.3);
const bad = good.slice();
bad[3 * dimensions + 2] = NaN;
const ranges = Float32Array.from({ length: 2 * dimensions }, (_, i) => (i < dimensions ? -1 : 1));

const calls: [name: string, call: (x: Float32Array, option: { firstRow?: number | undefined }) => unknown][] =
  [
    ['row', (x, option) => quantizeEmbeddings(x, { dimensions, rule: 'row', ...option })],
    [
      'least-squares',
      (x, option) =>
        quantizeEmbeddings(x, { dimensions, rule: 'row', dtype: 'int4', fit: 'least-squares', ...option }),
    ],
    ['matrix', (x, option) => quantizeEmbeddings(x, { dimensions, rule: 'matrix', ...option })],
    ['range', (x, option) => quantizeEmbeddings(x, { dimensions, rule: 'range', ...option })],
    ['ranges', (x, option) => quantizeEmbeddings(x, { dimensions, rule: 'ranges', ...option })],
    ['given ranges', (x, option) => quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, ...option })],
    ['binarizeEmbeddings', (x, option) => binarizeEmbeddings(x, { dimensions, ...option })],
    ['quantileRange', (x, option) => quantileRange(x, { dimensions, ...option })],
    ['RangeCalibration', (x, option) => new RangeCalibration(dimensions).observe(x, option).toJSON()],
    ['packBits', (x, option) => packBits(x, { shape: [5, dimensions], ...option })],
  ];

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

it.each(calls)('%s adds it to the row of an error, and to nothing else', (_name, call) => {
  const plain = errorOf(() => call(bad, {}));
  expect(plain).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row: 3, column: 2 });
  expect(errorOf(() => call(bad, { firstRow: undefined }))).toEqual(plain);
  const counted = errorOf(() => call(bad, { firstRow: 2 ** 40 }));
  expect(counted).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row: 2 ** 40 + 3, column: 2 });
  expect((counted as Error).message).toContain(`in row ${2 ** 40 + 3}, column 2`);
  expect(call(good, { firstRow: 7 })).toEqual(call(good, {}));
});

it.each(calls)('%s refuses what is no whole number', (_name, call) => {
  for (const firstRow of [-1, 0.5, NaN, 2 ** 53]) {
    expect(errorOf(() => call(good, { firstRow }))).toMatchObject({ code: 'ERR_LINQUANT_INVALID_OPTION' });
  }
  for (const firstRow of ['1', null]) {
    const error = errorOf(() => call(good, { firstRow: firstRow as never }));
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_TYPE' });
    expect((error as Error).message).toContain('options.firstRow');
  }
});
