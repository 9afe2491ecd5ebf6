// HistogramCalibration: counts do not depend on batches, their order, or who observed what.

import fc from 'fast-check';
import { HistogramCalibration, type HistogramJSON } from 'linquant/calibration';
import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../support/calibration.js';

/** Numbers of very different magnitudes, so that widths double many times. */
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 1023, 1024, -1024, 2 ** -149, -(2 ** -149), 2 ** 127, -3e38),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.float({ noNaN: true, min: -8, max: 8 }),
);
const batches = fc.array(fc.array(number, { maxLength: 40 }), { minLength: 1, maxLength: 6 });

const of = (x: readonly number[]) => new HistogramCalibration().observe(Float32Array.from(x));
const sent = (calibration: HistogramCalibration<number | undefined>): HistogramJSON =>
  JSON.parse(JSON.stringify(calibration));

/** All orders of up to three things. */
function ordersOf<T>(all: readonly T[]): T[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((first, i) => ordersOf(all.filter((_, j) => j !== i)).map((rest) => [first, ...rest]));
}

describe('a histogram', () => {
  it('is that of the definition, of any batches', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const calibration = new HistogramCalibration();
        for (const batch of all) calibration.observe(Float32Array.from(batch));
        const { bins } = histogramOf(all.flat().map(Math.fround));
        const json = calibration.toJSON();
        const found = new Map(
          json.bins.flatMap(({ first, counts }) =>
            counts.flatMap((count, i) => (count === 0 ? [] : [[first + i, count] as const])),
          ),
        );
        expect(found).toEqual(new Map([...bins].map(([bin, count]) => [bin + 0, count])));
        expect(json.count).toBe(all.flat().length);
      }),
      { numRuns: 40 },
    );
  });

  it('is the same of parts merged in every order, also in two steps and by way of JSON', () => {
    const few = fc.array(fc.array(number, { maxLength: 20 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(few, (all) => {
        const whole = sent(of(all.flat()));
        for (const order of ordersOf(all)) {
          const one = order.map(of).reduce((sum, part) => sum.merge(part), new HistogramCalibration());
          expect(sent(one)).toEqual(whole);
          const [first, ...rest] = order.map((part) => HistogramCalibration.fromJSON(sent(of(part))));
          const others = rest.reduce((sum, part) => sum.merge(part));
          expect(sent(first!.merge(others))).toEqual(whole);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('along an axis is that of each index alone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 30 }), (rows) => {
        const calibration = new HistogramCalibration({ axis: 1 });
        for (let i = 0; i < rows.length; i += 7) {
          const batch = rows.slice(i, i + 7);
          calibration.observe(Float32Array.from(batch.flat()), { shape: [batch.length, 3] });
        }
        const json = calibration.toJSON();
        for (let index = 0; index < 3; index++) {
          const alone = of(rows.map((row) => row[index]!)).toJSON();
          expect([json.min[index], json.max[index], json.bins[index]]).toEqual([
            alone.min[0],
            alone.max[0],
            alone.bins[0],
          ]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('merged with itself counts all twice', () => {
    const calibration = of([1, 2, -3]);
    expect(calibration.merge(calibration).toJSON()).toEqual(of([1, 2, -3, 1, 2, -3]).toJSON());
  });
});
