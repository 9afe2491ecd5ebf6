import type { Rounding } from 'linquant';
import { clamp, rne } from './reference.js';

/*
 * The definitions of the whole family, element by element. Do not improve them.
 */
const f32 = Math.fround;

export const limits = {
  int8: { bits: 8, qmin: -128, qmax: 127 },
  uint8: { bits: 8, qmin: 0, qmax: 255 },
  int16: { bits: 16, qmin: -32768, qmax: 32767 },
  uint16: { bits: 16, qmin: 0, qmax: 65535 },
  int32: { bits: 32, qmin: -(2 ** 31), qmax: 2 ** 31 - 1 },
  int4: { bits: 4, qmin: -8, qmax: 7 },
  uint4: { bits: 4, qmin: 0, qmax: 15 },
  int2: { bits: 2, qmin: -2, qmax: 1 },
  uint2: { bits: 2, qmin: 0, qmax: 3 },
} as const;

export type AnyDtype = keyof typeof limits;

export const dtypeNames = Object.keys(limits) as AnyDtype[];

/** Parameters with everything written out: arrays of one element without an axis. */
export interface Full {
  readonly dtype: AnyDtype;
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly offset: readonly number[];
  readonly rounding: Rounding;
  readonly qmin: number;
  readonly qmax: number;
  readonly axis?: number;
  readonly blockSize?: number;
}

/** Which of the parameters element i of data of this shape has. */
export function parameterIndex(
  shape: readonly number[],
  { axis, blockSize }: { readonly axis?: number; readonly blockSize?: number },
  i: number,
): number {
  if (axis === undefined) return 0;
  const place = axis < 0 ? axis + shape.length : axis;
  // The coordinates of the element, from its place in row-major order.
  const at: number[] = [];
  let rest = i;
  for (const size of [...shape].reverse()) {
    at.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  if (blockSize === undefined) return at[place]!;
  const sizes = shape.map((size, k) => (k === place ? Math.ceil(size / blockSize) : size));
  at[place] = Math.floor(at[place]! / blockSize);
  return sizes.reduce((index, size, k) => index * size + at[k]!, 0);
}

/** How many parameters there are. */
export function parameterCount(
  shape: readonly number[],
  place: { readonly axis?: number; readonly blockSize?: number },
): number {
  const { axis, blockSize } = place;
  if (axis === undefined) return 1;
  const k = axis < 0 ? axis + shape.length : axis;
  if (blockSize === undefined) return shape[k]!;
  return shape.reduce((product, size, j) => product * (j === k ? Math.ceil(size / blockSize) : size), 1);
}

/** An integer from a quotient. */
export function roundBy(rounding: Rounding, x: number): number {
  if (!Number.isFinite(x)) return x;
  if (rounding === 'half-even') return rne(x);
  if (rounding === 'down') return Math.floor(x);
  if (rounding === 'toward-zero') return Math.trunc(x);
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

/** Rounded quotient plus zero point, before it is limited. */
function sumOf(x: number, p: Full, at: number): number {
  const real = Number.isNaN(x) ? 0 : f32(x);
  const quotient = f32(f32(real - f32(p.offset[at]!)) / f32(p.scale[at]!));
  return roundBy(p.rounding, quotient) + p.zeroPoint[at]!;
}

export function quantizeOf(x: readonly number[], shape: readonly number[], p: Full): number[] {
  return x.map((value, i) => clamp(sumOf(value, p, parameterIndex(shape, p, i)), p.qmin, p.qmax) + 0);
}

export function dequantizeOf(q: readonly number[], shape: readonly number[], p: Full): number[] {
  return q.map((code, i) => {
    const at = parameterIndex(shape, p, i);
    const product = f32(f32(code - p.zeroPoint[at]!) * f32(p.scale[at]!));
    return f32(product + f32(p.offset[at]!));
  });
}

/** 1 where an element lies outside of the codes, or is no number. */
export function maskOf(x: readonly number[], shape: readonly number[], p: Full): number[] {
  return x.map((value, i) => {
    const sum = sumOf(value, p, parameterIndex(shape, p, i));
    return Number.isNaN(value) || sum < p.qmin || sum > p.qmax ? 1 : 0;
  });
}

/** Codes as bytes: little-endian, or packed from the low bits on. */
export function packOf(dtype: AnyDtype, codes: readonly number[]): Buffer {
  const { bits } = limits[dtype];
  const bytes = Buffer.alloc(Math.ceil((codes.length * bits) / 8));
  codes.forEach((code, i) => {
    for (let bit = 0; bit < bits; bit++) {
      const place = i * bits + bit;
      const isSet = Math.floor(code / 2 ** bit) % 2 !== 0;
      if (isSet) bytes[Math.floor(place / 8)]! |= 1 << (place % 8);
    }
  });
  return bytes;
}

/** And back. */
export function unpackOf(dtype: AnyDtype, bytes: Buffer, count: number): number[] {
  const { bits, qmin } = limits[dtype];
  return Array.from({ length: count }, (_, i) => {
    let code = 0;
    for (let bit = 0; bit < bits; bit++) {
      const place = i * bits + bit;
      if (bytes[Math.floor(place / 8)]! & (1 << (place % 8))) code += 2 ** bit;
    }
    return qmin < 0 && code >= 2 ** (bits - 1) ? code - 2 ** bits : code;
  });
}

/** The smallest and largest for each set of parameters, NaN where one is, never -0. */
export function rangesOf(
  x: readonly number[],
  shape: readonly number[],
  place: { readonly axis?: number; readonly blockSize?: number },
): { min: number[]; max: number[] } {
  const parts: number[][] = Array.from({ length: parameterCount(shape, place) }, () => []);
  x.forEach((value, i) => {
    parts[parameterIndex(shape, place, i)]!.push(f32(value));
  });
  return {
    min: parts.map((part) => Math.min(...part) + 0),
    max: parts.map((part) => Math.max(...part) + 0),
  };
}
