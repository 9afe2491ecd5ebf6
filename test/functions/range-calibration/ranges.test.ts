import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { minMax } from 'linquant';
import { quantizeEmbeddings, RangeCalibration, readRanges, writeRanges } from 'linquant/embeddings';
import { parseNpy, readNpy, writeNpy } from 'linquant/formats';
import { afterAll, describe, expect, it } from 'vitest';
import { rangesOfColumns, someVectors } from '../../support/embeddings.js';
import { expectError, thrownBy } from '../../support/errors.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'linquant-ranges-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Vectors and where to cut them. */
const cut = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 30 }))
  .chain(([dimensions, rows]) =>
    fc.record({
      dimensions: fc.constant(dimensions),
      rows: fc.constant(rows),
      x: fc.float32Array({
        noNaN: true,
        noDefaultInfinity: true,
        minLength: rows * dimensions,
        maxLength: rows * dimensions,
      }),
      cuts: fc.array(fc.nat(rows), { maxLength: 6 }),
    }),
  );

function batches(x: Float32Array, dimensions: number, rows: number, cuts: readonly number[]): Float32Array[] {
  const ends = [0, ...[...cuts].sort((a, b) => a - b), rows];
  return ends.slice(1).map((end, i) => x.subarray(ends[i]! * dimensions, end * dimensions));
}

describe('a calibration', () => {
  it('of any batches is that of the whole', () => {
    fc.assert(
      fc.property(cut, ({ x, dimensions, rows, cuts }) => {
        const whole = new RangeCalibration(dimensions).observe(x);
        const parts = new RangeCalibration(dimensions);
        for (const batch of batches(x, dimensions, rows, cuts)) parts.observe(batch);
        expect(parts.count).toBe(rows);
        expect(parts.ranges()).toEqual(whole.ranges());
        expect(whole.ranges()).toEqual(rangesOfColumns(x, dimensions));
      }),
    );
  });

  it('merged of several, by way of JSON too, is that of the whole', () => {
    fc.assert(
      fc.property(cut, ({ x, dimensions, rows, cuts }) => {
        const whole = new RangeCalibration(dimensions).observe(x);
        const parts = batches(x, dimensions, rows, cuts).map((batch) =>
          new RangeCalibration(dimensions).observe(batch),
        );
        const merged = parts.reverse().reduce((all, part) => {
          const sent = JSON.parse(JSON.stringify(part)) as Parameters<typeof RangeCalibration.fromJSON>[0];
          return all.merge(RangeCalibration.fromJSON(sent));
        }, new RangeCalibration(dimensions));
        expect(merged.toJSON()).toEqual(whole.toJSON());
        expect(merged.ranges()).toEqual(whole.ranges());
      }),
    );
  });

  it('gives the codes that the whole corpus gives itself', () => {
    const x = someVectors(300, 17);
    const calibration = new RangeCalibration(17);
    for (let row = 0; row < 300; row += 30) calibration.observe(x.subarray(row * 17, (row + 30) * 17));
    const options = { dimensions: 17, rule: 'ranges', dtype: 'uint8' } as const;
    expect(quantizeEmbeddings(x, { ...options, ranges: calibration })).toEqual(
      quantizeEmbeddings(x, options),
    );
  });

  it('is plain while it is empty, and merges so', () => {
    const empty = new RangeCalibration(2);
    expect(empty.toJSON()).toEqual({ dimensions: 2, count: 0, ranges: [[], []] });
    expect(RangeCalibration.fromJSON(empty.toJSON()).count).toBe(0);
    expect(empty.merge(new RangeCalibration(2)).observe(new Float32Array(0)).count).toBe(0);
    expectError(() => empty.ranges(), 'ranges', 'ERR_LINQUANT_EMPTY');
  });

  it('does not tell in which order a 0 and a -0 came', () => {
    const of = (zero: number) =>
      RangeCalibration.fromJSON({ dimensions: 1, count: 1, ranges: [[zero], [zero]] });
    for (const [first, second] of [
      [0, -0],
      [-0, 0],
      [-0, -0],
    ] as const) {
      const merged = of(first).merge(of(second));
      expect(merged.ranges()).toEqual(new Float32Array(2));
      expect(merged.toJSON().ranges).toEqual([[0], [0]]);
    }
  });

  it('allocates nothing before it has seen vectors', () => {
    // Far more than any memory.
    const dimensions = 2 ** 52;
    expect(new RangeCalibration(dimensions).toJSON()).toEqual({ dimensions, count: 0, ranges: [[], []] });
    const json = { dimensions, count: 1, ranges: [[0], [1]] } as const;
    expectError(() => RangeCalibration.fromJSON(json), 'json.ranges', 'ERR_LINQUANT_INVALID_SHAPE');
  });

  it('of no vectors has no ranges in JSON either', () => {
    const of = (ranges: unknown) => () =>
      RangeCalibration.fromJSON({ dimensions: 1, count: 0, ranges: ranges as Float32Array });
    expectError(of([[0], [1]]), 'json.ranges', 'ERR_LINQUANT_INVALID_SHAPE');
    expectError(of('none'), 'json.ranges', 'ERR_LINQUANT_INVALID_TYPE');
    const hostile = JSON.parse(
      '{"__proto__":{"count":1},"dimensions":1,"count":0,"ranges":[[],[]]}',
    ) as never;
    expectError(() => RangeCalibration.fromJSON(hostile), 'json', 'ERR_LINQUANT_INVALID_OPTION');
  });

  it('counts nothing of a batch with a NaN or an infinity, and says where it is', () => {
    for (const [value, row, column] of [
      [NaN, 0, 0],
      [Infinity, 2, 4],
      [-Infinity, 1, 3],
    ] as const) {
      const calibration = new RangeCalibration(5).observe(new Float32Array(5));
      const x = someVectors(3, 5);
      x[row * 5 + column] = value;
      const error = thrownBy(() => calibration.observe(x));
      expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row, column });
      expect(calibration.toJSON()).toEqual({
        dimensions: 5,
        count: 1,
        ranges: [
          [0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0],
        ],
      });
    }
  });

  it('judges what it is given', () => {
    const calibration = new RangeCalibration(3);
    const untyped = calibration as unknown as {
      observe: (...args: unknown[]) => void;
      merge: (o: unknown) => void;
    };
    const shape = 'ERR_LINQUANT_INVALID_SHAPE';
    const type = 'ERR_LINQUANT_INVALID_TYPE';
    expectError(() => new RangeCalibration(0), 'dimensions', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => new RangeCalibration('3' as never), 'dimensions', type);
    expectError(() => calibration.observe(new Float32Array(4)), 'x', shape);
    expectError(() => untyped.observe(new Uint8Array(12)), 'x', type);
    expectError(
      () => untyped.observe(new Float32Array(3), { rule: 1 }),
      'options',
      'ERR_LINQUANT_INVALID_OPTION',
    );
    expectError(() => calibration.merge(new RangeCalibration(4)), 'other', shape);
    for (const other of [null, undefined, {}, { dimensions: 3 }, 3]) {
      expectError(() => untyped.merge(other), 'other', type);
    }
    const json = {
      dimensions: 2,
      count: 4,
      ranges: [
        [0, 1],
        [2, 3],
      ] as [number[], number[]],
    };
    const from = (change: object) => () => RangeCalibration.fromJSON({ ...json, ...change });
    expect(from({})().ranges()).toEqual(Float32Array.of(0, 1, 2, 3));
    expectError(from({ dimensions: 3 }), 'json.ranges', shape);
    expectError(from({ ranges: [[0, 1], [2]] }), 'json.ranges', shape);
    expectError(
      from({
        ranges: [
          [0, '1'],
          [2, 3],
        ],
      }),
      'json.ranges[0][1]',
      type,
    );
    expectError(
      from({
        ranges: [
          [0, 4],
          [2, 3],
        ],
      }),
      'json.ranges',
      'ERR_LINQUANT_INVALID_RANGE',
    );
    expectError(
      from({
        ranges: [
          [0, null],
          [2, 3],
        ],
      }),
      'json.ranges[0][1]',
      type,
    );
    expectError(from({ count: 0.5 }), 'json.count', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => RangeCalibration.fromJSON(null as never), 'json', type);
  });
});

