/** 1.5 * 2^52: adding it leaves no room for a fraction, so the addition itself rounds, ties to even. */
const shifter = 6755399441055744;

/**
 * Rounds to the nearest integer, ties to even, for |x| < 2^51. Larger values come back near themselves (they are
 * far outside every dtype, so the clamp that follows does not care), infinities and NaN as they are.
 */
export function roundHalfEven(x: number): number {
  return x + shifter - shifter;
}

/** `x` limited to `low`..`high`. */
export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : Math.min(x, high);
}

/** -0 becomes +0, and NaN the one that the other backend writes; everything else stays. */
export function positiveZero(x: number): number {
  return Number.isNaN(x) ? NaN : x + 0;
}
