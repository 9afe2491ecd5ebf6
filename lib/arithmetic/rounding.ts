/** 1.5 * 2^52: the sum of this and |x| < 2^51 has no fraction bits, so the addition rounds x to an integer, half to even. */
const shifter = 6755399441055744;

/**
 * Rounds to the nearest integer, half to even, for |x| < 2^51. Larger values come back approximately, which the clamp to a dtype's
 * bounds hides. Infinities and NaN come back unchanged.
 */
export function roundHalfEven(x: number): number {
  return x + shifter - shifter;
}

/** `x` clamped to `low`..`high`. */
export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : Math.min(x, high);
}

/** -0 becomes +0. NaN becomes the NaN with the default payload, which the native backend writes too. */
export function positiveZero(x: number): number {
  return Number.isNaN(x) ? NaN : x + 0;
}
