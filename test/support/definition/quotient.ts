import type { Rounding } from 'linquant';

/*
 * The definition of one element: how a quotient becomes a code and a code a float. This folder states what the package
 * computes once more, as slowly and plainly as it can be, and every backend is compared with it. Do not optimize it.
 */
const f32 = Math.fround;

/** The nearest integer, ties to even. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction < 0.5) return floor;
  if (fraction > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The integer that a rounding makes of a quotient. Infinities and NaN stay. */
export function roundBy(rounding: Rounding, x: number): number {
  if (!Number.isFinite(x)) return x;
  if (rounding === 'half-even') return roundHalfEven(x);
  if (rounding === 'down') return Math.floor(x);
  if (rounding === 'toward-zero') return Math.trunc(x);
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/**
 * The rounded quotient plus the zero point, before it is limited to the codes. NaN counts as 0. The double quotient of
 * two float32 rounds to the correctly rounded float32 quotient.
 */
export function unlimitedCode(
  x: number,
  scale: number,
  zeroPoint: number,
  offset = 0,
  rounding: Rounding = 'half-even',
): number {
  const real = Number.isNaN(x) ? 0 : f32(x);
  return roundBy(rounding, f32(f32(real - f32(offset)) / f32(scale))) + zeroPoint;
}

/** The code of one float, never -0. */
export function quantizeOne(
  x: number,
  scale: number,
  zeroPoint: number,
  qmin: number,
  qmax: number,
  offset = 0,
  rounding: Rounding = 'half-even',
): number {
  return clamp(unlimitedCode(x, scale, zeroPoint, offset, rounding), qmin, qmax) + 0;
}

/** The float of one code. */
export function dequantizeOne(q: number, scale: number, zeroPoint: number, offset = 0): number {
  return f32(f32(f32(q - zeroPoint) * f32(scale)) + f32(offset));
}
