// minMax: signed zeros, infinities, NaN and extremes at every place.

import { minMax } from 'linquant';
import { describe, expect, it } from 'vitest';
import { floatFromBits } from '../../support/data.js';

const float32Max = floatFromBits(0x7f7fffff);
const subnormal = 2 ** -149;

describe('minMax', () => {
  const bits = (x: number[]) => {
    const { min, max } = minMax(Float32Array.from(x));
    return [Object.is(min, -0) ? '-0' : min, Object.is(max, -0) ? '-0' : max];
  };

  it.each([
    [[3], [3, 3]],
    [[-3], [-3, -3]],
    [
      [0, -0],
      [0, 0],
    ],
    [[-0], [0, 0]],
    [
      [-0, -1],
      [-1, 0],
    ],
    [
      [-0, 1],
      [0, 1],
    ],
    [
      [-5, -1, -2],
      [-5, -1],
    ],
    [
      [5, 1, 2],
      [1, 5],
    ],
    [
      [Infinity, -Infinity, 0],
      [-Infinity, Infinity],
    ],
    [
      [-subnormal, subnormal],
      [-subnormal, subnormal],
    ],
    [
      [float32Max, -float32Max],
      [-float32Max, float32Max],
    ],
  ])('of %j is %j', (x, expected) => {
    // Alone, and among enough copies to fill vectors and tails.
    for (const copies of [1, 17, 64, 131]) {
      expect(bits(Array.from({ length: copies }, () => x).flat())).toEqual(expected);
    }
  });

  it('finds the extremes and NaN wherever they stand', () => {
    for (const length of [1, 15, 64, 65, 200]) {
      for (let at = 0; at < length; at++) {
        const x = new Float32Array(length).fill(1);
        x[at] = -7;
        expect(minMax(x).min).toBe(-7);
        x[at] = 7;
        expect(minMax(x).max).toBe(7);
        for (const nan of [0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff]) {
          new Uint32Array(x.buffer)[at] = nan;
          expect(minMax(x)).toEqual({ min: NaN, max: NaN });
        }
      }
    }
  });
});
