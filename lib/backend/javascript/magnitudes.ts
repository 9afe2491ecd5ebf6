import { loadFloats } from './floats.js';
import type { Bytes } from './memory.js';
import { chunkLength, scratch } from './scratch.js';

/*
 * The magnitudes of a row as integers below 2^53 / (count * 2^bits), so that every sum of them by levels is exact and has no order. Those
 * of a row that is longer than a chunk are made anew in each pass.
 */

const { floats } = scratch;

/** The integers of a chunk. */
export const magnitudes = new Float64Array(chunkLength);

/** A row of the data. */
export interface Row {
  readonly floats: Bytes;
  readonly floatType: number;
  /** Its first element. */
  readonly start: number;
  readonly count: number;
}

/** A double and its bits, the low half first. */
const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** The least e with value < 2^e, of a positive float32. */
function exponentAbove(value: number): number {
  double[0] = value;
  return (halves[1]! >>> 20) - 1022;
}

function powerOfTwo(exponent: number): number {
  halves[0] = 0;
  halves[1] = (exponent + 1023) << 20;
  return double[0]!;
}

/** Of the row that was read last. */
let largest = 0;
let shift = 0;
let factor = 1;
let sum = 0;

/** Whether all numbers of the row are 0. */
export function holdsZeros(): boolean {
  return largest === 0;
}

/** The sum of the integers. */
export function sumOfMagnitudes(): number {
  return sum;
}

/** The largest one, before it is rounded. */
export function mostOfMagnitudes(): number {
  return largest * factor;
}

/** What one of the integers stands for. */
export function unitOf(): number {
  return powerOfTwo(-shift);
}

/** Makes the integers of a row. Returns whether it is finite. */
export function readMagnitudes(row: Row, bits: number): boolean {
  largest = 0;
  sum = 0;
  for (let at = 0; at < row.count; at += chunkLength) {
    const most = largestOf(load(row, at));
    if (!(most < Infinity)) return false;
    largest = Math.max(largest, most);
  }
  if (largest === 0) return true;
  let bitsOfLength = 0;
  while (2 ** bitsOfLength < row.count) bitsOfLength++;
  shift = Math.max(1, 53 - bits - bitsOfLength) - exponentAbove(largest);
  factor = powerOfTwo(shift);
  const isOne = row.count <= chunkLength;
  for (let at = 0; at < row.count; at += chunkLength) sum += makeOf(isOne ? row.count : load(row, at));
  return true;
}

/** How many integers are in the chunk from `at` on, which are made if the row is longer. */
export function chunkOf(row: Row, at: number): number {
  if (row.count <= chunkLength) return row.count;
  const count = load(row, at);
  makeOf(count);
  return count;
}

function load({ floats, floatType, start, count }: Row, at: number): number {
  const length = Math.min(chunkLength, count - at) | 0;
  loadFloats(floats, floatType, start + at, length);
  return length;
}

/** NaN if there is one. */
function largestOf(count: number): number {
  let most = 0;
  for (let i = 0; i < count; i++) {
    const magnitude = Math.abs(floats[i]!);
    if (magnitude <= most) continue;
    if (Number.isNaN(magnitude)) return magnitude;
    most = magnitude;
  }
  return most;
}

/** Adding 2^52 to a number below 2^51 rounds it to an integer, ties to even. */
function makeOf(count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) {
    const whole = Math.abs(floats[i]!) * factor + 4503599627370496 - 4503599627370496;
    magnitudes[i] = whole;
    total += whole;
  }
  return total;
}
