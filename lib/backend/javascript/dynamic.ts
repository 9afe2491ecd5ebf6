import { type Affine, applyRule, type Rule } from '../../arithmetic/affine-of-range.js';
import { type Kernels, Status } from '../../kernels.js';
import { bufferOf, byteOffsetOf } from '../../platform/engine-views.js';
import { writeCodes } from './blocks.js';
import { checkLayout, pairOf } from './calls.js';
import { axisQuantizer } from './coders.js';
import { elementsOf, touch } from './elements.js';
import { scanFloats } from './floats.js';
import { minMaxLoop } from './loops.js';
import { minMaxOfAxis } from './ranges.js';
import { parametersOf } from './runs.js';
import { quantizeTensor } from './tensor.js';

/** The parameters of a range; undefined where it has none. */
function chosen(min: number, max: number, rule: Rule): Affine | undefined {
  if (!(min > -Infinity && max < Infinity)) return undefined; // NaN is neither
  const affine = applyRule(min, max, rule);
  return affine.scale > 0 && affine.scale < Infinity ? affine : undefined;
}

export const quantizeDynamic: Kernels['quantizeDynamic'] = (x, floatType, q, dtype, rule, affine) => {
  const all = pairOf(x, floatType, q, dtype);
  if (typeof all === 'number') return all;
  const extremes = { min: Infinity, max: -Infinity };
  scanFloats(all.floats, floatType, all.count, minMaxLoop, extremes);
  const found = chosen(extremes.min, extremes.max, rule);
  if (found === undefined) return Status.noParameters;
  const { scale, zeroPoint } = found;
  const { qmin, qmax } = rule;
  const coding = { dtype: all.dtype, scale, zeroPoint, offset: 0, rounding: 0, qmin, qmax };
  quantizeTensor(all, floatType, coding);
  affine.scale = scale;
  affine.zeroPoint = zeroPoint;
  return Status.ok;
};

export const quantizeDynamicAxis: Kernels['quantizeDynamicAxis'] = (
  x,
  floatType,
  q,
  dtype,
  rule,
  layout,
  scales,
  zeroPoints,
) => {
  const all = pairOf(x, floatType, q, dtype);
  if (typeof all === 'number') return all;
  const status = checkLayout(layout, all.count, [scales, zeroPoints], [all.floats, all.codes]);
  if (status !== Status.ok) return status;
  if (touch(elementsOf(scales)!, elementsOf(zeroPoints)!)) return Status.overlap;
  const parameters = parametersOf(layout);
  // Ranges stand where their parameters will: no memory is needed for them.
  const mins = new Float32Array(bufferOf(scales), byteOffsetOf(scales), parameters);
  const maxs = new Float32Array(bufferOf(zeroPoints), byteOffsetOf(zeroPoints), parameters);
  minMaxOfAxis(all.floats, floatType, all.count, layout, mins, maxs);
  for (let i = 0; i < parameters; i++) {
    const found = chosen(mins[i]!, maxs[i]!, rule);
    if (found === undefined) return Status.noParameters;
    scales[i] = found.scale;
    zeroPoints[i] = found.zeroPoint;
  }
  const { qmin, qmax } = rule;
  const coding = { dtype: all.dtype, scales, zeroPoints, offsets: undefined, rounding: 0, qmin, qmax };
  writeCodes(all, floatType, axisQuantizer(coding, layout));
  return Status.ok;
};
