// MinMaxObserver: ranges of batches are those of the whole, and parameters are PyTorch's.

import fc from 'fast-check';
import { minMax } from 'linquant';
import { HistogramCalibration, MinMaxObserver } from 'linquant/calibration';
import { describe, expect, it } from 'vitest';
import { decodeFloats } from '../support/data.js';
import { expectError, thrownBy } from '../support/errors.js';
import { optionsOf, pytorch } from '../support/golden.js';
import { expectSameBytes, expectSameNumbers } from '../support/same-bytes.js';

const floats = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 50 });

describe('PyTorch 1.13', () => {
  it.each(pytorch.observers.filter(({ observer }) => observer === 'MinMax'))(
    'MinMaxObserver $data $dtype $qscheme reduce $reduceRange',
    (golden) => {
      const x = decodeFloats(golden.x);
      const observer = new MinMaxObserver();
      for (let at = 0; at < x.length; at += 64) observer.observe(x.subarray(at, at + 64));
      const { scale, zeroPoint } = observer.parameters(optionsOf(golden));
      expect([[scale], [zeroPoint]]).toEqual([golden.scale, golden.zeroPoint]);
    },
  );

  it.each(pytorch.observers.filter(({ observer }) => observer === 'PerChannelMinMax'))(
    'PerChannelMinMaxObserver $data $dtype $qscheme reduce $reduceRange',
    (golden) => {
      const observer = new MinMaxObserver({ axis: golden.axis! });
      observer.observe(decodeFloats(golden.x), { shape: golden.shape });
      const { scale, zeroPoint, axis } = observer.parameters(optionsOf(golden));
      expectSameNumbers(scale, golden.scale);
      expectSameNumbers(zeroPoint, golden.zeroPoint);
      expect(axis).toBe(golden.axis);
    },
  );
});

describe('an observer', () => {
  it('of any batches, merged by way of JSON, is minMax of all', () => {
    fc.assert(
      fc.property(fc.array(floats, { minLength: 1, maxLength: 5 }), (batches) => {
        const all = Float32Array.from(batches.flatMap((batch) => [...batch]));
        const merged = new MinMaxObserver().observe(batches[0]!);
        for (const batch of batches.slice(1).reverse()) {
          const sent = JSON.parse(JSON.stringify(new MinMaxObserver().observe(batch)));
          merged.merge(MinMaxObserver.fromJSON(sent));
        }
        expect(merged.range()).toEqual(minMax(all));
        expect(merged.count).toBe(all.length);
      }),
    );
  });

  it('along an axis is minMax along it, of every float type and shape', () => {
    const x = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i) * 10 ** (i % 7));
    for (const [axis, shape] of [
      [1, [4, 3, 5]],
      [-1, [4, 15]],
      [0, [60]],
    ] as const) {
      const observer = new MinMaxObserver({ axis }).observe(x, { shape: [...shape] });
      const { min, max } = minMax(x, { shape: [...shape], axis });
      const range = observer.range();
      expectSameBytes(range.min, min);
      expectSameBytes(range.max, max);
    }
    const bits = Uint16Array.of(0x3f80, 0xc000);
    expect(new MinMaxObserver().observe(bits, { floatType: 'bfloat16' }).range()).toEqual({
      min: -2,
      max: 1,
    });
  });

  it('names the first NaN or infinity by its index in memory, and changes nothing', () => {
    const observer = new MinMaxObserver({ axis: 1 }).observe(Float32Array.of(1, 2), { shape: [1, 2] });
    const before = observer.toJSON();
    const wrong = Float32Array.of(0, 0, 0, Infinity, NaN, 0);
    const error = thrownBy(() => observer.observe(wrong, { shape: [3, 2] }));
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', index: 3 });
    expect(observer.toJSON()).toEqual(before);
  });

  it('leaves NaN and infinities out where asked, and counts them', () => {
    const observer = new MinMaxObserver({ axis: -1, skipNaN: true });
    observer.observe(Float32Array.of(1, NaN, NaN, -Infinity, 3, NaN), { shape: [2, 3] });
    expect(observer.toJSON()).toEqual({
      axis: -1,
      skipNaN: true,
      count: 2,
      skipped: 4,
      min: [1, 3, null],
      max: [1, 3, null],
    });
    expect(MinMaxObserver.fromJSON(observer.toJSON()).toJSON()).toEqual(observer.toJSON());
    expectError(() => observer.range(), 'the range of index 2', 'ERR_LINQUANT_EMPTY');
    observer.observe(Float32Array.of(0, 0, 7), { shape: [3] });
    expect([...observer.range().max]).toEqual([1, 3, 7]);
  });

  it('is merged with its like only', () => {
    const ofTwo = () => new MinMaxObserver({ axis: 1 }).observe(Float32Array.of(1, 2), { shape: [1, 2] });
    const before = ofTwo().toJSON();
    for (const [other, code] of [
      [new MinMaxObserver(), 'ERR_LINQUANT_INVALID_OPTION'],
      [new MinMaxObserver({ axis: -1 }), 'ERR_LINQUANT_INVALID_OPTION'],
      [new MinMaxObserver({ axis: 1, skipNaN: true }), 'ERR_LINQUANT_INVALID_OPTION'],
      [
        new MinMaxObserver({ axis: 1 }).observe(new Float32Array(3), { shape: [1, 3] }),
        'ERR_LINQUANT_INVALID_SHAPE',
      ],
      [new HistogramCalibration({ axis: 1 }), 'ERR_LINQUANT_INVALID_TYPE'],
      [before, 'ERR_LINQUANT_INVALID_TYPE'],
    ] as const) {
      const observer = ofTwo();
      expectError(() => observer.merge(other as never), 'other', code);
      expect(observer.toJSON()).toEqual(before);
    }
    expect(
      ofTwo()
        .merge(new MinMaxObserver({ axis: 1 }))
        .merge(ofTwo())
        .toJSON(),
    ).toEqual({
      ...before,
      count: 4,
    });
  });

  it('is legal while it is empty', () => {
    const empty = new MinMaxObserver();
    expect(empty.toJSON()).toEqual({ count: 0, skipped: 0, min: [], max: [] });
    expect(MinMaxObserver.fromJSON(empty.toJSON()).merge(empty).observe(new Float32Array(0)).count).toBe(0);
    expectError(() => empty.range(), 'the range', 'ERR_LINQUANT_EMPTY');
    expectError(() => empty.parameters({ dtype: 'int8' }), 'the range', 'ERR_LINQUANT_EMPTY');
    expect(empty.merge(new MinMaxObserver().observe(Float32Array.of(2))).range()).toEqual({ min: 2, max: 2 });
  });
});
