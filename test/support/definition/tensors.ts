import type { Rounding } from 'linquant';
import type { AnyDtype } from './dtypes.js';
import { type Place, parameterCount, parameterIndices } from './layout.js';
import { type Choice, type Chosen, chooseOf } from './parameters.js';
import { dequantizeOne, quantizeOne, unlimitedCode } from './quotient.js';

/*
 * The definitions of whole calls, element by element.
 */

/** Parameters with everything written out: arrays of one element without an axis. */
export interface Full extends Place {
  readonly dtype: AnyDtype;
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly offset: readonly number[];
  readonly rounding: Rounding;
  readonly qmin: number;
  readonly qmax: number;
}

export function quantizeOf(x: readonly number[], shape: readonly number[], p: Full): number[] {
  const indices = parameterIndices(shape, p);
  return x.map((value, i) => {
    const at = indices[i]!;
    return quantizeOne(value, p.scale[at]!, p.zeroPoint[at]!, p.qmin, p.qmax, p.offset[at]!, p.rounding);
  });
}

export function dequantizeOf(q: readonly number[], shape: readonly number[], p: Full): number[] {
  const indices = parameterIndices(shape, p);
  return q.map((code, i) => {
    const at = indices[i]!;
    return dequantizeOne(code, p.scale[at]!, p.zeroPoint[at]!, p.offset[at]!);
  });
}

/** fakeQuantize's mask: 1 where an element lies outside of the codes, or is NaN. */
export function maskOf(x: readonly number[], shape: readonly number[], p: Full): number[] {
  const indices = parameterIndices(shape, p);
  return x.map((value, i) => {
    const at = indices[i]!;
    const code = unlimitedCode(value, p.scale[at]!, p.zeroPoint[at]!, p.offset[at]!, p.rounding);
    return Number.isNaN(value) || code < p.qmin || code > p.qmax ? 1 : 0;
  });
}

/** The smallest and the largest as float32, NaN where one element is, never -0. */
export function minMaxOf(x: ArrayLike<number>): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    const value = Math.fround(x[i]!);
    if (Number.isNaN(value)) return { min: NaN, max: NaN };
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min: min + 0, max: max + 0 };
}

/** The same for each set of parameters. */
export function rangesOf(
  x: readonly number[],
  shape: readonly number[],
  place: Place,
): { min: number[]; max: number[] } {
  const indices = parameterIndices(shape, place);
  const parts: number[][] = Array.from({ length: parameterCount(shape, place) }, () => []);
  x.forEach((value, i) => {
    parts[indices[i]!]!.push(value);
  });
  const ranges = parts.map(minMaxOf);
  return { min: ranges.map(({ min }) => min), max: ranges.map(({ max }) => max) };
}

/** quantizeDynamic of rows, each by itself: its range, the parameters for it, its codes. */
export function quantizeRowsOf(x: Float32Array, rows: number, options: Choice) {
  const columns = rows === 0 ? 0 : x.length / rows;
  const codes: number[] = [];
  const chosen: Chosen[] = [];
  for (let row = 0; row < rows; row++) {
    const values = x.subarray(row * columns, (row + 1) * columns);
    const { min, max } = minMaxOf(values);
    const p = chooseOf(min, max, options);
    chosen.push(p);
    for (const value of values) codes.push(quantizeOne(value, p.scale, p.zeroPoint, p.qmin, p.qmax));
  }
  return { codes, scale: chosen.map((p) => p.scale), zeroPoint: chosen.map((p) => p.zeroPoint) };
}
