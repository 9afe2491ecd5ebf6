// quantizeDynamic and chooseParameters by the rule absmax.

import { chooseParameters } from 'linquant';
import { describe, expect, it } from 'vitest';
import { dynamic, dynamicRows } from '../../support/choices.js';
import { minMaxOf } from '../../support/definition/tensors.js';
import { expectSameResult } from '../../support/same-bytes.js';

describe('the rule absmax', () => {
  it.each([
    [[0, 0], 1, [0, 0]],
    [[-0, 0], 1, [0, 0]],
    [[1, -2], Math.fround(2 / 127), [64, -127]],
    [[-127, 63.5, 62.5, 0.5, 1.5], 1, [-127, 64, 62, 0, 2]],
    [[2 ** -149], 2 ** -126, [0]],
    [[127 * 2 ** -126, 2 ** -126], 2 ** -126, [127, 1]],
    [[126 * 2 ** -126, 2 ** -126], 2 ** -126, [126, 1]],
    [[3.4028234663852886e38, -3.4028234663852886e38], Math.fround(3.4028234663852886e38 / 127), [127, -127]],
  ])('of %j has scale %s', (values, scale, codes) => {
    const x = Float32Array.from(values);
    const parameters = { dtype: 'int8', scale, zeroPoint: 0, qmin: -127 };
    expect(chooseParameters(minMaxOf(x), { rule: 'absmax' })).toEqual(parameters);
    expectSameResult(dynamic(x, { rule: 'absmax' }), {
      data: Int8Array.from(codes),
      parameters,
      shape: [x.length],
    });
    const three = Float32Array.from([...values, ...values, ...values]);
    expectSameResult(dynamicRows(three, { rule: 'absmax', shape: [3, x.length], axis: 0 }), {
      data: Int8Array.from([...codes, ...codes, ...codes]),
      parameters: {
        dtype: 'int8',
        scale: Float32Array.of(scale, scale, scale),
        zeroPoint: new Int32Array(3),
        axis: 0,
        qmin: -127,
      },
      shape: [3, x.length],
    });
  });
});
