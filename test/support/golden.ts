import type { Dtype } from 'linquant';
import { fixture } from './data.js';

interface Linear {
  readonly dtype: Exclude<Dtype, 'int32' | 'int2' | 'uint2'>;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly x: string;
  readonly q: number[];
  readonly dequantized: string;
}

interface FakeQuantize {
  readonly qmin: number;
  readonly qmax: number;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly x: string;
  readonly y: string;
}

interface Observer {
  readonly data: string;
  readonly shape: number[];
  readonly x: string;
  readonly observer: 'MinMax' | 'PerChannelMinMax' | 'MovingAverageMinMax';
  readonly axis?: number;
  readonly averagingConstant?: number;
  readonly dtype: string;
  readonly qscheme: string;
  readonly reduceRange: boolean;
  readonly scale: number[];
  readonly zeroPoint: number[];
}

interface Quantize {
  readonly dtype: 'int8' | 'uint8' | 'int16' | 'uint16';
  readonly shape: number[];
  readonly granularity: 'tensor' | 'axis' | 'block';
  readonly axis?: number;
  readonly blockSize?: number;
  readonly scale: number[];
  readonly zeroPoint: number[];
  readonly x: string;
  readonly q: number[];
}

interface Dynamic {
  readonly x: string;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly q: number[];
}

/** What PyTorch 1.13 gave. */
export const pytorch = fixture<{ linear: Linear[]; fakeQuantize: FakeQuantize[]; observers: Observer[] }>(
  'pytorch.json',
);

/** What ONNX Runtime 1.30 gave. */
export const onnx = fixture<{ quantize: Quantize[]; dynamic: Dynamic[] }>('onnx.json');

/** An observer's settings as options of the package. */
export function optionsOf({ dtype, qscheme, reduceRange }: Observer) {
  return {
    dtype: dtype === 'torch.qint8' ? 'int8' : 'uint8',
    scheme: qscheme.endsWith('symmetric') ? 'symmetric' : 'asymmetric',
    reduceRange,
  } as const;
}
