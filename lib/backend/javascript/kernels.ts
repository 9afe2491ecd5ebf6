import { positiveZero } from '../../arithmetic/rounding.js';
import { type AxisCoding, type Kernels, type Layout, Status } from '../../kernels.js';
import { packBits, unpackBits } from './bits.js';
import { writeCodes, writeFloats } from './blocks.js';
import { arraysOf, checkLayout, type Pair, pairOf } from './calls.js';
import { axisDequantizer, axisQuantizer } from './coders.js';
import { convert } from './convert.js';
import { quantizeDynamic, quantizeDynamicAxis } from './dynamic.js';
import { elementsOf, touch } from './elements.js';
import { fakeQuantize } from './fake.js';
import { floatWidths, scanFloats } from './floats.js';
import { dequantizeGgml, quantizeGgml } from './ggml.js';
import { minMaxLoop } from './loops.js';
import { minMaxOfAxis } from './ranges.js';
import { requantize } from './requantize.js';
import { dequantizeTensor, quantizeTensor } from './tensor.js';

/** The pair with a layout of its elements, or a status where something does not fit. `output` is the one written. */
function laidOutPair(
  pair: Pair | Status,
  coding: AxisCoding,
  layout: Layout,
  output: 'floats' | 'codes',
): Pair | Status {
  if (typeof pair === 'number') return pair;
  const status = checkLayout(layout, pair.count, arraysOf(coding), [pair[output]]);
  return status === Status.ok ? pair : status;
}

/**
 * The fallback. Its arithmetic is in loops.ts, general-loops.ts and ../../rule.ts; the tests hold it equal to that of
 * native/core.
 */
export const javascriptKernels: Kernels = {
  minMax(x, floatType, range) {
    const floats = elementsOf(x);
    const count = Math.floor((floats?.byteLength ?? 0) / floatWidths[floatType]!);
    if (floats === undefined || count === 0) return Status.lengthMismatch;
    const extremes = { min: Infinity, max: -Infinity };
    scanFloats(floats, floatType, count, minMaxLoop, extremes);
    range.min = positiveZero(extremes.min);
    range.max = positiveZero(extremes.max);
    return Status.ok;
  },

  minMaxAxis(x, floatType, layout, mins, maxs) {
    const floats = elementsOf(x);
    const low = elementsOf(mins);
    const high = elementsOf(maxs);
    if (floats === undefined || low === undefined || high === undefined) return Status.lengthMismatch;
    const count = floats.byteLength / floatWidths[floatType]!;
    const status = checkLayout(layout, count, [mins, maxs], [floats]);
    if (status !== Status.ok) return status;
    if (touch(low, high)) return Status.overlap;
    minMaxOfAxis(floats, floatType, count, layout, mins, maxs);
    return Status.ok;
  },

  quantize(x, floatType, q, coding) {
    const all = pairOf(x, floatType, q, coding.dtype.index);
    if (typeof all === 'number') return all;
    quantizeTensor(all, floatType, coding);
    return Status.ok;
  },

  quantizeAxis(x, floatType, q, coding, layout) {
    const all = laidOutPair(pairOf(x, floatType, q, coding.dtype.index), coding, layout, 'codes');
    if (typeof all === 'number') return all;
    writeCodes(all, floatType, axisQuantizer(coding, layout));
    return Status.ok;
  },

  dequantize(q, x, floatType, coding) {
    const all = pairOf(x, floatType, q, coding.dtype.index);
    if (typeof all === 'number') return all;
    dequantizeTensor(all, floatType, coding);
    return Status.ok;
  },

  dequantizeAxis(q, x, floatType, coding, layout) {
    const all = laidOutPair(pairOf(x, floatType, q, coding.dtype.index), coding, layout, 'floats');
    if (typeof all === 'number') return all;
    writeFloats(all, floatType, axisDequantizer(coding, layout));
    return Status.ok;
  },

  quantizeDynamic,
  quantizeDynamicAxis,
  fakeQuantize,
  requantize,
  convert,
  quantizeGgml,
  dequantizeGgml,
  packBits,
  unpackBits,
};
