import { dtypes } from '../dtypes.js';
import { clamp, positiveZero } from '../numerics.js';
import { type Kernels, Status } from './backend.js';
import { type Elements, elementsOf, scanFloats, writeCodes, writeFloats } from './blocks.js';
import { dequantizeFarLoop, dequantizeLoop, minMaxLoop, quantizeFarLoop, quantizeLoop } from './loops.js';

/** Signedness by dtype index. */
const isSigned = Object.values(dtypes).map((dtype) => dtype.signed);

function check(floats: Elements, codes: Elements): Status {
  if (floats.byteLength !== codes.byteLength * 4) return Status.lengthMismatch;
  const sharesMemory =
    floats.buffer === codes.buffer &&
    floats.byteOffset < codes.byteOffset + codes.byteLength &&
    codes.byteOffset < floats.byteOffset + floats.byteLength;
  return sharesMemory ? Status.overlap : Status.ok;
}

/** The fallback. Its arithmetic is in loops.ts; the tests hold it equal to that of native/core. */
export const javascriptKernels: Kernels = {
  minMax(x, range) {
    const floats = elementsOf(x);
    const count = Math.floor((floats?.byteLength ?? 0) / 4);
    if (floats === undefined || count === 0) return Status.lengthMismatch;
    const extremes = { min: Infinity, max: -Infinity };
    scanFloats(floats, 0, count, minMaxLoop, extremes);
    range[0] = positiveZero(extremes.min);
    range[1] = positiveZero(extremes.max);
    return Status.ok;
  },

  quantize(x, q, _dtype, scale, zeroPoint, qmin, qmax) {
    const floats = elementsOf(x);
    const codes = elementsOf(q);
    if (floats === undefined || codes === undefined) return Status.lengthMismatch;
    const status = check(floats, codes);
    if (status !== Status.ok) return status;
    const codeOfNaN = clamp(zeroPoint, qmin, qmax);
    const loop = codeOfNaN === zeroPoint ? quantizeLoop : quantizeFarLoop;
    writeCodes(floats, codes, 0, codes.byteLength, loop, {
      reciprocal: 1 / scale,
      low: qmin - zeroPoint,
      high: qmax - zeroPoint,
      zeroPoint,
      codeOfNaN,
    });
    return Status.ok;
  },

  dequantize(q, x, dtype, scale, zeroPoint) {
    const codes = elementsOf(q);
    const floats = elementsOf(x);
    if (floats === undefined || codes === undefined) return Status.lengthMismatch;
    const status = check(floats, codes);
    if (status !== Status.ok) return status;
    const flip = isSigned[dtype] ? 128 : 0;
    const loop = Math.abs(zeroPoint) <= 2 ** 23 ? dequantizeLoop : dequantizeFarLoop;
    writeFloats(codes, floats, 0, codes.byteLength, loop, { flip, base: zeroPoint + flip, scale });
    return Status.ok;
  },
};
