import { chunkOf, magnitudes, mostOfMagnitudes, type Row, sumOfMagnitudes } from './magnitudes.js';
import { chunkLength } from './scratch.js';

/*
 * The step of least squares of a row of few bits: native/core/fit.cpp in JavaScript, where it is explained. Both do the same operations,
 * so that they find the same bits.
 */

/** The levels of one t, as State in fit.cpp. */
interface State {
  readonly t: number;
  readonly products: number;
  readonly squares: number;
  readonly levels: number;
  readonly product: number;
  readonly square: number;
  readonly quality: number;
}

/** A level that a magnitude has only from `t` on. */
interface Step {
  readonly t: number;
  readonly magnitude: number;
  readonly level: number;
}

/** As kFitPlaces and kSortedSteps in native/core/tuning.h. */
const places = [0.2, 0.6, 0.85, 0.95, 1.05, 1.2, 1.6, 3];
const sortedSteps = 12;
const mostWaiting = 64;

const gain = 1 + 2 ** -43;
const apart = 1 + 2 ** -44;

/** Twice the sum of m * w by that of w * w. */
export function stepOf(row: Row, bits: number): number {
  const search = new Search(row, bits);
  if (bits > 1) search.run();
  return (2 * search.best.product) / search.best.square;
}

class Search {
  best: State;
  private readonly sum = sumOfMagnitudes();
  /** The highest level. */
  private readonly top: number;
  private readonly limit: number;

  constructor(
    private readonly row: Row,
    private readonly bits: number,
  ) {
    this.top = 2 ** (bits - 1) - 1;
    this.limit = this.top + 0.5;
    this.best = this.stateOf(0.5 / mostOfMagnitudes(), 0, 0, 0);
  }

  run(): void {
    const first = this.best;
    const last = this.at(this.limit - 0.5);
    const usual = this.bits === 2 ? 0.8013 : this.bits === 4 ? 2.38 : 25.9;
    let state = this.at((usual * this.row.count) / this.sum);
    for (let i = 0; i < 2; i++) state = this.at(state.square / (2 * state.product));
    const centre = state.t;
    const states: State[] = [];
    let before = first;
    for (const place of places) {
      const t = centre * place;
      if (!(t > before.t && t < last.t)) continue;
      before = this.at(t);
      states.push(before);
    }
    states.push(last);
    before = first;
    for (const next of states) {
      this.between(before, next);
      before = next;
    }
  }

  private stateOf(t: number, products: number, squares: number, levels: number): State {
    const product = 2 * products + this.sum;
    const square = 4 * (squares + levels) + this.row.count;
    return { t, products, squares, levels, product, square, quality: (product * product) / square };
  }

  private at(t: number): State {
    const { row, limit, top } = this;
    let products = 0;
    let squares = 0;
    let levels = 0;
    for (let at = 0; at < row.count; at += chunkLength) {
      const count = chunkOf(row, at) | 0;
      for (let i = 0; i < count; i++) {
        const magnitude = magnitudes[i]!;
        const place = magnitude * t;
        const level = place < limit ? place | 0 : top;
        products += magnitude * level;
        squares += level * level;
        levels += level;
      }
    }
    const state = this.stateOf(t, products, squares, levels);
    this.consider(state);
    return state;
  }

  private consider(state: State): void {
    if (state.quality > this.best.quality) this.best = state;
  }

  private isWorth(a: State, b: State): boolean {
    return b.levels - a.levels > 1 && bound(a, b) > this.best.quality * gain;
  }

  private between(a: State, b: State): void {
    const ends: State[] = [];
    let low = a;
    let high = b;
    for (;;) {
      const middle = (2 * low.t * high.t) / (low.t + high.t);
      if (this.isWorth(low, high)) {
        if (high.levels - low.levels <= sortedSteps) this.sweep(low, high);
        else if (middle > low.t * apart && middle < high.t && ends.length < mostWaiting) {
          ends.push(high);
          high = this.at(middle);
          continue;
        }
      }
      const next = ends.pop();
      if (next === undefined) return;
      low = high;
      high = next;
    }
  }

  private sweep(low: State, high: State): void {
    const steps = this.stepsOf(low.t, high.t).sort((a, b) => a.t - b.t);
    let { products, squares, levels } = low;
    for (let i = 0; i < steps.length; i++) {
      const { t, magnitude, level } = steps[i]!;
      products += magnitude;
      squares += 2 * level - 1;
      levels += 1;
      if (t !== steps[i + 1]?.t) this.consider(this.stateOf(t, products, squares, levels));
    }
  }

  /** At most `sortedSteps`, in the order of the row. */
  private stepsOf(from: number, to: number): Step[] {
    const { row } = this;
    const steps: Step[] = [];
    for (let at = 0; at < row.count; at += chunkLength) {
      const count = chunkOf(row, at) | 0;
      for (let i = 0; i < count; i++) {
        const magnitude = magnitudes[i]!;
        const last = this.levelOf(magnitude * to);
        for (let level = this.levelOf(magnitude * from) + 1; level <= last; level++) {
          if (steps.length === sortedSteps) return steps;
          steps.push({ t: level / magnitude, magnitude, level });
        }
      }
    }
    return steps;
  }

  private levelOf(place: number): number {
    return place < this.limit ? place | 0 : this.top;
  }
}

function bound(a: State, b: State): number {
  const slope = 1 / (4 * a.t);
  const otherSlope = 1 / (4 * b.t);
  const rise = b.product - a.product - (b.square - a.square) * otherSlope;
  const length = rise / (slope - otherSlope);
  const product = a.product + length * slope;
  return (product * product) / (a.square + length);
}
