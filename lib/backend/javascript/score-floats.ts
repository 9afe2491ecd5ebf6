import { Metric, QueryConstant, queryConstants, Status, slot } from '../../kernels.js';
import { loadFloats } from './floats.js';
import { doublesOver } from './memory.js';
import { answer, numbers } from './numbers.js';
import type { ScoreCall } from './score-rows.js';
import { chunkLength, part, scratch } from './scratch.js';

/** Floats of rows that are scored at once. Grows to hold a row. */
let copied = new Float32Array(2 ** 14);

/** The sums of squares of these rows, which serve all queries. */
const norms = new Float64Array(2 ** 14);

/** Rows of floats. The sums are those of kernels.ts: eight of them, joined by a tree. */
export function scoreFloats(call: ScoreCall): void {
  const { columns, rows, queries, prepared, metric, scores, constants } = call;
  const asked = doublesOver(prepared);
  const step = Math.max(1, Math.min(rows, Math.floor(2 ** 14 / columns)));
  if (copied.length < columns) copied = new Float32Array(columns);
  for (let first = 0; first < rows; first += step) {
    const length = Math.min(step, rows - first);
    for (let row = 0; row < length; row++) load(call, first + row, row * columns);
    if (metric === Metric.cosine) {
      for (let row = 0; row < length; row++) norms[row] = square(copied, row * columns, columns);
    }
    for (let query = 0; query < queries; query++) {
      const norm = constants[query * queryConstants + QueryConstant.norm]!;
      const to = query * rows + first;
      const y = query * columns;
      for (let row = 0; row < length; row++) {
        const x = row * columns;
        let score =
          metric === Metric.l2 ? squares(copied, x, asked, y, columns) : dot(copied, x, asked, y, columns);
        // Sums of finite float32 stay finite in float64; one NaN or infinity does not.
        if (!Number.isFinite(score)) {
          refuse(call, first + row);
          return;
        }
        if (metric === Metric.cosine) score /= Math.sqrt(norms[row]! * norm);
        scores[to + row] = score;
      }
    }
  }
}

/** float32 of a row. */
function load(call: ScoreCall, place: number, to: number): void {
  const { corpus, columns, floatType, list, firstRow } = call;
  const row = list === undefined ? firstRow + place : list[place]!;
  const { floats } = scratch;
  for (let at = 0; at < columns; at += chunkLength) {
    const count = Math.min(chunkLength, columns - at);
    loadFloats(corpus, floatType, row * columns + at, count);
    copied.set(part(floats, count), to + at);
  }
}

function refuse({ list, firstRow }: ScoreCall, place: number): void {
  numbers[slot.index] = list === undefined ? firstRow + place : list[place]!;
  answer(Status.notFinite);
}

function dot(x: Float32Array, at: number, y: Float64Array, from: number, columns: number): number {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  const rest = columns & 7;
  const end = at + columns - rest;
  for (; at < end; at += 8, from += 8) {
    a += x[at]! * y[from]!;
    b += x[at + 1]! * y[from + 1]!;
    c += x[at + 2]! * y[from + 2]!;
    d += x[at + 3]! * y[from + 3]!;
    e += x[at + 4]! * y[from + 4]!;
    f += x[at + 5]! * y[from + 5]!;
    g += x[at + 6]! * y[from + 6]!;
    h += x[at + 7]! * y[from + 7]!;
  }
  if (rest > 0) a += x[at]! * y[from]!;
  if (rest > 1) b += x[at + 1]! * y[from + 1]!;
  if (rest > 2) c += x[at + 2]! * y[from + 2]!;
  if (rest > 3) d += x[at + 3]! * y[from + 3]!;
  if (rest > 4) e += x[at + 4]! * y[from + 4]!;
  if (rest > 5) f += x[at + 5]! * y[from + 5]!;
  if (rest > 6) g += x[at + 6]! * y[from + 6]!;
  return a + e + (c + g) + (b + f + (d + h));
}

/** As {@link dot} of a row with itself. Written out: one loop for arrays of two kinds would take a quarter longer. */
function square(x: Float32Array, at: number, columns: number): number {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  const rest = columns & 7;
  const end = at + columns - rest;
  for (; at < end; at += 8) {
    a += x[at]! * x[at]!;
    b += x[at + 1]! * x[at + 1]!;
    c += x[at + 2]! * x[at + 2]!;
    d += x[at + 3]! * x[at + 3]!;
    e += x[at + 4]! * x[at + 4]!;
    f += x[at + 5]! * x[at + 5]!;
    g += x[at + 6]! * x[at + 6]!;
    h += x[at + 7]! * x[at + 7]!;
  }
  if (rest > 0) a += x[at]! * x[at]!;
  if (rest > 1) b += x[at + 1]! * x[at + 1]!;
  if (rest > 2) c += x[at + 2]! * x[at + 2]!;
  if (rest > 3) d += x[at + 3]! * x[at + 3]!;
  if (rest > 4) e += x[at + 4]! * x[at + 4]!;
  if (rest > 5) f += x[at + 5]! * x[at + 5]!;
  if (rest > 6) g += x[at + 6]! * x[at + 6]!;
  return a + e + (c + g) + (b + f + (d + h));
}

function squares(x: Float32Array, at: number, y: Float64Array, from: number, columns: number): number {
  const sums = [0, 0, 0, 0, 0, 0, 0, 0];
  let [a, b, c, d] = [0, 0, 0, 0];
  let [e, f, g, h] = [0, 0, 0, 0];
  const rest = columns & 7;
  const end = at + columns - rest;
  for (; at < end; at += 8, from += 8) {
    const p = x[at]! - y[from]!;
    const q = x[at + 1]! - y[from + 1]!;
    const r = x[at + 2]! - y[from + 2]!;
    const s = x[at + 3]! - y[from + 3]!;
    const t = x[at + 4]! - y[from + 4]!;
    const u = x[at + 5]! - y[from + 5]!;
    const v = x[at + 6]! - y[from + 6]!;
    const w = x[at + 7]! - y[from + 7]!;
    a += p * p;
    b += q * q;
    c += r * r;
    d += s * s;
    e += t * t;
    f += u * u;
    g += v * v;
    h += w * w;
  }
  for (let i = 0; i < rest; i++) {
    const p = x[at + i]! - y[from + i]!;
    sums[i] = p * p;
  }
  a += sums[0]!;
  b += sums[1]!;
  c += sums[2]!;
  d += sums[3]!;
  e += sums[4]!;
  f += sums[5]!;
  g += sums[6]!;
  return a + e + (c + g) + (b + f + (d + h));
}
