// MovingAverageMinMaxObserver: PyTorch's average, which goes on after JSON and cannot be merged.

import { MovingAverageMinMaxObserver } from 'linquant/calibration';
import { describe, expect, it } from 'vitest';
import { decodeFloats } from '../support/data.js';
import { expectError, thrownBy } from '../support/errors.js';
import { optionsOf, pytorch } from '../support/golden.js';

const golden = pytorch.observers.filter(({ observer }) => observer === 'MovingAverageMinMax');

describe('PyTorch 1.13', () => {
  it.each(golden)('MovingAverageMinMaxObserver $data', ({ x, shape, averagingConstant, ...rest }) => {
    const [rows, columns] = shape as [number, number];
    const floats = decodeFloats(x);
    let observer = new MovingAverageMinMaxObserver<number | undefined>({
      averagingConstant: averagingConstant!,
    });
    for (let row = 0; row < rows; row++) {
      observer.observe(floats.subarray(row * columns, (row + 1) * columns));
      observer = MovingAverageMinMaxObserver.fromJSON(JSON.parse(JSON.stringify(observer)));
    }
    const { scale, zeroPoint } = observer.parameters(optionsOf(rest as (typeof golden)[number]));
    expect([[scale], [zeroPoint]]).toEqual([rest.scale, rest.zeroPoint]);
  });
});

describe('a moving average', () => {
  it('along an axis is that of each index alone', () => {
    const all = new MovingAverageMinMaxObserver({ axis: 0, averagingConstant: 0.3 });
    const alone = [0, 1].map(() => new MovingAverageMinMaxObserver({ averagingConstant: 0.3 }));
    for (let batch = 0; batch < 5; batch++) {
      const x = Float32Array.from({ length: 8 }, (_, i) => Math.sin(batch * 8 + i));
      all.observe(x, { shape: [2, 4] });
      alone.forEach((one, index) => {
        one.observe(x.subarray(index * 4, index * 4 + 4));
      });
    }
    expect([...all.range().min]).toEqual(alone.map((one) => one.range().min));
    expect([...all.range().max]).toEqual(alone.map((one) => one.range().max));
  });

  it('is not moved by batches without elements that count', () => {
    const observer = new MovingAverageMinMaxObserver({ axis: 0, skipNaN: true, averagingConstant: 1 });
    observer.observe(Float32Array.of(1, NaN), { shape: [2, 1] });
    observer.observe(Float32Array.of(NaN, 5), { shape: [2, 1] });
    observer.observe(new Float32Array(0), { shape: [0, 3] });
    expect([...observer.range().min]).toEqual([1, 5]);
    expect([observer.count, observer.skipped]).toEqual([2, 2]);
  });

  it('has a constant from 0 to 1, by default 0.01', () => {
    expect(new MovingAverageMinMaxObserver().averagingConstant).toBe(Math.fround(0.01));
    for (const averagingConstant of [-0.1, 1.5, NaN]) {
      const make = () => new MovingAverageMinMaxObserver({ averagingConstant });
      expectError(make, 'options.averagingConstant', 'ERR_LINQUANT_INVALID_OPTION');
    }
  });

  it('says why it cannot be merged, and refuses a difference beyond float32', () => {
    const observer = new MovingAverageMinMaxObserver({ averagingConstant: 1 });
    observer.observe(Float32Array.of(-3e38));
    expectError(() => observer.merge(observer as never), 'other', 'ERR_LINQUANT_INVALID_OPTION');
    expect(() => observer.merge(observer as never)).toThrow('depends on their order');
    const error = thrownBy(() => observer.observe(Float32Array.of(3e38)));
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE' });
    expect(observer.toJSON().count).toBe(1);
  });
});
