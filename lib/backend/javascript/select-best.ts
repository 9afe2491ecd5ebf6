import { type Kernels, slot } from '../../kernels.js';
import { doublesOver, Memory, wordsOver } from './memory.js';
import { numbers } from './numbers.js';

/** The best of one query. Order: the better score, NaN behind all others, then the lower id. */
interface Held {
  readonly keys: Float64Array;
  readonly ids: Uint32Array;
  readonly capacity: number;
  readonly k: number;
}

export const selectBest: Kernels['selectBest'] = (scores, keys, ids, counts, list) => {
  const queries = numbers[slot.queries]!;
  const rows = numbers[slot.rows]! | 0;
  const k = numbers[slot.k]!;
  const capacity = k + Math.max(k, 256);
  const memory = new Memory();
  const given = memory.input(scores, queries * rows * 8);
  const best = memory.output(keys, queries * capacity * 8);
  const names = memory.output(ids, queries * capacity * 4);
  const held = memory.output(counts, queries * 8);
  const named = list && memory.input(list, rows * 4);
  if (!memory.isFit()) return;
  const all = doublesOver(given);
  const places = doublesOver(held);
  const rowsOf = named && wordsOver(named);
  // Larger keys are better here: where smaller scores are, signs are turned.
  const sign = numbers[slot.symmetric] === 1 ? 1 : -1;
  for (let query = 0; query < queries; query++) {
    const own = all.subarray(query * rows, (query + 1) * rows);
    const into: Held = {
      keys: doublesOver(best).subarray(query * capacity, (query + 1) * capacity),
      ids: wordsOver(names).subarray(query * capacity, (query + 1) * capacity),
      capacity,
      k,
    };
    places[query] = merge(into, places[query]!, own, rows, numbers[slot.firstRow]!, rowsOf, sign);
  }
};

/** Merges the scores of rows and returns how many are held. */
function merge(
  held: Held,
  count: number,
  scores: Float64Array,
  rows: number,
  first: number,
  list: Uint32Array | undefined,
  sign: number,
): number {
  const { keys, ids, capacity, k } = held;
  if (sign < 0) turn(keys, count);
  let end = count >= k ? cut(held, count) : count;
  // The k-th best so far: what is worse cannot be among the best. NaN, which no score is below, lets all in.
  let least = end >= k ? keys[k - 1]! : NaN;
  for (let row = 0; row < rows; row++) {
    const key = scores[row]! * sign;
    if (key < least || (Number.isNaN(key) && !Number.isNaN(least))) continue;
    keys[end] = key;
    ids[end++] = list === undefined ? first + row : list[row]!;
    if (end < capacity) continue;
    end = cut(held, end);
    least = keys[k - 1]!;
  }
  if (sign < 0) turn(keys, end);
  return end;
}

function turn(keys: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) keys[i] = -keys[i]!;
}

/** Whether element i comes before a key with an id. */
function isBefore(keys: Float64Array, ids: Uint32Array, i: number, key: number, id: number): boolean {
  const own = keys[i]!;
  if (own > key) return true;
  if (own < key) return false;
  const isLast = Number.isNaN(own);
  const isOtherLast = Number.isNaN(key);
  return isLast === isOtherLast ? ids[i]! < id : isOtherLast;
}

/** Whether a key with an id comes before element i. */
function isAfter(keys: Float64Array, ids: Uint32Array, i: number, key: number, id: number): boolean {
  return !isBefore(keys, ids, i, key, id) && !(ids[i] === id && Object.is(keys[i], key));
}

/** Moves the best k to the front, the k-th of them to k - 1 (quickselect), and returns k. */
function cut({ keys, ids, k }: Held, count: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const key = keys[middle]!;
    const id = ids[middle]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (isBefore(keys, ids, i, key, id)) i++;
      while (isAfter(keys, ids, j, key, id)) j--;
      if (i > j) break;
      swap(keys, ids, i++, j--);
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return k;
}

function swap(keys: Float64Array, ids: Uint32Array, i: number, j: number): void {
  const key = keys[i]!;
  const id = ids[i]!;
  keys[i] = keys[j]!;
  ids[i] = ids[j]!;
  keys[j] = key;
  ids[j] = id;
}