describe('ranges in a file', () => {
  const file = path.join(folder, 'ranges.npy');

  it('are float32 [2, dimensions], to the bit', async () => {
    const x = someVectors(50, 9);
    const ranges = new RangeCalibration(9).observe(x).ranges();
    await writeRanges(file, ranges);
    const tensor = await readNpy(file);
    expect([tensor.dtype, tensor.shape]).toEqual(['float32', [2, 9]]);
    expect(await readRanges(file)).toEqual(ranges);
    const { min, max } = minMax(x, { shape: [50, 9], axis: 1 });
    expect(tensor.toFloat32Array()).toEqual(Float32Array.from([...min, ...max]));
  });

  it('of float64 are rounded, as sentence-transformers does', async () => {
    await writeNpy(file, { dtype: 'float64', shape: [2, 1], data: Float64Array.of(0.1, 0.7) });
    expect(await readRanges(file)).toEqual(Float32Array.of(0.1, 0.7));
  });

  it('that are none are refused', async () => {
    const format = { code: 'ERR_LINQUANT_FORMAT', file };
    await writeNpy(file, { dtype: 'float32', shape: [3, 2], data: new Float32Array(6) });
    await expect(readRanges(file)).rejects.toMatchObject(format);
    await writeNpy(file, { dtype: 'float32', shape: [2], data: new Float32Array(2) });
    await expect(readRanges(file)).rejects.toMatchObject(format);
    await writeNpy(file, { dtype: 'int8', shape: [2, 2], data: new Int8Array(4) });
    await expect(readRanges(file)).rejects.toMatchObject(format);
    await writeNpy(file, { dtype: 'float32', shape: [2, 2], data: Float32Array.of(0, 1, 0, 0) });
    await expect(readRanges(file)).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', column: 1 });
    await expect(readRanges(path.join(folder, 'none.npy'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(writeRanges(file, Float32Array.of(0, NaN))).rejects.toMatchObject({
      code: 'ERR_LINQUANT_INVALID_RANGE',
      column: 0,
    });
    expect(parseNpy).toBeTypeOf('function');
  });
});
