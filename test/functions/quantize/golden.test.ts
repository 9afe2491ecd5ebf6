// quantize gives the codes that PyTorch, ONNX Runtime and numpy gave.

import { type AnyParameters, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats } from '../../support/data.js';
import { limits, packOf } from '../../support/definition/dtypes.js';
import { decodeBytes, numpy, onnx, pytorch } from '../../support/golden.js';
import { expectSameBytes, expectSameNumbers } from '../../support/same-bytes.js';

describe('PyTorch 1.13', () => {
  it('has the cases that these tests are about', () => {
    const counts = (name: string) => pytorch.observers.filter(({ observer }) => observer === name).length;
    expect([pytorch.linear.length, pytorch.fakeQuantize.length]).toEqual([36, 4]);
    expect(['MinMax', 'PerChannelMinMax', 'MovingAverageMinMax'].map(counts)).toEqual([48, 48, 8]);
  });

  it.each(pytorch.linear)('linear $dtype scale $scale zero point $zeroPoint', (golden) => {
    const { dtype, scale, zeroPoint, x, q } = golden;
    const codes = quantize(decodeFloats(x), { dtype, scale, zeroPoint });
    expectSameBytes(bytesOf(codes), packOf(dtype, q));
  });
});

describe('ONNX Runtime 1.30', () => {
  it('has the cases that these tests are about', () => {
    const counts = (name: string) => onnx.quantize.filter(({ granularity }) => granularity === name).length;
    expect(['tensor', 'axis', 'block'].map(counts)).toEqual([16, 12, 8]);
    expect(onnx.dynamic).toHaveLength(28);
  });

  it.each(onnx.quantize)('QuantizeLinear $dtype $granularity $axis $blockSize', (golden) => {
    const { dtype, shape, axis, blockSize, scale, zeroPoint } = golden;
    const blocks = blockSize === undefined ? {} : { blockSize };
    const parameters: AnyParameters =
      axis === undefined
        ? { dtype, scale: scale[0]!, zeroPoint: zeroPoint[0]! }
        : { dtype, scale, zeroPoint, axis, ...blocks };
    const codes = quantize(decodeFloats(golden.x), parameters, { shape });
    expectSameNumbers(codes, golden.q);
    expect(limits[dtype].bits / 8).toBe(codes.BYTES_PER_ELEMENT);
  });
});

describe('numpy', () => {
  it('has cases of all kinds', () => expect(numpy).toHaveLength(125));

  it.each(numpy)('$name', ({ golden: { parameters, shape, floatType, x, q } }) => {
    const codes = quantize(decodeBytes(x), parameters, { shape, floatType });
    expectSameBytes(bytesOf(codes), decodeBytes(q));
  });
});
