import { clamp, roundHalfEven } from '../../arithmetic/rounding.js';
import { scratch } from './scratch.js';

/*
 * The general formula, with the parameters of each element looked up by `indices`. For what loops.ts does not support: short runs,
 * offsets, other roundings, masks.
 */

const { floats, wide, indices, mask } = scratch;

/** Parameters of the elements. */
export interface EachCoding {
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
  readonly offsets: Float32Array | undefined;
  readonly rounding: number;
  readonly qmin: number;
  readonly qmax: number;
}

/** Rounds a quotient by the index of a rounding (lib/tables/roundings.ts). Infinities stay infinite. */
function round(quotient: number, rounding: number): number {
  if (rounding === 0) return roundHalfEven(quotient);
  if (rounding === 3) return Math.floor(quotient);
  const magnitude = Math.floor(Math.abs(quotient) + (rounding === 1 ? 0.5 : 0));
  return quotient < 0 ? -magnitude : magnitude;
}

/** The code of a float before the clamp to qmin..qmax. NaN counts as 0. */
function unlimited(x: number, offset: number, scale: number, zeroPoint: number, rounding: number): number {
  const real = Number.isNaN(x) ? 0 : x;
  return round(Math.fround(Math.fround(real - offset) / scale), rounding) + zeroPoint;
}

/** Quantizes the floats in scratch to `wide`. */
export function quantizeEach(count: number, by: EachCoding): void {
  const { scales, zeroPoints, offsets, rounding, qmin, qmax } = by;
  for (let i = 0; i < count; i++) {
    const at = indices[i]!;
    const offset = offsets === undefined ? 0 : offsets[at]!;
    wide[i] = clamp(unlimited(floats[i]!, offset, scales[at]!, zeroPoints[at]!, rounding), qmin, qmax);
  }
}

/** Dequantizes the codes in `wide` to floats in scratch. */
export function dequantizeEach(count: number, by: EachCoding): void {
  const { scales, zeroPoints, offsets } = by;
  for (let i = 0; i < count; i++) {
    const at = indices[i]!;
    const product = Math.fround(wide[i]! - zeroPoints[at]!) * scales[at]!;
    floats[i] = offsets === undefined ? product : Math.fround(product) + offsets[at]!;
  }
}

/** Quantizes and dequantizes the floats in scratch in place. `mask` becomes 1 for clamped values and NaN, else 0. */
export function fakeQuantizeEach(count: number, by: EachCoding): void {
  const { scales, zeroPoints, offsets, rounding, qmin, qmax } = by;
  for (let i = 0; i < count; i++) {
    const at = indices[i]!;
    const x = floats[i]!;
    const offset = offsets === undefined ? 0 : offsets[at]!;
    const scale = scales[at]!;
    const zeroPoint = zeroPoints[at]!;
    const sum = unlimited(x, offset, scale, zeroPoint, rounding);
    mask[i] = Number.isNaN(x) || sum < qmin || sum > qmax ? 1 : 0;
    const product = Math.fround(clamp(sum, qmin, qmax) - zeroPoint) * scale;
    floats[i] = offsets === undefined ? product : Math.fround(product) + offset;
  }
}

/** Widens the range of each element's index to include the element. Ranges start as Infinity, -Infinity; NaN makes both ends NaN. */
export function minMaxEach(count: number, mins: Float32Array, maxs: Float32Array): void {
  for (let i = 0; i < count; i++) {
    const at = indices[i]!;
    const x = floats[i]!;
    if (x >= mins[at]! && x <= maxs[at]!) continue;
    mins[at] = Math.min(mins[at]!, x);
    maxs[at] = Math.max(maxs[at]!, x);
  }
}
