import { clamp, roundHalfEven } from '../../arithmetic/rounding.js';
import { scratch } from './scratch.js';

/*
 * The whole formula, element by element with parameters of its own: `indices` says which. For what loops.ts does not
 * know: short runs, offsets, other roundings, masks.
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

/** Rounds a quotient by the index of the way (lib/tables/roundings.ts). Infinities stay. */
function round(quotient: number, rounding: number): number {
  if (rounding === 0) return roundHalfEven(quotient);
  if (rounding === 3) return Math.floor(quotient);
  const magnitude = Math.floor(Math.abs(quotient) + (rounding === 1 ? 0.5 : 0));
  return quotient < 0 ? -magnitude : magnitude;
}

/** The code of a float before it is limited. NaN counts as 0. */
function unlimited(x: number, offset: number, scale: number, zeroPoint: number, rounding: number): number {
  const real = Number.isNaN(x) ? 0 : x;
  return round(Math.fround(Math.fround(real - offset) / scale), rounding) + zeroPoint;
}

/** Floats of the block to codes in `wide`. */
export function quantizeEach(count: number, by: EachCoding): void {
  const { scales, zeroPoints, offsets, rounding, qmin, qmax } = by;
  for (let i = 0; i < count; i++) {
    const at = indices[i]!;
    const offset = offsets === undefined ? 0 : offsets[at]!;
    wide[i] = clamp(unlimited(floats[i]!, offset, scales[at]!, zeroPoints[at]!, rounding), qmin, qmax);
  }
}

/** Codes in `wide` to floats. */
export function dequantizeEach(count: number, by: EachCoding): void {
  const { scales, zeroPoints, offsets } = by;
  for (let i = 0; i < count; i++) {
    const at = indices[i]!;
    const product = Math.fround(wide[i]! - zeroPoints[at]!) * scales[at]!;
    floats[i] = offsets === undefined ? product : Math.fround(product) + offsets[at]!;
  }
}

/** Floats to codes and back to floats in place, and what lay outside to `mask`. */
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

/** Widens the range of each element's index to hold it; NaN stays. Begins as Infinity, -Infinity. */
export function minMaxEach(count: number, mins: Float32Array, maxs: Float32Array): void {
  for (let i = 0; i < count; i++) {
    const at = indices[i]!;
    const x = floats[i]!;
    if (x >= mins[at]! && x <= maxs[at]!) continue;
    mins[at] = Math.min(mins[at]!, x);
    maxs[at] = Math.max(maxs[at]!, x);
  }
}
