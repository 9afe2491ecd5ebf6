import { chooseParameters, dequantize, minMax, type QuantizationParameters, quantize } from 'linquant';
import type { NamedTensor } from './data.mjs';

/** The two ways to place 0.0 among the codes. */
export const schemes = ['symmetric', 'asymmetric'] as const;

/** One of {@link schemes}. */
export type Scheme = (typeof schemes)[number];

/** A tensor after quantizing, with all that led there. */
export interface QuantizedTensor extends NamedTensor {
  readonly scheme: Scheme;
  readonly range: { readonly min: number; readonly max: number };
  readonly parameters: QuantizationParameters<'int8'>;
  readonly codes: Int8Array;
  /** The codes as floats again: what is left of the tensor. */
  readonly restored: Float32Array;
}

/** Quantizes to int8 with one scale and one zero point for the whole tensor, and back. */
export function quantizeTensor(tensor: NamedTensor, scheme: Scheme): QuantizedTensor {
  const range = minMax(tensor.floats);
  const parameters = chooseParameters(range, { dtype: 'int8', scheme });
  const codes = quantize(tensor.floats, parameters);
  const restored = dequantize(codes, parameters);
  return { ...tensor, scheme, range, parameters, codes, restored };
}
