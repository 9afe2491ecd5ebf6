import { clamp, roundHalfEven } from '../../arithmetic/rounding.js';
import { scratch } from './scratch.js';

/*
 * The arithmetic of native/core in JavaScript, for runs of elements with the same parameters. Each loop runs over the elements
 * start..end of a chunk in scratch. Two loops are unrolled by four, to run the loop condition once for four elements.
 */

// Constants of this module: V8 compiles their addresses and lengths into the loops.
const { floats, codes, wide } = scratch;

/** A loop over the elements start..end of the chunk, with its parameters. */
export type Loop<P> = (start: number, end: number, by: P) => void;

/** Minimum and maximum so far. Start as Infinity, -Infinity; NaN once there was one. A zero may be -0. */
export interface Extremes {
  min: number;
  max: number;
}

/** Widens `range` to include the floats. */
export const minMaxLoop: Loop<Extremes> = (start, end, range) => {
  let { min, max } = range;
  let i = start;
  for (; i < end - 3; i += 4) {
    const a = floats[i]!;
    const b = floats[i + 1]!;
    const c = floats[i + 2]!;
    const d = floats[i + 3]!;
    // True for nearly all elements, so the branch is predicted. Never true for a NaN, or once min and max are NaN.
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

/** The parameters of quantizeLoop. */
export interface Quantizing {
  /** 1 / scale, as a double. */
  readonly reciprocal: number;
  /** qmin - zeroPoint: quotients are clamped before the zero point is added. */
  readonly low: number;
  /** qmax - zeroPoint. */
  readonly high: number;
  readonly zeroPoint: number;
  /** The zero point, clamped to qmin..qmax. */
  readonly codeOfNaN: number;
}

/**
 * Quantizes to 8-bit codes in `codes`. Instead of dividing, it multiplies by the double 1 / scale and rounds to float32. That is the
 * correctly rounded float32 quotient if it is at least 2^-126: the relative error of the double is at most 2^-52, and no quotient of two
 * float32 lies within 2^-49 (relative) of the midpoint of two floats. Below 2^-126 (subnormal) both round to the integer 0.
 *
 * Clamping to integer bounds before rounding is the same as clamping after it. NaN is not clamped and `| 0` makes it 0, so its code
 * is the zero point. Storing to a Uint8Array keeps the low 8 bits.
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

/** The same to `wide`, for codes of any size and any int32 zero point: the sum is exact in double, and within qmin..qmax. */
export const quantizeWideLoop: Loop<Quantizing> = (start, end, by) => {
  const { reciprocal, low, high, zeroPoint, codeOfNaN } = by;
  for (let i = start; i < end; i++) {
    const quotient = Math.fround(floats[i]! * reciprocal);
    wide[i] = Number.isNaN(quotient) ? codeOfNaN : roundHalfEven(clamp(quotient, low, high)) + zeroPoint;
  }
};

/** The parameters of dequantizeLoop: `x = ((byte ^ flip) - base) * scale`. */
export interface Dequantizing {
  /** 128 for int8: (byte ^ 128), read unsigned, is the code + 128. 0 for uint8 and for `wide`, which has numbers. */
  readonly flip: number;
  /** zeroPoint + flip. */
  readonly base: number;
  readonly scale: number;
}

/** Dequantizes 8-bit codes in `codes`. Zero points are at most 2^23 in magnitude, so the difference is exact in float32. */
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

/** Dequantizes codes of any size in `wide`, with any zero point: the exact difference is rounded to float32 first. */
export const dequantizeWideLoop: Loop<Dequantizing> = (start, end, { base, scale }) => {
  for (let i = start; i < end; i++) floats[i] = Math.fround(wide[i]! - base) * scale;
};
