import { type Kernels, slot } from '../../kernels.js';
import { floatTypes } from '../../tables/float-types.js';
import { countAt } from './calls.js';
import { forEachChunk } from './chunks.js';
import { isFloat8, loadFloat8, storeFloat8 } from './float8.js';
import { loadFloat64, storeFloat64 } from './float64.js';
import { floatWidths, loadFloats, storeFloats } from './floats.js';
import { handOver } from './intercept.js';
import { type Bytes, bytesAt, Memory } from './memory.js';
import { numbers } from './numbers.js';

const float64 = floatTypes.float64.index;
const float32 = floatTypes.float32.index;

interface Call {
  readonly floats: Bytes;
  readonly from: number;
  readonly results: Bytes;
  readonly to: number;
  readonly saturate: boolean;
}

export const convert: Kernels['convert'] = (x, out) => {
  const from = numbers[slot.floatType]! | 0;
  const to = numbers[slot.toFloatType]! | 0;
  const saturate = isFloat8(to) && numbers[slot.saturate]! !== 0;
  const count = countAt(0);
  const memory = new Memory();
  const floats = memory.input(x, count * widthOf(from));
  const results = memory.output(out, count * widthOf(to));
  if (!memory.isToRun()) return handOver('convert', x, out);
  if (from === to) bytesAt(results, 0, results.byteLength).set(bytesAt(floats, 0, floats.byteLength));
  else forEachChunk(count, convertChunk, { floats, from, results, to, saturate });
};

function widthOf(type: number): number {
  return isFloat8(type) ? 1 : floatWidths[type]!;
}

function convertChunk({ floats, from, results, to, saturate }: Call, at: number, length: number): void {
  if (isFloat8(from)) loadFloat8(floats, from, at, length);
  else if (from === float64) loadFloat64(floats, at, length, to === float32);
  else loadFloats(floats, from, at, length);
  if (isFloat8(to)) storeFloat8(results, to, at, length, saturate);
  else if (to === float64) storeFloat64(results, at, length);
  else storeFloats(results, to, at, length);
}
