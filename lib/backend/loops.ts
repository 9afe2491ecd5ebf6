import { roundHalfEven } from '../numerics.js';

/*
 * The arithmetic of native/core once more. Each loop runs over elements start..end of a Float32Array and a Uint8Array
 * that blocks.ts made, and of no other kind: the engine compiles an access for the kinds that it has met there, and
 * calls a builtin for every element once it has met too many. Unrolling by four spares it three of four loop checks.
 */

/** A loop over some elements, with what it has to know besides. */
export type Loop<P> = (floats: Float32Array, codes: Uint8Array, start: number, end: number, by: P) => void;

/** Extremes so far, NaN once one was met; begins as Infinity, -Infinity. Zeros may have either sign. */
export interface Extremes {
  min: number;
  max: number;
}

/** Widens `range` to hold the floats. */
export const minMaxLoop: Loop<Extremes> = (floats, _codes, start, end, range) => {
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
}

/**
 * The product with the double reciprocal rounds to the float32 quotient wherever that is at least 2^-126: the double
 * is off by at most 2^-52, and no quotient of two float32 lies within 2^-49 of a midpoint. Below 2^-126 both round to
 * the integer 0.
 *
 * Limiting to integers before rounding gives what limiting after it gives. NaN passes both limits and becomes 0, so
 * its code is the zero point; storing takes the low 8 bits.
 */
export const quantizeLoop: Loop<Quantizing> = (floats, codes, start, end, by) => {
  const { reciprocal, low, high, zeroPoint } = by;
  for (let i = start; i < end; i++) {
    let quotient = Math.fround(floats[i]! * reciprocal);
    if (quotient < low) quotient = low;
    else if (quotient > high) quotient = high;
    codes[i] = (roundHalfEven(quotient) | 0) + zeroPoint;
  }
};

/** Writes `code` for every NaN. */
export const codeOfNaNLoop: Loop<number> = (floats, codes, start, end, code) => {
  for (let i = start; i < end; i++) if (Number.isNaN(floats[i]!)) codes[i] = code;
};

/** How to dequantize: `x = ((byte ^ flip) - base) * scale`, which moves the sign bit of int8 out of the way. */
export interface Dequantizing {
  readonly flip: number;
  readonly base: number;
  readonly scale: number;
}

/** For |base| < 2^24, where the difference is a float32 without rounding. */
export const dequantizeLoop: Loop<Dequantizing> = (floats, codes, start, end, { flip, base, scale }) => {
  let i = start;
  for (; i < end - 3; i += 4) {
    floats[i] = ((codes[i]! ^ flip) - base) * scale;
    floats[i + 1] = ((codes[i + 1]! ^ flip) - base) * scale;
    floats[i + 2] = ((codes[i + 2]! ^ flip) - base) * scale;
    floats[i + 3] = ((codes[i + 3]! ^ flip) - base) * scale;
  }
  for (; i < end; i++) floats[i] = ((codes[i]! ^ flip) - base) * scale;
};

/** Takes the float of each byte from a table of all 256. */
export const lookUpLoop: Loop<Float32Array> = (floats, codes, start, end, table) => {
  let i = start;
  for (; i < end - 3; i += 4) {
    floats[i] = table[codes[i]!]!;
    floats[i + 1] = table[codes[i + 1]!]!;
    floats[i + 2] = table[codes[i + 2]!]!;
    floats[i + 3] = table[codes[i + 3]!]!;
  }
  for (; i < end; i++) floats[i] = table[codes[i]!]!;
};
