import { type Kernels, Status, slot } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { type Coding, codingAt, countAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { dequantizeChunk, dequantizesWide, quantizeChunk, quantizesWide } from './coders.js';
import { loadCodes, storeCodes } from './codes.js';
import { type Bytes, Memory } from './memory.js';
import { answer } from './numbers.js';

interface Call {
  readonly codes: Bytes;
  readonly from: Coding;
  readonly results: Bytes;
  readonly to: Coding;
}

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
  else if (memory.isFit()) forEachChunk(count, requantizeChunk, { codes, from, results, to });
};

function requantizeChunk({ codes, from, results, to }: Call, at: number, length: number): void {
  loadCodes(codes, from.dtype, dequantizesWide(from), at, length);
  dequantizeChunk(from, at, length);
  quantizeChunk(to, at, length);
  storeCodes(results, to.dtype, quantizesWide(to), at, length);
}
