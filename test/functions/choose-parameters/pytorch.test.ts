import {
  type AnyParameters,
  chooseParameters,
  dequantize,
  fakeQuantize,
  linearDequantize,
  linearQuantize,
  minMax,
  quantize,
  quantizeDynamic,
} from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats } from '../../support/data.js';
import { limits, packOf } from '../../support/family-reference.js';
import { onnx, optionsOf, pytorch } from '../../support/golden.js';
import { clamp, rne } from '../../support/reference.js';

const f32 = Math.fround;

describe('PyTorch 1.13', () => {
  it('has the cases that these tests are about', () => {
    const counts = (name: string) => pytorch.observers.filter(({ observer }) => observer === name).length;
    expect([pytorch.linear.length, pytorch.fakeQuantize.length]).toEqual([36, 4]);
    expect(['MinMax', 'PerChannelMinMax', 'MovingAverageMinMax'].map(counts)).toEqual([48, 48, 8]);
  });

  it.each(pytorch.linear)(
    'linear $dtype scale $scale zero point $zeroPoint',
    ({ dtype, scale, zeroPoint, x, q, dequantized }) => {
      const floats = decodeFloats(x);
      const parameters = { dtype, scale, zeroPoint };
      const codes = quantize(floats, parameters);
      expect(bytesOf(codes)).toEqual(packOf(dtype, q));
      const expected = bytesOf(decodeFloats(dequantized));
      expect(bytesOf(dequantize(codes, parameters, { length: q.length }))).toEqual(expected);
      if (dtype === 'int4' || dtype === 'uint4') return;
      const unpacked = linearQuantize(floats, scale, zeroPoint, dtype);
      expect(Array.from(unpacked)).toEqual(q);
      expect(bytesOf(linearDequantize(unpacked, scale, zeroPoint))).toEqual(expected);
    },
  );

  it.each(pytorch.fakeQuantize)('fake quantize $qmin..$qmax', ({ qmin, qmax, scale, zeroPoint, x, y }) => {
    const floats = decodeFloats(x);
    // PyTorch's own formula, which multiplies.
    const inverse = f32(1 / scale);
    const byProduct = floats.map((value) => {
      const code = clamp(rne(f32(value * inverse)) + zeroPoint, qmin, qmax);
      return f32(f32(code - zeroPoint) * scale);
    });
    expect(bytesOf(byProduct)).toEqual(bytesOf(decodeFloats(y)));
    for (const dtype of ['int16', qmin < 0 ? 'int8' : 'uint8'] as const) {
      const parameters = { dtype, scale, zeroPoint, qmin, qmax };
      const expected = dequantize(quantize(floats, parameters), parameters);
      expect(bytesOf(fakeQuantize(floats, parameters))).toEqual(bytesOf(expected));
    }
  });

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
        expect(Array.from(scale)).toEqual(golden.scale);
        expect(Array.from(zeroPoint)).toEqual(golden.zeroPoint);
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
    expect(Array.from(codes)).toEqual(golden.q);
    expect(limits[dtype].bits / 8).toBe(codes.BYTES_PER_ELEMENT);
  });

  it.each(onnx.dynamic)('DynamicQuantizeLinear $scale $zeroPoint', ({ x, scale, zeroPoint, q }) => {
    const { data, parameters, shape } = quantizeDynamic(decodeFloats(x), { rule: 'onnx' });
    expect(parameters).toEqual({ dtype: 'uint8', scale, zeroPoint });
    expect(Array.from(data)).toEqual(q);
    expect(shape).toEqual([q.length]);
  });
});
