import { type Kernels, slot } from '../../kernels.js';
import { packedBytes } from '../../tables/dtypes.js';
import { type Coding, codingAt, countAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { dequantizeChunk, dequantizesWide, quantizeChunk, quantizesWide } from './coders.js';
import { loadCodes, storeCodes } from './codes.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { handOver } from './intercept.js';
import { type Bytes, Memory } from './memory.js';
import { numbers } from './numbers.js';
import { refusesUnfit } from './unfit.js';

interface Call {
  readonly floats: Bytes;
  readonly floatType: number;
  readonly codes: Bytes;
  readonly coding: Coding;
}

export const quantize: Kernels['quantize'] = (x, q, scales, zeroPoints, offsets) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const coding = codingAt(0, memory, scales, zeroPoints, offsets);
  const floats = memory.input(x, count * floatWidths[floatType]!);
  const codes = memory.output(q, packedBytes(count, coding.dtype.bits));
  const work = numbers[slot.finite] === 0 ? writeCodes : writeFiniteCodes;
  if (memory.isToRun()) forEachChunk(count, work, { floats, floatType, codes, coding });
  else handOver('quantize', x, q, scales, zeroPoints, offsets);
};

/** Quantizes a chunk. */
export function writeCodes(call: Call, at: number, length: number): void {
  loadFloats(call.floats, call.floatType, at, length);
  writeLoaded(call, at, length);
}

function writeFiniteCodes(call: Call, at: number, length: number): void {
  loadFloats(call.floats, call.floatType, at, length);
  if (!refusesUnfit(at, length)) writeLoaded(call, at, length);
}

function writeLoaded({ codes, coding }: Call, at: number, length: number): void {
  quantizeChunk(coding, at, length);
  storeCodes(codes, coding.dtype, quantizesWide(coding), at, length);
}

export const dequantize: Kernels['dequantize'] = (q, x, scales, zeroPoints, offsets) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const coding = codingAt(0, memory, scales, zeroPoints, offsets);
  const codes = memory.input(q, packedBytes(count, coding.dtype.bits));
  const floats = memory.output(x, count * floatWidths[floatType]!);
  if (memory.isToRun()) forEachChunk(count, writeFloats, { floats, floatType, codes, coding });
  else handOver('dequantize', q, x, scales, zeroPoints, offsets);
};

function writeFloats({ floats, floatType, codes, coding }: Call, at: number, length: number): void {
  loadCodes(codes, coding.dtype, dequantizesWide(coding), at, length);
  dequantizeChunk(coding, at, length);
  storeFloats(floats, floatType, at, length);
}
