import { dtypes } from '../dtypes.js';
import { positiveZero } from '../numerics.js';
import { type Kernels, Status } from './backend.js';
import { codesOf, type Elements, floatsOf, walk } from './blocks.js';
import { codeOfNaNLoop, dequantizeLoop, lookUpLoop, minMaxLoop, quantizeLoop } from './loops.js';

/** Signedness by dtype index. */
const isSigned = Object.values(dtypes).map((dtype) => dtype.signed);

function check(floats: Elements<Float32Array>, codes: Elements<Uint8Array>): Status {
  if (floats.byteLength !== codes.byteLength * 4) return Status.lengthMismatch;
  const sharesMemory =
    floats.buffer === codes.buffer &&
    floats.byteOffset < codes.byteOffset + codes.byteLength &&
    codes.byteOffset < floats.byteOffset + floats.byteLength;
  return sharesMemory ? Status.overlap : Status.ok;
}

/** From how many elements on a table of all floats costs less than it saves. */
const tableWorth = 1024;
const table = new Float32Array(256);

function fillTable(signed: boolean, scale: number, zeroPoint: number): Float32Array {
  const signShift = signed ? 24 : 0;
  for (let byte = 0; byte < 256; byte++) {
    table[byte] = Math.fround(((byte << signShift) >> signShift) - zeroPoint) * scale;
  }
  return table;
}

/** The fallback. Its arithmetic is in loops.ts; the tests hold it equal to that of native/core. */
export const javascriptKernels: Kernels = {
  minMax(x, range) {
    const floats = floatsOf(x);
    if (floats === undefined) return Status.lengthMismatch;
    const extremes = { min: Infinity, max: -Infinity };
    walk(floats, undefined, 'nothing', 0, floats.byteLength / 4, minMaxLoop, extremes);
    range[0] = positiveZero(extremes.min);
    range[1] = positiveZero(extremes.max);
    return Status.ok;
  },

  quantize(x, q, _dtype, scale, zeroPoint, qmin, qmax) {
    const floats = floatsOf(x);
    const codes = codesOf(q);
    if (floats === undefined || codes === undefined) return Status.lengthMismatch;
    const status = check(floats, codes);
    if (status !== Status.ok) return status;
    const count = codes.byteLength;
    const by = { reciprocal: 1 / scale, low: qmin - zeroPoint, high: qmax - zeroPoint, zeroPoint };
    walk(floats, codes, 'codes', 0, count, quantizeLoop, by);
    // NaN got the zero point; where that is no code (the linear pair allows it), the nearest one is right.
    if (zeroPoint < qmin) walk(floats, codes, 'codes', 0, count, codeOfNaNLoop, qmin);
    if (zeroPoint > qmax) walk(floats, codes, 'codes', 0, count, codeOfNaNLoop, qmax);
    return Status.ok;
  },

  dequantize(q, x, dtype, scale, zeroPoint) {
    const codes = codesOf(q);
    const floats = floatsOf(x);
    if (floats === undefined || codes === undefined) return Status.lengthMismatch;
    const status = check(floats, codes);
    if (status !== Status.ok) return status;
    const count = codes.byteLength;
    const signed = isSigned[dtype]!;
    if (count >= tableWorth || Math.abs(zeroPoint) > 2 ** 23) {
      walk(floats, codes, 'floats', 0, count, lookUpLoop, fillTable(signed, scale, zeroPoint));
    } else {
      const flip = signed ? 128 : 0;
      walk(floats, codes, 'floats', 0, count, dequantizeLoop, { flip, base: zeroPoint + flip, scale });
    }
    return Status.ok;
  },
};
