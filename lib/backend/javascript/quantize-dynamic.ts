import { type Affine, applyRule, type Rule } from '../../arithmetic/affine-of-range.js';
import { type Kernels, Status, slot } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { forEachBlock } from './blocks.js';
import { countAt, dtypeAt } from './calls.js';
import { floatWidths } from './floats.js';
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
  if (!memory.isFit()) return;
  findRanges(floats, floatType, count, ranges);
  // Parameters take the places of the ranges: no memory is needed for these.
  const { layout, mins: scales, maxs } = ranges;
  const zeroPoints = zeroPointsIn(ranges);
  const rule = ruleOf();
  for (let i = 0; i < scales.length; i++) {
    const found = affineOf(scales[i]!, maxs[i]!, rule);
    if (found === undefined) {
      numbers[slot.index] = i;
      answer(Status.noParameters);
      return;
    }
    scales[i] = found.scale;
    zeroPoints[i] = found.zeroPoint;
  }
  const { qmin, qmax } = rule;
  const coding = { dtype, rounding: 0, qmin, qmax, layout, scales, zeroPoints, offsets: undefined };
  forEachBlock(count, writeCodes, { floats, floatType, codes, coding });
  if (scalesOut !== undefined) return;
  numbers[slot.scale] = scales[0]!;
  numbers[slot.zeroPoint] = zeroPoints[0]!;
};

function ruleOf(): Rule {
  return {
    symmetric: numbers[slot.symmetric] !== 0,
    zeroPoint: numbers[slot.zeroPoint]! | 0,
    qmin: numbers[slot.qmin]! | 0,
    qmax: numbers[slot.qmax]! | 0,
    eps: numbers[slot.eps]!,
    scaleOfZero: numbers[slot.scaleOfZero]!,
  };
}

/** The parameters of a range; undefined where it has none. */
function affineOf(min: number, max: number, rule: Rule): Affine | undefined {
  if (!(min > -Infinity && max < Infinity)) return undefined; // NaN is neither
  const affine = applyRule(min, max, rule);
  return affine.scale > 0 && affine.scale < Infinity ? affine : undefined;
}
