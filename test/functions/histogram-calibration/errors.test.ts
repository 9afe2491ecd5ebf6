// HistogramCalibration: wrong batches, options and JSON; skipped elements; zeros and nothing.

import { chooseParameters } from 'linquant';
import { HistogramCalibration, MinMaxObserver } from 'linquant/calibration';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';

const option = 'ERR_LINQUANT_INVALID_OPTION';
const type = 'ERR_LINQUANT_INVALID_TYPE';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';
const range = 'ERR_LINQUANT_INVALID_RANGE';

const some = () => new HistogramCalibration().observe(Float32Array.of(1, -2, 3, 0));

describe('a histogram', () => {
  it('names the first NaN or infinity, and counts nothing of its batch', () => {
    const calibration = some();
    const before = calibration.toJSON();
    const error = thrownBy(() => calibration.observe(Float32Array.of(1e9, 0, NaN)));
    expect(error).toMatchObject({ code: range, index: 2 });
    expect(calibration.toJSON()).toEqual(before);
  });

  it('leaves them out where asked: padded tokens', () => {
    const calibration = new HistogramCalibration({ skipNaN: true });
    calibration.observe(Float32Array.of(1, NaN, -2, Infinity, 3, 0)).observe(Float32Array.of(NaN));
    expect(calibration.skipped).toBe(3);
    expect({ ...calibration.toJSON(), skipNaN: undefined }).toEqual({ ...some().toJSON(), skipped: 3 });
    expect(HistogramCalibration.fromJSON(calibration.toJSON()).toJSON()).toEqual(calibration.toJSON());
  });

  it('of zeros has no width, and takes any later', () => {
    const zeros = new HistogramCalibration().observe(new Float32Array(5));
    for (const method of ['minmax', 'percentile', 'mse', 'entropy'] as const) {
      expect(zeros.range({ method, dtype: 'int8' })).toEqual({ min: 0, max: 0 });
    }
    zeros.observe(Float32Array.of(-1, 1, 0));
    expect(zeros.toJSON().bins[0]!.counts.filter((count) => count !== 0)).toEqual([1, 6, 1]);
  });

  it('is legal while it is empty', () => {
    const empty = new HistogramCalibration();
    expect(empty.toJSON()).toEqual({ count: 0, skipped: 0, min: [], max: [], bins: [] });
    expectError(() => empty.range({ method: 'entropy' }), 'the range', 'ERR_LINQUANT_EMPTY');
    expect(empty.merge(HistogramCalibration.fromJSON(empty.toJSON())).merge(some()).toJSON()).toEqual(
      some().toJSON(),
    );
    expect(some().merge(new HistogramCalibration()).toJSON()).toEqual(some().toJSON());
  });

  it('takes the widest of ranges with equal errors by mse', () => {
    const calibration = new HistogramCalibration().observe(Float32Array.of(1.5, -1.5));
    // eps gives all of them the same scale.
    const options = { method: 'mse', dtype: 'int8', eps: 2 } as const;
    const end = 1.5 + 2 ** -9;
    expect(calibration.range({ ...options, scheme: 'symmetric' })).toEqual({ min: -end, max: end });
    expect(calibration.range(options)).toEqual({ min: -1.5, max: end });
  });

  it('gives parameters of its range', () => {
    const calibration = some();
    const options = { dtype: 'uint8', reduceRange: true, scheme: 'symmetric' } as const;
    for (const method of ['minmax', 'percentile', 'mse'] as const) {
      const found = calibration.range({ method, ...options });
      expect(calibration.parameters({ method, ...options })).toEqual(chooseParameters(found, options));
    }
    expect(calibration.parameters({ rule: 'absmax', method: 'mse' }).dtype).toBe('int8');
  });

  it('judges options', () => {
    const calibration = some();
    const ranged = (options: object) => () => calibration.range(options);
    expectError(ranged({ method: 'mean' }), 'options.method', option);
    expectError(ranged({ method: 'percentile', percentile: 0 }), 'options.percentile', option);
    expectError(ranged({ method: 'percentile', percentile: '99' }), 'options.percentile', type);
    expectError(ranged({ method: 'mse', percentile: 99 }), 'options.percentile', option);
    expectError(ranged({ method: 'mse' }), 'options.dtype', type);
    expectError(ranged({ method: 'percentile', scheme: 'both' }), 'options.scheme', option);
    expectError(ranged({ quantile: 1 }), 'options', option);
    expectError(() => new HistogramCalibration({ axis: 0.5 }), 'options.axis', option);
    expectError(() => new HistogramCalibration({ skipNaN: 1 } as never), 'options.skipNaN', type);
    expectError(() => new HistogramCalibration({ bins: 7 } as never), 'options', option);
  });

  it('judges shapes and what is merged', () => {
    const calibration = new HistogramCalibration({ axis: 1 });
    const x = Float32Array.of(1, 2, 3, 4, 5, 6);
    expectError(() => calibration.observe(x), 'options.shape', type);
    expectError(() => calibration.observe(x, { shape: [6] }), 'axis', option);
    calibration.observe(x, { shape: [2, 3] });
    expectError(() => calibration.observe(x, { shape: [3, 2] }), 'options.shape', shape);
    expectError(() => some().merge(calibration), 'other', option);
    expectError(() => some().merge(new HistogramCalibration({ skipNaN: true })), 'other', option);
    expectError(() => some().merge(new MinMaxObserver() as never), 'other', type);
    expectError(() => some().merge(new Proxy(some(), {})), 'other', type);
    const two = new HistogramCalibration({ axis: 1 }).observe(x, { shape: [3, 2] });
    expectError(() => two.merge(calibration), 'other', shape);
    const many = new Float32Array(2 ** 16 + 1);
    const all = () => new HistogramCalibration({ axis: 0 }).observe(many, { shape: [many.length] });
    expectError(all, 'options.shape', shape);
  });

  it('judges JSON', () => {
    const json = some().toJSON();
    const from = (change: object) => () => HistogramCalibration.fromJSON({ ...json, ...change });
    expect(from({})().toJSON()).toEqual(json);
    expectError(from({ bins: [] }), 'json.bins', shape);
    expectError(from({ bins: 'all' }), 'json.bins', type);
    expectError(from({ bins: [{ first: -1024, counts: [1, 1, 1, 1] }] }), 'json.bins[0]', shape);
    expectError(from({ bins: [{ first: 0, counts: [0] }] }), 'json.bins[0].counts', shape);
    expectError(from({ bins: [{ first: 0, counts: [-1] }] }), 'json.bins[0].counts[0]', option);
    expectError(from({ bins: [{ first: 0, counts: [1] }] }), 'json.count', shape);
    expectError(from({ count: 2 ** 53 }), 'json.count', option);
    expectError(from({ min: [4] }), 'json.min[0]', range);
    expectError(from({ min: [null] }), 'json.min[0]', range);
    expectError(from({ min: ['1'] }), 'json.min[0]', type);
    expectError(from({ min: [1e39] }), 'json.min[0]', range);
    expectError(from({ max: [1, 2] }), 'json.max', shape);
    expectError(from({ width: 1 }), 'json', option);
    expectError(() => HistogramCalibration.fromJSON(null as never), 'json', type);
    const most = 2 ** 53 - 1;
    const full = { ...json, count: most, bins: [{ first: 0, counts: [most] }] };
    const counted = HistogramCalibration.fromJSON(full);
    expectError(() => counted.observe(Float32Array.of(1)), 'count', option);
    expectError(() => counted.merge(some()), 'count', option);
    expect(counted.toJSON()).toEqual(full);
  });
});
