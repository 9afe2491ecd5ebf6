import type { AxisCoding, Layout } from '../../kernels.js';
import { dtypeByIndex } from './codes.js';
import { dequantizeEach, quantizeEach } from './general-loops.js';
import {
  dequantizeLoop,
  dequantizeWideLoop,
  type Quantizing,
  quantizeLoop,
  quantizeWideLoop,
} from './loops.js';
import { fillIndices, findRun, hasLongRuns } from './runs.js';

/** How a call turns the elements of a block in scratch from floats into codes or back, by a layout. */
export interface Coder {
  /** Whether codes stand in `wide`, as numbers; else in `codes`. */
  readonly isWide: boolean;
  /** Does elements at..at+count of the data, which stand at the beginning of scratch. */
  run(at: number, count: number): void;
}

/** For zero points that are codes (of int32: 0), so that nothing overflows: all numbers but one are told to be integers, since loops limit by them. */
export function quantizing(scale: number, zeroPoint: number, qmin: number, qmax: number): Quantizing {
  return {
    reciprocal: 1 / scale,
    low: (qmin - zeroPoint) | 0,
    high: (qmax - zeroPoint) | 0,
    zeroPoint: zeroPoint | 0,
    codeOfNaN: zeroPoint | 0,
  };
}

/** Quantizes by a layout. Zero points are codes. */
export function axisQuantizer(coding: AxisCoding, layout: Layout): Coder {
  const { scales, zeroPoints, offsets, rounding, qmin, qmax } = coding;
  if (offsets !== undefined || rounding !== 0 || !hasLongRuns(layout)) {
    const run = (at: number, count: number) => {
      fillIndices(layout, at, count);
      quantizeEach(count, coding);
    };
    return { isWide: true, run };
  }
  const isWide = dtypeByIndex[coding.dtype.index]!.bits > 8;
  const loop = isWide ? quantizeWideLoop : quantizeLoop;
  const found = { end: 0, index: 0 };
  return {
    isWide,
    run(at, count) {
      for (let start = 0; start < count; ) {
        findRun(layout, at + start, found);
        const end = Math.min(found.end - at, count) | 0;
        const { index } = found;
        loop(start, end, quantizing(scales[index]!, zeroPoints[index]!, qmin, qmax));
        start = end;
      }
    },
  };
}

/** Dequantizes by a layout. Zero points are codes. */
export function axisDequantizer(coding: AxisCoding, layout: Layout): Coder {
  const { scales, zeroPoints, offsets } = coding;
  if (offsets !== undefined || !hasLongRuns(layout)) {
    const run = (at: number, count: number) => {
      fillIndices(layout, at, count);
      dequantizeEach(count, coding);
    };
    return { isWide: true, run };
  }
  const { bits, signed } = dtypeByIndex[coding.dtype.index]!;
  const isWide = bits !== 8;
  const loop = isWide ? dequantizeWideLoop : dequantizeLoop;
  const flip = !isWide && signed ? 128 : 0;
  const found = { end: 0, index: 0 };
  return {
    isWide,
    run(at, count) {
      for (let start = 0; start < count; ) {
        findRun(layout, at + start, found);
        const end = Math.min(found.end - at, count) | 0;
        const { index } = found;
        loop(start, end, { flip, base: zeroPoints[index]! + flip, scale: scales[index]! });
        start = end;
      }
    },
  };
}
