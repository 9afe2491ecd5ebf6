// quantizeDynamic: what its result tells besides codes.

import { quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { dynamic, dynamicRows } from '../../support/choices.js';
import type { Choice } from '../../support/definition/parameters.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

describe('quantizeDynamic', () => {
  it('uses the bounds that its options ask for', () => {
    const { data, parameters, shape } = quantizeDynamic(Float32Array.of(-1, 0, 1), {
      dtype: 'int8',
      scheme: 'symmetric',
      narrowRange: true,
    });
    expect(parameters).toEqual({ dtype: 'int8', scale: Math.fround(1 / 127), zeroPoint: 0, qmin: -127 });
    expectSameNumbers(data, [-127, 0, 127]);
    expect(shape).toEqual([3]);
  });
});

describe('results of rows', () => {
  it('tell bounds only where they differ from those of the dtype', () => {
    const keys = (options: Choice) =>
      Object.keys(dynamicRows(Float32Array.of(1, 2), { ...options, shape: [2, 1], axis: 0 }).parameters);
    const own = ['dtype', 'scale', 'zeroPoint', 'axis'];
    expect(keys({ rule: 'onnx' })).toEqual(own);
    expect(keys({ dtype: 'int8' })).toEqual(own);
    expect(keys({ rule: 'absmax' })).toEqual([...own, 'qmin']);
    expect(keys({ dtype: 'uint8', qmax: 9 })).toEqual([...own, 'qmax']);
  });

  it('hold a shape of their own', () => {
    const shape = [2, 1];
    const result = dynamicRows(Float32Array.of(1, 2), { rule: 'absmax', shape, axis: 0 });
    shape[0] = 9;
    expect(result.shape).toEqual([2, 1]);
    expect(dynamic(Float32Array.of(1, 2), { rule: 'absmax', shape: [1, 2, 1] }).shape).toEqual([1, 2, 1]);
    const zero = dynamicRows(new Float32Array(0), { rule: 'absmax', shape: [-0, 3], axis: 0 });
    expect(Object.is(zero.shape[0], 0)).toBe(true);
  });
});
