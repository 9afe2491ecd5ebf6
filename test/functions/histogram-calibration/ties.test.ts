// HistogramCalibration: which range wins among equals, and ends at the edge of what is possible.

import { HistogramCalibration } from 'linquant/calibration';
import { expect, it } from 'vitest';

it('takes the lowest of candidates with equal entropy', () => {
  // Bins -10 to 10 of width 1, in a range of -1000 to 1000. Candidates 64 to 117 give each of these bins a level of its own, and lose
  // nothing.
  const counts = Array.from({ length: 21 }, (_, i) => i + 1);
  const count = counts.reduce((sum, each) => sum + each);
  const json = { count, skipped: 0, min: [-1000], max: [1000], bins: [{ first: -10, counts }] };
  const calibration = HistogramCalibration.fromJSON(json);
  expect(calibration.range({ method: 'entropy' })).toEqual({ min: -64, max: 65 });
});

it('keeps an element at each side, however small the percentile', () => {
  for (const percentile of [Number.MIN_VALUE, 1e-15, 1e-9]) {
    const range = (x: readonly number[], scheme: 'symmetric' | 'asymmetric') =>
      new HistogramCalibration()
        .observe(Float32Array.from(x))
        .range({ method: 'percentile', percentile, scheme });
    // Bins are 2^-7 wide: the edge towards 0 of a bin, within minimum and maximum.
    expect(range([1, 2, 4], 'asymmetric')).toEqual({ min: 1, max: 1 });
    expect(range([-1, -2, -4], 'asymmetric')).toEqual({ min: -1, max: -1 });
    expect(range([1, 2, -4], 'symmetric')).toEqual({ min: -1, max: 1 });
    expect(range([-4, 4], 'asymmetric')).toEqual({ min: -3.9921875, max: 4 });
    expect(range([0, 1, 4], 'symmetric')).toEqual({ min: 0, max: 0 });
  }
});

it('finds finite ranges of the largest floats, and ranges of the smallest', () => {
  const most = 3.4028234663852886e38;
  const methods = ['minmax', 'percentile', 'mse', 'entropy'] as const;
  for (const x of [[-most, most], [most, 1], [-most, -most, 0], [2 ** -149, -(2 ** -149)], [2 ** -126]]) {
    const calibration = new HistogramCalibration().observe(Float32Array.from(x));
    for (const method of methods) {
      for (const scheme of ['symmetric', 'asymmetric'] as const) {
        const { min, max } = calibration.range({ method, dtype: 'int8', scheme });
        expect(
          min <= max && Number.isFinite(max - min / 2),
          `${method} ${scheme} of ${x}: ${min} ${max}`,
        ).toBe(true);
      }
    }
  }
});
