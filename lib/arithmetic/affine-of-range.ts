import { clamp, positiveZero, roundHalfEven } from './rounding.js';

/** How scale and zero point follow from a range. `eps` is a float32. `Choice` in native/core/kernels.h is the same in C++. */
export interface Choice {
  readonly symmetric: boolean;
  /** The zero point if `symmetric`; else it follows from the range. */
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
  /** The smallest scale; 0 for no limit. */
  readonly eps: number;
  /** The scale of a range 0..0; 0 if the formula decides. */
  readonly scaleOfZero: number;
}

/** A scale and a zero point. A scale of 0 or infinity means that the range has no valid parameters. */
export interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Scale and zero point for the range min..max (finite float32, min <= max), which is first widened to include 0. Every operation is one
 * float32 operation: in double arithmetic some scales differ from PyTorch's in the last bit.
 */
export function chooseAffine(min: number, max: number, choice: Choice): Affine {
  const { symmetric, qmin, qmax, eps, scaleOfZero } = choice;
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  const extent = symmetric ? Math.max(-low, high) : Math.fround(high - low);
  if (extent === 0 && scaleOfZero !== 0) {
    return { scale: scaleOfZero, zeroPoint: symmetric ? choice.zeroPoint : qmin };
  }
  const scale = Math.max(Math.fround(extent / (symmetric ? (qmax - qmin) / 2 : qmax - qmin)), eps);
  if (symmetric) return { scale, zeroPoint: choice.zeroPoint };
  const zeroPoint = clamp(qmin - roundHalfEven(Math.fround(low / scale)), qmin, qmax);
  return { scale, zeroPoint: positiveZero(zeroPoint) };
}
