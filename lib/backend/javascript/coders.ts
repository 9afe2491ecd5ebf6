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
 * Chooses the loop that quantizes or dequantizes a chunk, and runs it for each run of elements with the same parameters. The chunk is
 * elements at..at+count of the data; its codes are in `wide` or in `codes` of scratch.
 */

/** Whether the zero point lies outside qmin..qmax, which only one set of parameters for the whole tensor may have. */
function isFar({ zeroPoints, qmin, qmax }: Coding): boolean {
  return zeroPoints[0]! < qmin || zeroPoints[0]! > qmax;
}

/** Whether quantizeEach is needed: for other roundings, offsets, or short runs. */
function isGeneral({ rounding, offsets, layout }: Coding): boolean {
  return rounding !== 0 || offsets !== undefined || !hasLongRuns(layout);
}

/** Whether `quantizeChunk` writes to `wide`. */
export function quantizesWide(coding: Coding): boolean {
  return coding.dtype.bits > 8 || isFar(coding) || isGeneral(coding);
}

export function quantizeChunk(coding: Coding, at: number, count: number): void {
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

/** For zero points up to this magnitude, code - zeroPoint is exact in float32. Only one set for the whole tensor may have larger ones. */
const nearZeroPoint = 2 ** 23;

/** Whether `dequantizeChunk` reads from `wide`. */
export function dequantizesWide({ dtype, zeroPoints, offsets, layout }: Coding): boolean {
  return (
    dtype.bits !== 8 ||
    Math.abs(zeroPoints[0]!) > nearZeroPoint ||
    offsets !== undefined ||
    !hasLongRuns(layout)
  );
}

export function dequantizeChunk(coding: Coding, at: number, count: number): void {
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
