// RangeCalibration: wrong vectors, options and JSON.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RangeCalibration } from 'linquant/embeddings';
import { afterAll, describe, expect, it } from 'vitest';
import { someVectors } from '../../support/embeddings.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'linquant-ranges-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a calibration', () => {
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
    expectSameBytes(from({})().ranges(), Float32Array.of(0, 1, 2, 3));
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
