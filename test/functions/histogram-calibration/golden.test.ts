// HistogramCalibration finds the ranges that numpy finds by definition (test/fixtures/make_calibration_golden.py).

import { HistogramCalibration } from 'linquant/calibration';
import { describe, expect, it } from 'vitest';
import { calibrations } from '../../support/calibration.js';
import { decodeFloats } from '../../support/data.js';

describe.each(calibrations)('$data', (golden) => {
  const calibration = new HistogramCalibration().observe(decodeFloats(golden.x));

  it('has the counts of numpy.histogram', () => {
    const { bins } = calibration.toJSON();
    const { first, counts } = bins[0]!;
    const found = counts.flatMap((count, i) => (count === 0 ? [] : [[first + i, count]]));
    expect(found).toEqual(golden.counts);
  });

  it('percentile', () => {
    const found = golden.percentile.map(({ percentile, symmetric }) =>
      calibration.range({ method: 'percentile', percentile, scheme: symmetric ? 'symmetric' : 'asymmetric' }),
    );
    expect(found.map(({ min, max }) => [min, max].map((end) => end + 0))).toEqual(
      golden.percentile.map(({ range }) => range.map((end) => end + 0)),
    );
  });

  it('mse', () => {
    for (const { dtype, scheme, range } of golden.mse) {
      const { min, max } = calibration.range({ method: 'mse', dtype, scheme });
      expect(
        [min, max].map((end) => end + 0),
        `${dtype} ${scheme}`,
      ).toEqual(range.map((end) => end + 0));
    }
  });

  it('entropy', () => {
    const { min, max } = calibration.range({ method: 'entropy' });
    expect([min, max].map((end) => end + 0)).toEqual(golden.entropy.map((end) => end + 0));
  });
});
