import { type Kernels, slot } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { forEachBlock } from './blocks.js';
import { type Coding, codingAt, countAt } from './calls.js';
import { dequantizer, quantizer } from './coders.js';
import { loadCodes, storeCodes } from './codes.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { Memory } from './memory.js';
import { numbers } from './numbers.js';

export const quantize: Kernels['quantize'] = (x, q, scales, zeroPoints, offsets) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const coding = codingAt(0, memory, scales, zeroPoints, offsets);
  const floats = memory.input(x, count * floatWidths[floatType]!);
  const codes = memory.output(q, packedBytes(count, coding.dtype.bits));
  if (memory.isFit()) writeCodes(floats, floatType, codes, count, coding);
};

/** Quantizes all elements. */
export function writeCodes(
  floats: Uint8Array,
  floatType: number,
  codes: Uint8Array,
  count: number,
  coding: Coding,
): void {
  const { isWide, run } = quantizer(coding);
  forEachBlock(count, (at, length) => {
    loadFloats(floats, floatType, at, length);
    run(at, length);
    storeCodes(codes, coding.dtype, isWide, at, length);
  });
}

export const dequantize: Kernels['dequantize'] = (q, x, scales, zeroPoints, offsets) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const coding = codingAt(0, memory, scales, zeroPoints, offsets);
  const { dtype } = coding;
  const codes = memory.input(q, packedBytes(count, dtype.bits));
  const floats = memory.output(x, count * floatWidths[floatType]!);
  if (!memory.isFit()) return;
  const { isWide, run } = dequantizer(coding);
  forEachBlock(count, (at, length) => {
    loadCodes(codes, dtype, isWide, at, length);
    run(at, length);
    storeFloats(floats, floatType, at, length);
  });
};
