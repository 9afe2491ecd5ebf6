import { clamp } from '../../numerics.js';
import type { AxisCoding, Layout, TensorCoding } from '../backend.js';
import { dtypeByIndex } from './codes.js';
import { dequantizeEach, quantizeEach } from './general-loops.js';
import {
  dequantizeLoop,
  dequantizeWideLoop,
  type Loop,
  type Quantizing,
  quantizeLoop,
  quantizeWideLoop,
} from './loops.js';
import { fillIndices, findRun, hasLongRuns } from './runs.js';

/** How a call turns the elements of a block in scratch from floats into codes or back. */
export interface Coder {
  /** Whether codes stand in `wide`, as numbers; else in `codes`. */
  readonly isWide: boolean;
  /** Does elements at..at+count of the data, which stand at the beginning of scratch. */
  run(at: number, count: number): void;
}

/** The same for all elements. A class, which is made faster than a closure: small calls are to be fast. */
class TensorCoder<P> implements Coder {
  constructor(
    readonly isWide: boolean,
    private readonly loop: Loop<P>,
    private readonly by: P,
  ) {}

  run(_at: number, count: number): void {
    const { loop } = this;
    loop(0, count, this.by);
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

/** Quantizes a whole tensor. */
export function tensorQuantizer(coding: TensorCoding): Coder {
  const { dtype, scale, zeroPoint, offset, rounding, qmin, qmax } = coding;
  if (offset !== 0 || rounding !== 0) return axisQuantizer(axisCoding(coding), wholeTensor);
  const isWide = dtypeByIndex[dtype.index]!.bits > 8 || zeroPoint < qmin || zeroPoint > qmax;
  const loop = isWide ? quantizeWideLoop : quantizeLoop;
  const by = quantizing(scale, zeroPoint, qmin, qmax);
  return new TensorCoder(isWide, loop, by);
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

/** Zero points within this are subtracted in float32 without rounding. */
const nearZeroPoint = 2 ** 23;

/** Dequantizes a whole tensor. */
export function tensorDequantizer(coding: TensorCoding): Coder {
  const { dtype, scale, zeroPoint, offset } = coding;
  if (offset !== 0) return axisDequantizer(axisCoding(coding), wholeTensor);
  const isWide = dtypeByIndex[dtype.index]!.bits !== 8 || Math.abs(zeroPoint) > nearZeroPoint;
  const loop = isWide ? dequantizeWideLoop : dequantizeLoop;
  const flip = !isWide && dtypeByIndex[dtype.index]!.signed ? 128 : 0;
  const by = { flip, base: zeroPoint + flip, scale };
  return new TensorCoder(isWide, loop, by);
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

/** A layout in which every element has the first parameters, however many there are. */
const wholeTensor: Layout = { outer: 1, axis: 1, inner: 2 ** 53, block: 0 };

function axisCoding({ dtype, rounding, qmin, qmax, scale, zeroPoint, offset }: TensorCoding): AxisCoding {
  return {
    dtype,
    rounding,
    qmin,
    qmax,
    scales: Float32Array.of(scale),
    zeroPoints: Int32Array.of(zeroPoint),
    offsets: offset === 0 ? undefined : Float32Array.of(offset),
  };
}
