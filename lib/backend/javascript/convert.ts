import { type Kernels, slot } from '../../kernels.js';
import { floatTypes } from '../../tables/float-types.js';
import { countAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { loadFloat64, storeFloat64 } from './float64.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { type Bytes, bytesAt, Memory } from './memory.js';
import { numbers } from './numbers.js';

const float64 = floatTypes.float64.index;
const float32 = floatTypes.float32.index;

interface Call {
  readonly floats: Bytes;
  readonly from: number;
  readonly results: Bytes;
  readonly to: number;
}

export const convert: Kernels['convert'] = (x, out) => {
  const from = numbers[slot.floatType]! | 0;
  const to = numbers[slot.toFloatType]! | 0;
  const count = countAt(0);
  const memory = new Memory();
  const floats = memory.input(x, count * floatWidths[from]!);
  const results = memory.output(out, count * floatWidths[to]!);
  if (!memory.isFit()) return;
  if (from === to) bytesAt(results, 0, results.byteLength).set(bytesAt(floats, 0, floats.byteLength));
  else forEachChunk(count, convertChunk, { floats, from, results, to });
};

function convertChunk({ floats, from, results, to }: Call, at: number, length: number): void {
  if (from === float64) loadFloat64(floats, at, length, to === float32);
  else loadFloats(floats, from, at, length);
  if (to === float64) storeFloat64(results, at, length);
  else storeFloats(results, to, at, length);
}
