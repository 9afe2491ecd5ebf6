import { clamp, roundHalfEven } from '../../arithmetic/rounding.js';
import { scratch } from './scratch.js';

/*
 * The arithmetic of native/core once more, for elements that share their parameters. Every loop runs over one block in
 * scratch memory, elements start..end. Unrolling by four spares three of four loop checks.
 */

// Constants of this module: V8 must see that they never change.
const { floats, codes, wide } = scratch;

/** A loop over elements of the block, with what it has to know besides. */
export type Loop<P> = (start: number, end: number, by: P) => void;

/** Extremes so far, NaN once one was met; begins as Infinity, -Infinity. Zeros may have either sign. */
export interface Extremes {
  min: number;
  max: number;
}

/** Widens `range` to hold the floats. */
export const minMaxLoop: Loop<Extremes> = (start, end, range) => {
  let { min, max } = range;
  let i = start;
  for (; i < end - 3; i += 4) {
    const a = floats[i]!;
    const b = floats[i + 1]!;
    const c = floats[i + 2]!;
    const d = floats[i + 3]!;
    // Nearly always so, hence well predicted; never so for NaN, nor after one.
    if (a >= min && a <= max && b >= min && b <= max && c >= min && c <= max && d >= min && d <= max)
      continue;
    min = Math.min(min, a, b, c, d);
    max = Math.max(max, a, b, c, d);
  }
  for (; i < end; i++) {
    min = Math.min(min, floats[i]!);
    max = Math.max(max, floats[i]!);
  }
  range.min = min;
  range.max = max;
};

/** How to quantize: the limits are those of the codes, less the zero point. */
export interface Quantizing {
  /** 1 / scale, as a double. */
  readonly reciprocal: number;
  readonly low: number;
  readonly high: number;
  readonly zeroPoint: number;
  /** The zero point, or the code nearest to it. */
  readonly codeOfNaN: number;
}

/**
 * The product with the double reciprocal rounds to the float32 quotient wherever that is at least 2^-126: the double
 * is off by at most 2^-52, and no quotient of two float32 lies within 2^-49 of a midpoint. Below 2^-126 both round to
 * the integer 0.
 *
 * Limiting to integers before rounding gives what limiting after it gives. NaN passes both limits and becomes 0, so
 * its code is the zero point; storing takes the low 8 bits.
 */
export const quantizeLoop: Loop<Quantizing> = (start, end, by) => {
  const { reciprocal, low, high, zeroPoint } = by;
  for (let i = start; i < end; i++) {
    let quotient = Math.fround(floats[i]! * reciprocal);
    if (quotient < low) quotient = low;
    else if (quotient > high) quotient = high;
    codes[i] = (roundHalfEven(quotient) | 0) + zeroPoint;
  }
};

/** The same to `wide`, for codes of any size and any zero point: the sum is exact, and limited before it is an integer of 32 bits. */
export const quantizeWideLoop: Loop<Quantizing> = (start, end, by) => {
  const { reciprocal, low, high, zeroPoint, codeOfNaN } = by;
  for (let i = start; i < end; i++) {
    const quotient = Math.fround(floats[i]! * reciprocal);
    wide[i] = Number.isNaN(quotient) ? codeOfNaN : roundHalfEven(clamp(quotient, low, high)) + zeroPoint;
  }
};

/** How to dequantize: `x = ((byte ^ flip) - base) * scale`, which moves the sign bit of int8 out of the way. */
export interface Dequantizing {
  /** 0 for `wide`, which holds numbers. */
  readonly flip: number;
  readonly base: number;
  readonly scale: number;
}

/** For zero points within 2^23 of 0: the difference is a float32 as it stands. */
export const dequantizeLoop: Loop<Dequantizing> = (start, end, { flip, base, scale }) => {
  let i = start;
  for (; i < end - 3; i += 4) {
    floats[i] = ((codes[i]! ^ flip) - base) * scale;
    floats[i + 1] = ((codes[i + 1]! ^ flip) - base) * scale;
    floats[i + 2] = ((codes[i + 2]! ^ flip) - base) * scale;
    floats[i + 3] = ((codes[i + 3]! ^ flip) - base) * scale;
  }
  for (; i < end; i++) floats[i] = ((codes[i]! ^ flip) - base) * scale;
};

/** For codes of any size in `wide`, and any zero point: the exact difference is rounded to float32 first. */
export const dequantizeWideLoop: Loop<Dequantizing> = (start, end, { base, scale }) => {
  for (let i = start; i < end; i++) floats[i] = Math.fround(wide[i]! - base) * scale;
};
