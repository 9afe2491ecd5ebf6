// RangeCalibration: the ranges of batches and merged calibrations are those of the whole.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { quantizeEmbeddings, RangeCalibration } from 'linquant/embeddings';
import { afterAll, describe, expect, it } from 'vitest';
import { rangesOfColumns } from '../../support/definition/embeddings.js';
import { someVectors } from '../../support/embeddings.js';
import { expectError } from '../../support/errors.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

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
        expectSameBytes(parts.ranges(), whole.ranges());
        expectSameBytes(whole.ranges(), rangesOfColumns(x, dimensions));
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
        expectSameBytes(merged.ranges(), whole.ranges());
      }),
    );
  });

  it('gives the codes that the whole corpus gives itself', () => {
    const x = someVectors(300, 17);
    const calibration = new RangeCalibration(17);
    for (let row = 0; row < 300; row += 30) calibration.observe(x.subarray(row * 17, (row + 30) * 17));
    const options = { dimensions: 17, rule: 'ranges', dtype: 'uint8' } as const;
    expectSameResult(
      quantizeEmbeddings(x, { ...options, ranges: calibration }),
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
      expectSameBytes(merged.ranges(), new Float32Array(2));
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
});
