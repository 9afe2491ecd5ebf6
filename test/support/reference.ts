/*
 * The definitions of the package written down once more, as slowly and plainly as they can be. They are what every
 * backend is compared with. Do not improve them.
 */
const f32 = Math.fround;

/** Nearest integer, ties to even. */
export function rne(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction < 0.5) return floor;
  if (fraction > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}

/** One code. The double quotient of two float32 rounds to the correctly rounded float32 quotient. */
export function quantizeOne(x: number, scale: number, zeroPoint: number, qmin: number, qmax: number): number {
  const quotient = f32(f32(x) / f32(scale));
  if (Number.isNaN(quotient)) return clamp(zeroPoint, qmin, qmax);
  return clamp((Number.isFinite(quotient) ? rne(quotient) : quotient) + zeroPoint, qmin, qmax);
}

/** One float. */
export function dequantizeOne(q: number, scale: number, zeroPoint: number): number {
  return f32(f32(q - zeroPoint) * f32(scale));
}

/** Minimum and maximum, NaN if any element is, never -0. */
export function minMaxOf(x: ArrayLike<number>): { min: number; max: number } {
  const values = Array.from(x);
  if (values.some(Number.isNaN)) return { min: Number.NaN, max: Number.NaN };
  const sorted = values.sort((a, b) => a - b);
  return { min: sorted[0]! + 0, max: sorted[sorted.length - 1]! + 0 };
}
