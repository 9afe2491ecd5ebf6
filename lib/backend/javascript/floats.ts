import { floatTypes } from '../../tables/float-types.js';
import { bytesAt, type Elements, storeBytes } from './elements.js';
import { narrowBfloat16, narrowFloat16, widenBfloat16, widenFloat16 } from './half.js';
import type { Loop } from './loops.js';
import { blockLength, part, scratch } from './scratch.js';

const { floats, floatBytes, bytes, doubles } = scratch;

const { float32, float64, float16 } = floatTypes;

/** Bytes of a float, by the index of its type. */
export const floatWidths: readonly number[] = Object.values(floatTypes)
  .sort((a, b) => a.index - b.index)
  .map((type) => type.bytes);

/** Brings what is in memory to the staging bytes, in the host's order. */
export function stage(x: Elements, at: number, count: number, width: number): void {
  bytes.set(bytesAt(x, at * width, count * width));
  if (x.swapped) swap(bytes, width);
}

/** And back. */
export function unstage(x: Elements, at: number, count: number, width: number): void {
  if (x.swapped) swap(bytes, width);
  storeBytes(x, at * width, bytes, count * width);
}

/** Turns the bytes of each element around. */
export function swap(all: Buffer, width: number): void {
  if (width === 2) all.swap16();
  else if (width === 4) all.swap32();
  else if (width === 8) all.swap64();
}

/** Brings floats at..at+count to scratch, as float32. */
export function loadFloats(x: Elements, floatType: number, at: number, count: number): void {
  if (floatType === float32.index) {
    floatBytes.set(bytesAt(x, at * 4, count * 4));
    if (x.swapped) floatBytes.swap32();
    return;
  }
  stage(x, at, count, floatWidths[floatType]!);
  if (floatType === float64.index) floats.set(doubles.subarray(0, count));
  else if (floatType === float16.index) widenFloat16(count);
  else widenBfloat16(count);
}

/** Stores floats of scratch at..at+count, rounded to their type. */
export function storeFloats(x: Elements, floatType: number, at: number, count: number): void {
  if (floatType === float32.index) {
    if (x.swapped) floatBytes.swap32();
    storeBytes(x, at * 4, floatBytes, count * 4);
    return;
  }
  if (floatType === float64.index) doubles.set(part(floats, count));
  else if (floatType === float16.index) narrowFloat16(count);
  else narrowBfloat16(count);
  unstage(x, at, count, floatWidths[floatType]!);
}

/** Runs a loop that only reads over all floats. */
export function scanFloats<P>(x: Elements, floatType: number, count: number, loop: Loop<P>, by: P): void {
  for (let at = 0; at < count; at += blockLength) {
    const length = Math.min(blockLength, count - at) | 0;
    loadFloats(x, floatType, at, length);
    loop(0, length, by);
  }
}
