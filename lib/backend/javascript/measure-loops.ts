import { Measure } from '../../kernels.js';
import { scratch } from './scratch.js';

/*
 * The sums of `measure`, in the order that native/core/measure.h describes, over floats x and restored ones r in scratch.
 */

const { floats, restored, mask } = scratch;

/** Lanes of a chunk: lane i % 8 sums element i. */
const signal = new Float64Array(8);
const noise = new Float64Array(8);
const square = new Float64Array(8);
const product = new Float64Array(8);
const absolute = new Float64Array(8);

/** Where results are: `stride` elements from one {@link Measure} to the next. */
export interface Results {
  readonly values: Float64Array;
  readonly stride: number;
}

/** The index of a measure of a result. */
function placeOf(to: Results, measure: Measure, result: number): number {
  return measure * to.stride + result;
}

/** Adds the elements start..end of scratch, a chunk at most, to a result. `index` is that of the element `start`. */
export function measureRun(start: number, end: number, index: number, to: Results, result: number): void {
  for (let lane = 0; lane < 8; lane++) sumLane(start + lane, end, lane);
  addLanes(to, Measure.signal, result, signal);
  addLanes(to, Measure.noise, result, noise);
  addLanes(to, Measure.restored, result, square);
  addLanes(to, Measure.product, result, product);
  addLanes(to, Measure.absolute, result, absolute);
  findLargest(start, end, index, to, result);
}

function sumLane(first: number, end: number, lane: number): void {
  let ofSignal = 0;
  let ofNoise = 0;
  let ofSquare = 0;
  let ofProduct = 0;
  let ofAbsolute = 0;
  for (let i = first; i < end; i += 8) {
    const x = floats[i]!;
    const r = restored[i]!;
    const d = x - r;
    ofSignal += x * x;
    ofNoise += d * d;
    ofSquare += r * r;
    ofProduct += x * r;
    ofAbsolute += Math.abs(d);
  }
  signal[lane] = ofSignal;
  noise[lane] = ofNoise;
  square[lane] = ofSquare;
  product[lane] = ofProduct;
  absolute[lane] = ofAbsolute;
}

function addLanes(to: Results, measure: Measure, result: number, v: Float64Array): void {
  const even = v[0]! + v[4]! + (v[2]! + v[6]!);
  const odd = v[1]! + v[5]! + (v[3]! + v[7]!);
  const place = placeOf(to, measure, result);
  to.values[place] = to.values[place]! + (even + odd);
}

function findLargest(start: number, end: number, index: number, to: Results, result: number): void {
  const { values } = to;
  let most = values[placeOf(to, Measure.largest, result)]!;
  let at = -1;
  for (let i = start; i < end; i++) {
    const magnitude = Math.abs(floats[i]! - restored[i]!);
    if (magnitude <= most) continue;
    most = magnitude;
    at = i;
  }
  if (at < 0) return;
  values[placeOf(to, Measure.largest, result)] = most;
  values[placeOf(to, Measure.index, result)] = index + (at - start);
}

/** Adds `count` elements of scratch, of rows of `columns`, to results from `result` on: one for each column. */
export function measureColumns(
  count: number,
  columns: number,
  index: number,
  to: Results,
  result: number,
): void {
  const { values } = to;
  for (let i = 0, c = 0; i < count; i++) {
    const x = floats[i]!;
    const r = restored[i]!;
    const d = x - r;
    const magnitude = Math.abs(d);
    const at = result + c;
    values[placeOf(to, Measure.signal, at)]! += x * x;
    values[placeOf(to, Measure.noise, at)]! += d * d;
    values[placeOf(to, Measure.restored, at)]! += r * r;
    values[placeOf(to, Measure.product, at)]! += x * r;
    values[placeOf(to, Measure.absolute, at)]! += magnitude;
    if (magnitude > values[placeOf(to, Measure.largest, at)]!) {
      values[placeOf(to, Measure.largest, at)] = magnitude;
      values[placeOf(to, Measure.index, at)] = index + i;
    }
    if (++c === columns) c = 0;
  }
}

/** Begins `count` results: no elements. */
export function beginMeasures(to: Results, count: number): void {
  for (let measure = 0; measure <= Measure.clipped; measure++) {
    const place = placeOf(to, measure, 0);
    to.values.fill(measure === Measure.largest ? -1 : 0, place, place + count);
  }
}

const sums = [
  Measure.signal,
  Measure.noise,
  Measure.restored,
  Measure.product,
  Measure.absolute,
  Measure.clipped,
];

/** Adds the results of a part. */
export function addPart(to: Results, part: Results, count: number): void {
  for (let i = 0; i < count; i++) {
    for (const measure of sums) {
      const place = placeOf(to, measure, i);
      to.values[place] = to.values[place]! + part.values[placeOf(part, measure, i)]!;
    }
    const most = part.values[placeOf(part, Measure.largest, i)]!;
    if (most <= to.values[placeOf(to, Measure.largest, i)]!) continue;
    to.values[placeOf(to, Measure.largest, i)] = most;
    to.values[placeOf(to, Measure.index, i)] = part.values[placeOf(part, Measure.index, i)]!;
  }
}

/** Adds how many of the elements start..end of scratch have a mark. */
export function addMarked(start: number, end: number, to: Results, result: number): void {
  let count = 0;
  for (let i = start; i < end; i++) count += mask[i]!;
  const place = placeOf(to, Measure.clipped, result);
  to.values[place] = to.values[place]! + count;
}
