import { type Kernels, Status, slot } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { forEachBlock } from './blocks.js';
import { codingAt, countAt } from './calls.js';
import { dequantizer, quantizer } from './coders.js';
import { loadCodes, storeCodes } from './codes.js';
import { Memory } from './memory.js';
import { answer } from './numbers.js';

export const requantize: Kernels['requantize'] = (
  q,
  out,
  scales,
  zeroPoints,
  offsets,
  fromScales,
  fromZeroPoints,
  fromOffsets,
) => {
  const count = countAt(0);
  const memory = new Memory();
  const to = codingAt(0, memory, scales, zeroPoints, offsets);
  const from = codingAt(slot.from, memory, fromScales, fromZeroPoints, fromOffsets);
  const codes = memory.input(q, packedBytes(count, from.dtype.bits));
  const results = memory.output(out, packedBytes(count, to.dtype.bits));
  if (countAt(slot.from) !== count) answer(Status.lengthMismatch);
  else if (memory.isFit()) {
    const before = dequantizer(from);
    const after = quantizer(to);
    forEachBlock(count, (at, length) => {
      loadCodes(codes, from.dtype, before.isWide, at, length);
      before.run(at, length);
      after.run(at, length);
      storeCodes(results, to.dtype, after.isWide, at, length);
    });
  }
};
