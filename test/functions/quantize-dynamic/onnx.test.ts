// quantizeDynamic gives what ONNX Runtime's DynamicQuantizeLinear gave.

import { quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { decodeFloats } from '../../support/data.js';
import { onnx } from '../../support/golden.js';
import { expectSameNumbers } from '../../support/same-bytes.js';

describe('ONNX Runtime 1.30', () => {
  it.each(onnx.dynamic)('DynamicQuantizeLinear $scale $zeroPoint', ({ x, scale, zeroPoint, q }) => {
    const { data, parameters, shape } = quantizeDynamic(decodeFloats(x), { rule: 'onnx' });
    expect(parameters).toEqual({ dtype: 'uint8', scale, zeroPoint });
    expectSameNumbers(data, q);
    expect(shape).toEqual([q.length]);
  });
});
