import type { AnyParameters, BitOrder, Dtype, FloatType, GgmlType } from 'linquant';
import type { BinaryDialect } from 'linquant/embeddings';
import { fixture } from './data.js';
import { limits } from './definition/dtypes.js';
import type { Float8Name, Float8Target } from './definition/float8.js';

interface Linear {
  readonly dtype: Exclude<Dtype, 'int32' | 'int2' | 'uint2' | 'uint1'>;
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

interface Numpy {
  readonly parameters: AnyParameters;
  readonly shape: number[];
  readonly floatType: FloatType;
  readonly x: string;
  readonly q: string;
  readonly y: string;
}

interface Ggml {
  readonly quantize: ({ name: string; x: string } & Record<GgmlType, { blocks: string; floats: string }>)[];
  readonly dequantize: { format: GgmlType; blocks: string; floats: string }[];
}

interface Bits {
  readonly floatType: 'float32' | 'float16' | 'float64';
  readonly shape: readonly number[];
  readonly compare: 'greater' | 'greater-equal';
  readonly bitOrder: BitOrder;
  readonly x: string;
  readonly bits: string;
  readonly binary: string;
  readonly floats: string;
}

interface OfDimensions {
  readonly dimensions: number;
}

interface Embeddings {
  readonly ranges: readonly Readonly<Record<'x' | 'ranges' | 'uint8' | 'int8', string> & OfDimensions>[];
  readonly binary: readonly Readonly<Record<'x' | BinaryDialect, string> & OfDimensions>[];
  readonly quantile: readonly (OfDimensions & { quantile: number; x: string; min: number; max: number })[];
}

/** What PyTorch 1.13 gave. */
/** Positive numbers, and their codes as hexadecimal bytes. */
interface Rounded {
  readonly x: readonly number[];
  readonly codes: string;
  readonly saturated: string;
}

type Float8Golden = { readonly [F in Float8Name]: { readonly values: readonly (number | string)[] } } & {
  readonly [F in Float8Target]: { readonly float32: Rounded; readonly float64: Rounded };
};

export const float8 = fixture<Float8Golden>('float8.json');
export const pytorch = fixture<{ linear: Linear[]; fakeQuantize: FakeQuantize[]; observers: Observer[] }>(
  'pytorch.json',
);

/** Those of linear_quantize whose codes fill an element of an array: packed dtypes have no linear pair. */
export const pytorchLinear = pytorch.linear.filter(
  (golden) => limits[golden.dtype].bits >= 8,
) as readonly (Linear & {
  readonly dtype: Exclude<Linear['dtype'], 'int4' | 'uint4'>;
})[];

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

/** What numpy's float32 arithmetic gives for what PyTorch and ONNX Runtime have no operation for, with a name each. */
export const numpy = fixture<{ cases: Numpy[] }>('family.json').cases.map((golden, i) => {
  const { parameters, shape, floatType } = golden;
  const { axis, blockSize, rounding } = parameters as {
    axis?: number;
    blockSize?: number;
    rounding?: string;
  };
  const place =
    axis === undefined ? 'tensor' : `axis ${axis}${blockSize === undefined ? '' : ` block ${blockSize}`}`;
  return { name: `${i} ${parameters.dtype} [${shape}] ${place} ${floatType} ${rounding ?? ''}`, golden };
});

/** What numpy.packbits and numpy.unpackbits gave. */
export const numpyBits = fixture<{ cases: readonly Bits[] }>('bits.json').cases;

/** What ggml's reference functions gave. */
export const ggml = fixture<Ggml>('ggml.json');

/** What sentence-transformers, faiss, sqlite-vec and Qdrant give of vectors, by numpy. */
export const embeddings = fixture<Embeddings>('embeddings.json');

/** Bytes written as base64. */
export function decodeBytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
