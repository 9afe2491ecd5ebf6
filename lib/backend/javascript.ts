import { dtypes } from '../dtypes.js';
import { clamp, positiveZero } from '../numerics.js';
import { type Affine, applyRule, type Rule } from '../rule.js';
import { type Kernels, Status } from './backend.js';
import { type Elements, elementsOf, scanFloats, writeCodes, writeFloats } from './blocks.js';
import { dequantizeFarLoop, dequantizeLoop, minMaxLoop, quantizeFarLoop, quantizeLoop } from './loops.js';

/** Signedness by dtype index. */
const isSigned = Object.values(dtypes).map((dtype) => dtype.signed);

function touch(a: Elements, b: Elements): boolean {
  return (
    a.buffer === b.buffer &&
    a.byteLength !== 0 &&
    b.byteLength !== 0 &&
    a.byteOffset < b.byteOffset + b.byteLength &&
    b.byteOffset < a.byteOffset + a.byteLength
  );
}

/** All elements of two views, or a status where they do not fit each other. */
function pairOf(x: ArrayBufferView, q: ArrayBufferView): Pair | Status {
  const floats = elementsOf(x);
  const codes = elementsOf(q);
  if (floats === undefined || codes === undefined) return Status.lengthMismatch;
  if (floats.byteLength !== codes.byteLength * 4) return Status.lengthMismatch;
  return touch(floats, codes) ? Status.overlap : { floats, codes, count: codes.byteLength };
}

/** The same as rows with parameters of their own: `columns` elements each. */
function rowsOf(
  x: ArrayBufferView,
  q: ArrayBufferView,
  scales: Float32Array,
  zeroPoints: Int32Array,
): (Pair & { readonly rows: number; readonly columns: number }) | Status {
  const pair = pairOf(x, q);
  const scale = elementsOf(scales);
  const zeroPoint = elementsOf(zeroPoints);
  if (typeof pair === 'number') return pair;
  if (scale === undefined || scale.byteLength !== zeroPoint?.byteLength) return Status.lengthMismatch;
  const rows = scale.byteLength / 4;
  const columns = rows === 0 ? 0 : Math.floor(pair.count / rows);
  if (columns * rows !== pair.count) return Status.lengthMismatch;
  const apart = [pair.floats, pair.codes].every((data) => !touch(scale, data) && !touch(zeroPoint, data));
  return apart && !touch(scale, zeroPoint) ? { ...pair, rows, columns } : Status.overlap;
}

interface Pair {
  readonly floats: Elements;
  readonly codes: Elements;
  readonly count: number;
}

function quantizeElements(
  { floats, codes }: Pair,
  start: number,
  end: number,
  scale: number,
  zeroPoint: number,
  qmin: number,
  qmax: number,
): void {
  const codeOfNaN = clamp(zeroPoint, qmin, qmax);
  const loop = codeOfNaN === zeroPoint ? quantizeLoop : quantizeFarLoop;
  const by = { reciprocal: 1 / scale, low: qmin - zeroPoint, high: qmax - zeroPoint, zeroPoint, codeOfNaN };
  writeCodes(floats, codes, start, end, loop, by);
}

function dequantizeElements(
  { floats, codes }: Pair,
  start: number,
  end: number,
  dtype: number,
  scale: number,
  zeroPoint: number,
): void {
  const flip = isSigned[dtype] ? 128 : 0;
  const loop = Math.abs(zeroPoint) <= 2 ** 23 ? dequantizeLoop : dequantizeFarLoop;
  writeFloats(codes, floats, start, end, loop, { flip, base: zeroPoint + flip, scale });
}

/** Quantizes elements start..end by their own range. Undefined where that gives no parameters. */
function quantizeRange(all: Pair, start: number, end: number, rule: Rule): Affine | undefined {
  const extremes = { min: Infinity, max: -Infinity };
  scanFloats(all.floats, start, end, minMaxLoop, extremes);
  const { min, max } = extremes;
  if (!(min > -Infinity && max < Infinity)) return undefined; // NaN is neither
  const chosen = applyRule(min, max, rule);
  const { scale, zeroPoint } = chosen;
  if (!(scale > 0 && scale < Infinity)) return undefined;
  quantizeElements(all, start, end, scale, zeroPoint, rule.qmin, rule.qmax);
  return chosen;
}

/** The fallback. Its arithmetic is in loops.ts and ../rule.ts; the tests hold it equal to that of native/core. */
export const javascriptKernels: Kernels = {
  minMax(x, range) {
    const floats = elementsOf(x);
    const count = Math.floor((floats?.byteLength ?? 0) / 4);
    if (floats === undefined || count === 0) return Status.lengthMismatch;
    const extremes = { min: Infinity, max: -Infinity };
    scanFloats(floats, 0, count, minMaxLoop, extremes);
    range.min = positiveZero(extremes.min);
    range.max = positiveZero(extremes.max);
    return Status.ok;
  },

  quantize(x, q, _dtype, scale, zeroPoint, qmin, qmax) {
    const all = pairOf(x, q);
    if (typeof all === 'number') return all;
    quantizeElements(all, 0, all.count, scale, zeroPoint, qmin, qmax);
    return Status.ok;
  },

  dequantize(q, x, dtype, scale, zeroPoint) {
    const all = pairOf(x, q);
    if (typeof all === 'number') return all;
    dequantizeElements(all, 0, all.count, dtype, scale, zeroPoint);
    return Status.ok;
  },

  quantizeRows(x, q, _dtype, scales, zeroPoints, qmin, qmax) {
    const all = rowsOf(x, q, scales, zeroPoints);
    if (typeof all === 'number') return all;
    for (let row = 0, at = 0; row < all.rows; row++, at += all.columns) {
      quantizeElements(all, at, at + all.columns, scales[row]!, zeroPoints[row]!, qmin, qmax);
    }
    return Status.ok;
  },

  dequantizeRows(q, x, dtype, scales, zeroPoints) {
    const all = rowsOf(x, q, scales, zeroPoints);
    if (typeof all === 'number') return all;
    for (let row = 0, at = 0; row < all.rows; row++, at += all.columns) {
      dequantizeElements(all, at, at + all.columns, dtype, scales[row]!, zeroPoints[row]!);
    }
    return Status.ok;
  },

  quantizeDynamic(x, q, _dtype, rule, affine) {
    const all = pairOf(x, q);
    if (typeof all === 'number') return all;
    const chosen = quantizeRange(all, 0, all.count, rule);
    if (chosen === undefined) return Status.noParameters;
    affine.scale = chosen.scale;
    affine.zeroPoint = chosen.zeroPoint;
    return Status.ok;
  },

  quantizeDynamicRows(x, q, _dtype, rule, scales, zeroPoints) {
    const all = rowsOf(x, q, scales, zeroPoints);
    if (typeof all === 'number') return all;
    for (let row = 0, at = 0; row < all.rows; row++, at += all.columns) {
      const chosen = quantizeRange(all, at, at + all.columns, rule);
      if (chosen === undefined) return Status.noParameters;
      scales[row] = chosen.scale;
      zeroPoints[row] = chosen.zeroPoint;
    }
    return Status.ok;
  },
};
