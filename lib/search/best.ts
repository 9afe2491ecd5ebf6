import { kernels } from '../backend/select.js';
import { slot } from '../kernels.js';
import { keptMemory } from './kept.js';
import { throwUnlessDone } from './values.js';

const { numbers } = kernels;

/** Up to so many are put in order one by one. */
const few = 64;

/**
 * The best k of each query, of all scores that were added. One at a time of each memory: the next one overwrites it. Threads each have a part of
 * their own, [parts, queries, capacity]; `add` is for the first.
 */
export class Best {
  readonly keys: Float64Array;
  readonly ids: Uint32Array;
  readonly counts: Float64Array;
  private readonly capacity: number;
  private readonly queries: number;
  private readonly k: number;
  private readonly isLarger: boolean;
  private readonly memory: typeof keptMemory;
  private readonly parts: number;

  constructor(queries: number, k: number, isLarger: boolean, memory = keptMemory, parts = 1) {
    this.queries = queries;
    this.k = k;
    this.isLarger = isLarger;
    this.memory = memory;
    this.parts = parts;
    this.capacity = k + Math.max(k, 256);
    this.keys = memory.keys.take(parts * queries * this.capacity);
    this.ids = memory.ids.take(parts * queries * this.capacity);
    this.counts = memory.counts.take(parts * queries).fill(0);
  }

  /** Adds the scores of rows `first` on, or of a list of rows. */
  add(scores: Float64Array, rows: number, first: number, list: Uint32Array | undefined): void {
    numbers[slot.queries] = this.queries;
    numbers[slot.rows] = rows;
    numbers[slot.firstRow] = list === undefined ? first : 0;
    numbers[slot.k] = this.k;
    numbers[slot.symmetric] = this.isLarger ? 1 : 0;
    const { keys, ids, counts, capacity, queries } = this;
    if (this.parts === 1) kernels.selectBest(scores, keys, ids, counts, list);
    else {
      const room = queries * capacity;
      kernels.selectBest(
        scores,
        keys.subarray(0, room),
        ids.subarray(0, room),
        counts.subarray(0, queries),
        list,
      );
    }
    throwUnlessDone('scores');
  }

  /** Writes rows and scores of all queries, [queries, k], from `at` on; at least k scores were added. */
  write(indices: Uint32Array, scores: Float64Array, at: number): void {
    const { k, keys, ids } = this;
    for (let query = 0; query < this.queries; query++) {
      const order = k > few ? this.sorted(query) : this.inserted(query);
      for (let i = 0; i < k; i++) {
        indices[at + query * k + i] = ids[order[i]!]!;
        scores[at + query * k + i] = keys[order[i]!]!;
      }
    }
  }

  /** Places in `keys`, of the best k first. */
  private sorted(query: number): Uint32Array {
    const places = new Uint32Array(this.parts * this.capacity);
    let count = 0;
    for (let part = query; part < this.parts * this.queries; part += this.queries) {
      const base = part * this.capacity;
      const end = base + this.counts[part]!;
      for (let place = base; place < end; place++) places[count++] = place;
    }
    return places.subarray(0, count).sort((a, b) => this.compare(a, b));
  }

  /** The same, of few: each is put where it belongs. */
  private inserted(query: number): Uint32Array {
    const { k, capacity } = this;
    const isBefore = (a: number, b: number) => this.compare(a, b) < 0;
    const places = this.memory.places.take(k);
    let filled = 0;
    for (let part = query; part < this.parts * this.queries; part += this.queries) {
      const base = part * capacity;
      const end = base + this.counts[part]!;
      for (let place = base; place < end; place++) {
        if (filled === k && !isBefore(place, places[k - 1]!)) continue;
        let at = filled < k ? filled++ : k - 1;
        for (; at > 0 && isBefore(place, places[at - 1]!); at--) places[at] = places[at - 1]!;
        places[at] = place;
      }
    }
    return places;
  }

  /** The better score first, NaN last, then the lower row. */
  private compare(a: number, b: number): number {
    const x = this.keys[a]!;
    const y = this.keys[b]!;
    const isLast = Number.isNaN(x);
    if (x === y || (isLast && Number.isNaN(y))) return this.ids[a]! - this.ids[b]!;
    if (isLast || Number.isNaN(y)) return isLast ? 1 : -1;
    return this.isLarger === x > y ? -1 : 1;
  }
}
