import { clamp } from '../../arithmetic/rounding.js';
import type { Coding } from './calls.js';
import { dequantizeEach, quantizeEach } from './general-loops.js';
import { endOfRun, fillIndices, hasLongRuns, indexAt } from './layouts.js';
import {
  type Dequantizing,
  dequantizeLoop,
  dequantizeWideLoop,
  type Quantizing,
  quantizeLoop,
  quantizeWideLoop,
} from './loops.js';

/*
 * Which loop quantizes and dequantizes a block by a coding, and over which of its elements. The block is elements at..at+count
 * of the data; its codes are in `wide` or in `codes` of scratch.
 */

/** Whether the zero point is no code: only one set for all elements may have such a one. */
function isFar({ zeroPoints, qmin, qmax }: Coding): boolean {
  return zeroPoints[0]! < qmin || zeroPoints[0]! > qmax;
}

/** Whether elements need the whole formula, each with parameters of its own. */
function isGeneral({ rounding, offsets, layout }: Coding): boolean {
  return rounding !== 0 || offsets !== undefined || !hasLongRuns(layout);
}

/** Whether `quantizeBlock` writes to `wide`. */
export function quantizesWide(coding: Coding): boolean {
  return coding.dtype.bits > 8 || isFar(coding) || isGeneral(coding);
}

export function quantizeBlock(coding: Coding, at: number, count: number): void {
  const { layout, scales, zeroPoints, qmin, qmax } = coding;
  if (isGeneral(coding)) {
    fillIndices(layout, at, count);
    quantizeEach(count, coding);
    return;
  }
  const loop = quantizesWide(coding) ? quantizeWideLoop : quantizeLoop;
  for (let start = 0; start < count; ) {
    const index = indexAt(layout, at + start);
    const end = Math.min(endOfRun(layout, at + start) - at, count) | 0;
    loop(start, end, quantizing(scales[index]!, zeroPoints[index]!, qmin, qmax));
    start = end;
  }
}

function quantizing(scale: number, zeroPoint: number, qmin: number, qmax: number): Quantizing {
  return {
    reciprocal: 1 / scale,
    low: qmin - zeroPoint,
    high: qmax - zeroPoint,
    zeroPoint,
    codeOfNaN: clamp(zeroPoint, qmin, qmax),
  };
}

/** Zero points within this are subtracted in float32 without rounding; others only one set for all elements may have. */
const nearZeroPoint = 2 ** 23;

/** Whether `dequantizeBlock` reads from `wide`. */
export function dequantizesWide({ dtype, zeroPoints, offsets, layout }: Coding): boolean {
  return (
    dtype.bits !== 8 ||
    Math.abs(zeroPoints[0]!) > nearZeroPoint ||
    offsets !== undefined ||
    !hasLongRuns(layout)
  );
}

export function dequantizeBlock(coding: Coding, at: number, count: number): void {
  const { dtype, layout, scales, zeroPoints, offsets } = coding;
  if (offsets !== undefined || !hasLongRuns(layout)) {
    fillIndices(layout, at, count);
    dequantizeEach(count, coding);
    return;
  }
  const isWide = dequantizesWide(coding);
  const loop = isWide ? dequantizeWideLoop : dequantizeLoop;
  const flip = !isWide && dtype.signed ? 128 : 0;
  for (let start = 0; start < count; ) {
    const index = indexAt(layout, at + start);
    const end = Math.min(endOfRun(layout, at + start) - at, count) | 0;
    const by: Dequantizing = { flip, base: zeroPoints[index]! + flip, scale: scales[index]! };
    loop(start, end, by);
    start = end;
  }
}
