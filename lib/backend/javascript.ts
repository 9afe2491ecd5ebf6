import { endianness } from 'node:os';
import { dtypes } from '../dtypes.js';
import { bufferOf, byteLengthOf, byteOffsetOf, typedArrayKind } from '../intrinsics.js';
import { positiveZero, roundHalfEven } from '../numerics.js';
import { type Kernels, Status } from './backend.js';

/*
 * Every loop reads floats through a DataView and codes through a Uint8Array made here, whatever kind of view the
 * caller holds: any byte offset works without a copy, and the engine sees one kind of object at each access, so
 * the loops stay fast after mixed use.
 */
const hostIsLittleEndian = endianness() === 'LE';

/** Signedness by dtype index. */
const isSigned = Object.values(dtypes).map((dtype) => dtype.signed);

/** The floats of a view; undefined where it died after lib had judged it. */
function floatsOf(view: ArrayBufferView): DataView | undefined {
  const bytes = byteLengthOf(view);
  return bytes === undefined ? undefined : new DataView(bufferOf(view), byteOffsetOf(view), bytes);
}

function codesOf(view: ArrayBufferView): Uint8Array | undefined {
  const bytes = byteLengthOf(view);
  return bytes === undefined ? undefined : new Uint8Array(bufferOf(view), byteOffsetOf(view), bytes);
}

/** Raw bytes are little-endian by contract; a Float32Array is in the host's order. */
function isLittleEndian(view: ArrayBufferView): boolean {
  return hostIsLittleEndian || typedArrayKind(view) !== 'Float32Array';
}

function check(floats: DataView, codes: Uint8Array): Status {
  if (floats.byteLength !== codes.length * 4) return Status.lengthMismatch;
  const sharesMemory =
    floats.buffer === codes.buffer &&
    floats.byteOffset < codes.byteOffset + codes.byteLength &&
    codes.byteOffset < floats.byteOffset + floats.byteLength;
  return sharesMemory ? Status.overlap : Status.ok;
}

/** Writes the code of NaN where the zero point itself is out of range (the linear pair allows that). */
function limitNaN(floats: DataView, codes: Uint8Array, littleEndian: boolean, code: number): void {
  for (let i = 0; i < codes.length; i++) {
    if (Number.isNaN(floats.getFloat32(i * 4, littleEndian))) codes[i] = code;
  }
}

/** The fallback: the arithmetic of native/core once more, in JavaScript. The tests hold the two equal. */
export const javascriptKernels: Kernels = {
  minMax(x, range) {
    const floats = floatsOf(x);
    if (floats === undefined) return Status.lengthMismatch;
    const littleEndian = isLittleEndian(x);
    const count = floats.byteLength / 4;
    let min = floats.getFloat32(0, littleEndian);
    let max = min;
    for (let i = 0; i < count; i++) {
      const value = floats.getFloat32(i * 4, littleEndian);
      if (value >= min) {
        if (value > max) max = value;
      } else if (value < min) {
        min = value;
      } else {
        min = max = NaN; // value is NaN, or the first one was
        break;
      }
    }
    range[0] = positiveZero(min);
    range[1] = positiveZero(max);
    return Status.ok;
  },

  quantize(x, q, _dtype, scale, zeroPoint, qmin, qmax) {
    const floats = floatsOf(x);
    const codes = codesOf(q);
    if (floats === undefined || codes === undefined) return Status.lengthMismatch;
    const status = check(floats, codes);
    if (status !== Status.ok) return status;
    const littleEndian = isLittleEndian(x);
    // The product with the double reciprocal rounds to the float32 quotient wherever that is at least 2^-126: the
    // double is off by at most 2^-52, and no quotient of two float32 lies within 2^-49 of a midpoint. Below 2^-126
    // both round to the integer 0.
    const reciprocal = 1 / scale;
    // Limiting to integers before rounding gives what limiting after it gives, and 2.3 instead of 4 ms for a million
    // floats. NaN passes both limits and becomes 0, so its code is the zero point; storing takes the low 8 bits.
    const low = qmin - zeroPoint;
    const high = qmax - zeroPoint;
    for (let i = 0; i < codes.length; i++) {
      const quotient = Math.fround(floats.getFloat32(i * 4, littleEndian) * reciprocal);
      codes[i] = (roundHalfEven(Math.max(low, Math.min(high, quotient))) | 0) + zeroPoint;
    }
    if (zeroPoint < qmin || zeroPoint > qmax)
      limitNaN(floats, codes, littleEndian, zeroPoint < qmin ? qmin : qmax);
    return Status.ok;
  },

  dequantize(q, x, dtype, scale, zeroPoint) {
    const codes = codesOf(q);
    const floats = floatsOf(x);
    if (floats === undefined || codes === undefined) return Status.lengthMismatch;
    const status = check(floats, codes);
    if (status !== Status.ok) return status;
    const littleEndian = isLittleEndian(x);
    const signShift = isSigned[dtype] ? 24 : 0;
    for (let i = 0; i < codes.length; i++) {
      const code = (codes[i]! << signShift) >> signShift;
      floats.setFloat32(i * 4, Math.fround(code - zeroPoint) * scale, littleEndian);
    }
    return Status.ok;
  },
};
