import { floatTypes } from '../../tables/float-types.js';
import { narrowBfloat16, narrowFloat16, widenBfloat16, widenFloat16 } from './half.js';
import { type Bytes, bytesAt, storeBytes } from './memory.js';
import { part, scratch } from './scratch.js';

const { floats, floatBytes, bytes, doubles } = scratch;

const { float32, float64, float16 } = floatTypes;

/** Bytes of a float, by the index of the float type. */
export const floatWidths: readonly number[] = Object.values(floatTypes)
  .sort((a, b) => a.index - b.index)
  .map((type) => type.bytes);

/** Loads floats at..at+count of the caller's memory to scratch, as float32. */
export function loadFloats(x: Bytes, floatType: number, at: number, count: number): void {
  const width = floatWidths[floatType]!;
  const given = bytesAt(x, at * width, count * width);
  if (floatType === float32.index) {
    floatBytes.set(given);
    return;
  }
  bytes.set(given);
  if (floatType === float64.index) floats.set(part(doubles, count));
  else if (floatType === float16.index) widenFloat16(count);
  else widenBfloat16(count);
}

/** Stores the floats in scratch to at..at+count of the caller's memory, rounded to its float type. */
export function storeFloats(x: Bytes, floatType: number, at: number, count: number): void {
  const width = floatWidths[floatType]!;
  if (floatType === float32.index) {
    storeBytes(x, at * width, floatBytes, count * width);
    return;
  }
  if (floatType === float64.index) doubles.set(part(floats, count));
  else if (floatType === float16.index) narrowFloat16(count);
  else narrowBfloat16(count);
  storeBytes(x, at * width, bytes, count * width);
}
