// chooseParameters gives what PyTorch's observers gave.

import { chooseParameters, minMax, quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { decodeFloats } from '../../support/data.js';
import { optionsOf, pytorch } from '../../support/golden.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

const f32 = Math.fround;

describe('PyTorch 1.13', () => {
  it.each(pytorch.observers.filter(({ observer }) => observer === 'MinMax'))(
    'MinMaxObserver $data $dtype $qscheme reduce $reduceRange',
    (golden) => {
      const parameters = chooseParameters(minMax(decodeFloats(golden.x)), optionsOf(golden));
      expect([parameters.scale]).toEqual(golden.scale);
      expect([parameters.zeroPoint]).toEqual(golden.zeroPoint);
    },
  );

  it.each(pytorch.observers.filter(({ observer }) => observer === 'PerChannelMinMax'))(
    'PerChannelMinMaxObserver $data $dtype $qscheme reduce $reduceRange',
    (golden) => {
      const { shape, axis } = golden;
      const x = decodeFloats(golden.x);
      const options = optionsOf(golden);
      for (const { scale, zeroPoint } of [
        chooseParameters(minMax(x, { shape, axis: axis! }), options),
        quantizeDynamic(x, { ...options, shape, axis: axis! }).parameters,
      ]) {
        expectSameNumbers(scale, golden.scale);
        expectSameNumbers(zeroPoint, golden.zeroPoint);
      }
    },
  );

  it.each(pytorch.observers.filter(({ observer }) => observer === 'MovingAverageMinMax'))(
    'MovingAverageMinMaxObserver $data',
    (golden) => {
      const [rows, columns] = golden.shape as [number, number];
      const x = decodeFloats(golden.x);
      const constant = f32(golden.averagingConstant!);
      let { min, max } = minMax(x.subarray(0, columns));
      for (let row = 1; row < rows; row++) {
        const next = minMax(x.subarray(row * columns, (row + 1) * columns));
        min = f32(min + f32(f32(next.min - min) * constant));
        max = f32(max + f32(f32(next.max - max) * constant));
      }
      const { scale, zeroPoint } = chooseParameters({ min, max }, optionsOf(golden));
      expect([scale, zeroPoint]).toEqual([golden.scale[0], golden.zeroPoint[0]]);
    },
  );
});
