import { type Kernels, slot } from '../../kernels.js';
import { type Coding, codingAt, countAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { fakeQuantizeEach } from './general-loops.js';
import { fillIndices } from './layouts.js';
import { type Bytes, Memory, storeBytes } from './memory.js';
import { numbers } from './numbers.js';
import { scratch } from './scratch.js';

interface Call {
  readonly floats: Bytes;
  readonly floatType: number;
  readonly results: Bytes;
  readonly marks: Bytes | undefined;
  readonly coding: Coding;
}

export const fakeQuantize: Kernels['fakeQuantize'] = (x, out, mask, scales, zeroPoints, offsets) => {
  const floatType = numbers[slot.floatType]! | 0;
  const count = countAt(0);
  const bytes = count * floatWidths[floatType]!;
  const memory = new Memory();
  const coding = codingAt(0, memory, scales, zeroPoints, offsets);
  const floats = memory.input(x, bytes);
  const results = memory.output(out, bytes);
  const marks = mask && memory.output(mask, count);
  if (memory.isFit()) forEachChunk(count, fakeQuantizeChunk, { floats, floatType, results, marks, coding });
};

function fakeQuantizeChunk(call: Call, at: number, length: number): void {
  const { floats, floatType, results, marks, coding } = call;
  loadFloats(floats, floatType, at, length);
  fillIndices(coding.layout, at, length);
  fakeQuantizeEach(length, coding);
  storeFloats(results, floatType, at, length);
  if (marks !== undefined) storeBytes(marks, at, scratch.mask, length);
}
