import { clamp } from '../../arithmetic/rounding.js';
import type { Coding } from './calls.js';
import { dequantizeEach, quantizeEach } from './general-loops.js';
import { fillIndices, forEachRun, hasLongRuns } from './layouts.js';
import {
  dequantizeLoop,
  dequantizeWideLoop,
  type Quantizing,
  quantizeLoop,
  quantizeWideLoop,
} from './loops.js';

/** How a call turns the elements of a block in scratch from floats into codes or back, by a coding. */
export interface Coder {
  /** Whether codes stand in `wide`, as numbers; else in `codes`. */
  readonly isWide: boolean;
  /** Does elements at..at+count of the data, which stand at the beginning of scratch. */
  readonly run: (at: number, count: number) => void;
}

export function quantizer(coding: Coding): Coder {
  const { dtype, rounding, qmin, qmax, layout, scales, zeroPoints, offsets } = coding;
  if (offsets !== undefined || rounding !== 0 || !hasLongRuns(layout)) return byElement(quantizeEach, coding);
  const isFar = zeroPoints[0]! < qmin || zeroPoints[0]! > qmax; // only one set for all may be
  const isWide = isFar || dtype.bits > 8;
  const loop = isWide ? quantizeWideLoop : quantizeLoop;
  const how = isFar || dtype.bits > 16 ? quantizingFar : quantizing;
  return {
    isWide,
    run(at, count) {
      forEachRun(layout, at, count, (start, end, index) => {
        loop(start, end, how(scales[index]!, zeroPoints[index]!, qmin, qmax));
      });
    },
  };
}

/** For zero points that are codes. `| 0` keeps bounds as small integers; only the reciprocal is a double. */
function quantizing(scale: number, zeroPoint: number, qmin: number, qmax: number): Quantizing {
  return {
    reciprocal: 1 / scale,
    low: (qmin - zeroPoint) | 0,
    high: (qmax - zeroPoint) | 0,
    zeroPoint: zeroPoint | 0,
    codeOfNaN: zeroPoint | 0,
  };
}

/** For any zero point. Another property order on purpose: a second hidden class keeps the common one all small integers. */
function quantizingFar(scale: number, zeroPoint: number, qmin: number, qmax: number): Quantizing {
  const codeOfNaN = clamp(zeroPoint, qmin, qmax);
  return { codeOfNaN, zeroPoint, low: qmin - zeroPoint, high: qmax - zeroPoint, reciprocal: 1 / scale };
}

/** Zero points within this are subtracted in float32 without rounding. */
const nearZeroPoint = 2 ** 23;

export function dequantizer(coding: Coding): Coder {
  const { dtype, layout, scales, zeroPoints, offsets } = coding;
  if (offsets !== undefined || !hasLongRuns(layout)) return byElement(dequantizeEach, coding);
  const isWide = dtype.bits !== 8 || Math.abs(zeroPoints[0]!) > nearZeroPoint; // only one set for all may be
  const loop = isWide ? dequantizeWideLoop : dequantizeLoop;
  const flip = !isWide && dtype.signed ? 128 : 0;
  return {
    isWide,
    run(at, count) {
      forEachRun(layout, at, count, (start, end, index) => {
        loop(start, end, { flip, base: zeroPoints[index]! + flip, scale: scales[index]! });
      });
    },
  };
}

function byElement(loop: (count: number, coding: Coding) => void, coding: Coding): Coder {
  return {
    isWide: true,
    run(at, count) {
      fillIndices(coding.layout, at, count);
      loop(count, coding);
    },
  };
}
