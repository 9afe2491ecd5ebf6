import { clamp, positiveZero, roundHalfEven } from './rounding.js';

/** How scale and zero point follow from a range. Bounds and eps are float32. */
export interface Rule {
  readonly symmetric: boolean;
  /** The zero point where symmetric; else it follows from the range. */
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
  /** The smallest scale; 0 for none. */
  readonly eps: number;
  /** The scale where the range is 0..0; 0 where that is no exception. */
  readonly scaleOfZero: number;
}

/** What a rule gives. The scale may be 0 or infinite: then there are no parameters. */
export interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Scale and zero point for min..max (float32, finite, in order), which is widened to hold 0. Every operation is one
 * float32 operation; in double arithmetic some scales differ from PyTorch's in the last bit. `Choice` in
 * native/core/kernels.h is the same in C++.
 */
export function applyRule(min: number, max: number, rule: Rule): Affine {
  const { symmetric, qmin, qmax, eps, scaleOfZero } = rule;
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  const extent = symmetric ? Math.max(-low, high) : Math.fround(high - low);
  if (extent === 0 && scaleOfZero !== 0) {
    return { scale: scaleOfZero, zeroPoint: symmetric ? rule.zeroPoint : qmin };
  }
  const scale = Math.max(Math.fround(extent / (symmetric ? (qmax - qmin) / 2 : qmax - qmin)), eps);
  if (symmetric) return { scale, zeroPoint: rule.zeroPoint };
  const zeroPoint = clamp(qmin - roundHalfEven(Math.fround(low / scale)), qmin, qmax);
  return { scale, zeroPoint: positiveZero(zeroPoint) };
}
