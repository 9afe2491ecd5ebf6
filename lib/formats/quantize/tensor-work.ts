import { minMax, quantize, quantizeDynamic } from '../../index.js';

/** A function whose first argument is a piece of a tensor, in memory that no caller knows; at once, or by threads (`linquant/promises`). */
type Work = (x: Buffer, ...others: readonly unknown[]) => unknown;

/** What is done with pieces of tensors, as the functions of these names do it. */
export interface TensorWork {
  /** The bytes of a piece, in those that do for one thread. */
  readonly times: number;
  readonly minMax: Work;
  readonly quantize: Work;
  readonly quantizeDynamic: Work;
}

/** Gives the work for a call with this signal. */
export type TensorWorkOf = (signal: AbortSignal | undefined) => TensorWork;

export const atOnce: TensorWorkOf = () => ({
  times: 1,
  minMax: minMax as Work,
  quantize: quantize as Work,
  quantizeDynamic: quantizeDynamic as Work,
});
