import { kernels } from '../backend/select.js';
import { slot } from '../kernels.js';
import { Kept } from './kept.js';
import { throwUnlessDone } from './values.js';

const { numbers } = kernels;

const keysMemory = new Kept(Float64Array);
const idsMemory = new Kept(Uint32Array);
const countsMemory = new Kept(Float64Array);
const placesMemory = new Kept(Uint32Array);

/** Up to so many are put in order one by one. */
const few = 64;

/** The best k of each query, of all scores that were added. One at a time: the next one has the same memory. */
export class Best {
  private readonly capacity: number;
  private readonly keys: Float64Array;
  private readonly ids: Uint32Array;
  private readonly counts: Float64Array;
  private readonly queries: number;
  private readonly k: number;
  private readonly isLarger: boolean;

  constructor(queries: number, k: number, isLarger: boolean) {
    this.queries = queries;
    this.k = k;
    this.isLarger = isLarger;
    this.capacity = k + Math.max(k, 256);
    this.keys = keysMemory.take(queries * this.capacity);
    this.ids = idsMemory.take(queries * this.capacity);
    this.counts = countsMemory.take(queries).fill(0);
  }

  /** Adds the scores of rows `first` on, or of a list of rows. */
  add(scores: Float64Array, rows: number, first: number, list: Uint32Array | undefined): void {
    numbers[slot.queries] = this.queries;
    numbers[slot.rows] = rows;
    numbers[slot.firstRow] = list === undefined ? first : 0;
    numbers[slot.k] = this.k;
    numbers[slot.symmetric] = this.isLarger ? 1 : 0;
    kernels.selectBest(scores, this.keys, this.ids, this.counts, list);
    throwUnlessDone('scores');
  }

  /** Writes rows and scores of all queries, [queries, k], from `at` on; at least k scores were added. */
  write(indices: Uint32Array, scores: Float64Array, at: number): void {
    const { k, capacity, keys, ids, counts } = this;
    for (let query = 0; query < this.queries; query++) {
      const base = query * capacity;
      const order = this.ordered(base, counts[query]!);
      for (let i = 0; i < k; i++) {
        indices[at + query * k + i] = ids[order[i]!]!;
        scores[at + query * k + i] = keys[order[i]!]!;
      }
    }
  }

  /** Places in `keys`, of the best k. */
  private ordered(base: number, count: number): Uint32Array {
    const { k } = this;
    const isBefore = (a: number, b: number) => this.compare(a, b) < 0;
    if (k > few) {
      const places = Uint32Array.from({ length: count }, (_, i) => base + i);
      return places.sort((a, b) => this.compare(a, b));
    }
    const places = placesMemory.take(k);
    let filled = 0;
    for (let place = base; place < base + count; place++) {
      if (filled === k && !isBefore(place, places[k - 1]!)) continue;
      let at = filled < k ? filled++ : k - 1;
      for (; at > 0 && isBefore(place, places[at - 1]!); at--) places[at] = places[at - 1]!;
      places[at] = place;
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
