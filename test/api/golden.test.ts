import {
  chooseParameters,
  type Dtype,
  dequantize,
  linearDequantize,
  linearQuantize,
  minMax,
  quantize,
  quantizeDynamic,
} from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats, fixture } from '../support/data.js';

interface Linear {
  dtype: string;
  scale: number;
  zeroPoint: number;
  x: string;
  q: number[];
  dequantized: string;
}

interface Observer {
  data: string;
  x: string;
  observer: string;
  dtype: string;
  qscheme: string;
  reduceRange: boolean;
  scale: number[];
  zeroPoint: number[];
}

interface Onnx {
  quantize: {
    dtype: string;
    granularity: string;
    scale: number[];
    zeroPoint: number[];
    x: string;
    q: number[];
  }[];
  dynamic: { x: string; scale: number; zeroPoint: number; q: number[] }[];
}

const pytorch = fixture<{ linear: Linear[]; observers: Observer[] }>('pytorch.json');
const onnx = fixture<Onnx>('onnx.json');
const is8Bit = ({ dtype }: { dtype: string }) => dtype === 'int8' || dtype === 'uint8';

describe('PyTorch 1.13', () => {
  const linear = pytorch.linear.filter(is8Bit);
  it('has the cases that these tests are about', () => expect(linear).toHaveLength(12));

  it.each(linear)(
    'linear $dtype scale $scale zero point $zeroPoint',
    ({ dtype, scale, zeroPoint, x, q, dequantized }) => {
      const floats = decodeFloats(x);
      const parameters = { dtype: dtype as Dtype, scale, zeroPoint };
      const codes = quantize(floats, parameters);
      expect(Array.from(codes)).toEqual(q);
      expect(Array.from(linearQuantize(floats, scale, zeroPoint, dtype as 'int8' | 'uint8'))).toEqual(q);
      expect(bytesOf(dequantize(codes, parameters))).toEqual(bytesOf(decodeFloats(dequantized)));
      expect(bytesOf(linearDequantize(codes, scale, zeroPoint))).toEqual(bytesOf(decodeFloats(dequantized)));
    },
  );

  const observers = pytorch.observers.filter(({ observer }) => observer === 'MinMax');
  it('has the observers that these tests are about', () => expect(observers).toHaveLength(48));

  it.each(observers)('MinMaxObserver $data $dtype $qscheme reduce $reduceRange', (golden) => {
    const parameters = chooseParameters(minMax(decodeFloats(golden.x)), {
      dtype: golden.dtype === 'torch.qint8' ? 'int8' : 'uint8',
      scheme: golden.qscheme === 'torch.per_tensor_symmetric' ? 'symmetric' : 'asymmetric',
      reduceRange: golden.reduceRange,
    });
    expect([parameters.scale]).toEqual(golden.scale);
    expect([parameters.zeroPoint]).toEqual(golden.zeroPoint);
  });
});

describe('ONNX Runtime 1.30', () => {
  const tensors = onnx.quantize.filter((golden) => is8Bit(golden) && golden.granularity === 'tensor');
  it('has the cases that these tests are about', () => {
    expect(tensors).toHaveLength(8);
    expect(onnx.dynamic).toHaveLength(28);
  });

  it.each(tensors)('QuantizeLinear $dtype', ({ dtype, scale, zeroPoint, x, q }) => {
    const parameters = { dtype: dtype as Dtype, scale: scale[0]!, zeroPoint: zeroPoint[0]! };
    expect(Array.from(quantize(decodeFloats(x), parameters))).toEqual(q);
  });

  it.each(onnx.dynamic)('DynamicQuantizeLinear $scale $zeroPoint', ({ x, scale, zeroPoint, q }) => {
    const { data, parameters, shape } = quantizeDynamic(decodeFloats(x), { rule: 'onnx' });
    expect(parameters).toEqual({ dtype: 'uint8', scale, zeroPoint });
    expect(Array.from(data)).toEqual(q);
    expect(shape).toEqual([q.length]);
  });
});
