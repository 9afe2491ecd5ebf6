import { type Affine, type Choice, chooseAffine } from '../../arithmetic/affine-of-range.js';
import { type Kernels, Status, slot } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { countAt, dtypeAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { floatWidths } from './floats.js';
import { handOver } from './intercept.js';
import { Memory } from './memory.js';
import { answer, numbers } from './numbers.js';
import { writeCodes } from './quantize.js';
import { findRanges, rangesAt, zeroPointsIn } from './ranges.js';

export const quantizeDynamic: Kernels['quantizeDynamic'] = (x, q, scalesOut, zeroPointsOut) => {
  const floatType = numbers[slot.floatType]! | 0;
  const dtype = dtypeAt(0);
  const count = countAt(0);
  const memory = new Memory();
  const floats = memory.input(x, count * floatWidths[floatType]!);
  const codes = memory.output(q, packedBytes(count, dtype.bits));
  const ranges = rangesAt(memory, scalesOut, zeroPointsOut);
  if (!memory.isToRun()) return handOver('quantizeDynamic', x, q, scalesOut, zeroPointsOut);
  findRanges(floats, floatType, count, ranges);
  // Scales and zero points overwrite minima and maxima: the outputs double as scratch for the ranges.
  const { layout, mins: scales, maxs } = ranges;
  const zeroPoints = zeroPointsIn(ranges);
  const choice = choiceInSlots();
  for (let i = 0; i < scales.length; i++) {
    const found = affineOf(scales[i]!, maxs[i]!, choice);
    if (found === undefined) {
      numbers[slot.index] = i;
      answer(Status.noParameters);
      return;
    }
    scales[i] = found.scale;
    zeroPoints[i] = found.zeroPoint;
  }
  const { qmin, qmax } = choice;
  const coding = { dtype, rounding: 0, qmin, qmax, layout, scales, zeroPoints, offsets: undefined };
  forEachChunk(count, writeCodes, { floats, floatType, codes, coding });
  if (scalesOut !== undefined) return;
  numbers[slot.scale] = scales[0]!;
  numbers[slot.zeroPoint] = zeroPoints[0]!;
};

function choiceInSlots(): Choice {
  return {
    symmetric: numbers[slot.symmetric] !== 0,
    zeroPoint: numbers[slot.zeroPoint]! | 0,
    qmin: numbers[slot.qmin]! | 0,
    qmax: numbers[slot.qmax]! | 0,
    eps: numbers[slot.eps]!,
    scaleOfZero: numbers[slot.scaleOfZero]!,
  };
}

/** The parameters of a range; undefined if it is not finite, or its scale is not. */
function affineOf(min: number, max: number, choice: Choice): Affine | undefined {
  if (!(min > -Infinity && max < Infinity)) return undefined; // also false for NaN
  const affine = chooseAffine(min, max, choice);
  return affine.scale > 0 && affine.scale < Infinity ? affine : undefined;
}
