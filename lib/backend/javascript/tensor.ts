import { clamp } from '../../arithmetic/rounding.js';
import type { AxisCoding, Layout, TensorCoding } from '../../kernels.js';
import { writeCodes, writeFloats } from './blocks.js';
import type { Pair } from './calls.js';
import { axisDequantizer, axisQuantizer, quantizing } from './coders.js';
import { loadCodes, storeCodes } from './codes.js';
import { loadFloats, storeFloats } from './floats.js';
import {
  dequantizeLoop,
  dequantizeWideLoop,
  type Loop,
  type Quantizing,
  quantizeLoop,
  quantizeWideLoop,
} from './loops.js';
import { blockLength } from './scratch.js';

/*
 * One set of parameters for all elements. The loop is handed to a function that meets nothing else, rather than a coder to
 * those of blocks.ts: the engine then makes one piece of both, and small calls allocate less.
 */

/** Quantizes a whole tensor. */
export function quantizeTensor(pair: Pair, floatType: number, coding: TensorCoding): void {
  const { scale, zeroPoint, offset, rounding, qmin, qmax } = coding;
  if (offset !== 0 || rounding !== 0) {
    writeCodes(pair, floatType, axisQuantizer(axisCoding(coding), wholeTensor));
  } else if (zeroPoint < qmin || zeroPoint > qmax || pair.dtype.bits > 16) {
    quantizeBy(pair, floatType, true, quantizeWideLoop, quantizingFar(scale, zeroPoint, qmin, qmax));
  } else {
    const isWide = pair.dtype.bits > 8;
    const loop = isWide ? quantizeWideLoop : quantizeLoop;
    quantizeBy(pair, floatType, isWide, loop, quantizing(scale, zeroPoint, qmin, qmax));
  }
}

/** For any zero point, and int32. In another order, so that the engine does not take it for the same kind of object. */
function quantizingFar(scale: number, zeroPoint: number, qmin: number, qmax: number): Quantizing {
  const codeOfNaN = clamp(zeroPoint, qmin, qmax);
  return { codeOfNaN, zeroPoint, low: qmin - zeroPoint, high: qmax - zeroPoint, reciprocal: 1 / scale };
}

function quantizeBy<P>(
  { floats, codes, dtype, count }: Pair,
  floatType: number,
  isWide: boolean,
  loop: Loop<P>,
  by: P,
): void {
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadFloats(floats, floatType, at, length);
    loop(0, length, by);
    storeCodes(codes, dtype, isWide, at, length);
  }
}

/** Zero points within this are subtracted in float32 without rounding. */
const nearZeroPoint = 2 ** 23;

/** Dequantizes a whole tensor. */
export function dequantizeTensor(pair: Pair, floatType: number, coding: TensorCoding): void {
  const { scale, zeroPoint, offset } = coding;
  if (offset !== 0) {
    writeFloats(pair, floatType, axisDequantizer(axisCoding(coding), wholeTensor));
    return;
  }
  const { bits, signed } = pair.dtype;
  const isWide = bits !== 8 || Math.abs(zeroPoint) > nearZeroPoint;
  const flip = !isWide && signed ? 128 : 0;
  const loop = isWide ? dequantizeWideLoop : dequantizeLoop;
  dequantizeBy(pair, floatType, isWide, loop, { flip, base: zeroPoint + flip, scale });
}

function dequantizeBy<P>(
  { floats, codes, dtype, count }: Pair,
  floatType: number,
  isWide: boolean,
  loop: Loop<P>,
  by: P,
): void {
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadCodes(codes, dtype, isWide, at, length);
    loop(0, length, by);
    storeFloats(floats, floatType, at, length);
  }
}

/** A layout in which every element has the first parameters, however many there are. */
const wholeTensor: Layout = { outer: 1, axis: 1, inner: 2 ** 53, block: 0 };

function axisCoding({ dtype, rounding, qmin, qmax, scale, zeroPoint, offset }: TensorCoding): AxisCoding {
  const offsets = offset === 0 ? undefined : Float32Array.of(offset);
  const scales = Float32Array.of(scale);
  return { dtype, rounding, qmin, qmax, scales, zeroPoints: Int32Array.of(zeroPoint), offsets };
}
