import type { Layout } from '../backend.js';
import { scratch } from './scratch.js';

const { indices } = scratch;

/** Runs at least this long are worth a loop of their own; below, elements are told their parameters one by one. */
const longRun = 32;

/** Whether elements with the same parameters lie together in long runs. */
export function hasLongRuns({ inner, block }: Layout): boolean {
  return (block === 0 ? inner : inner === 1 ? block : 1) >= longRun;
}

/** The number of sets of parameters. */
export function parametersOf({ outer, axis, inner, block }: Layout): number {
  return block === 0 ? axis : outer * Math.ceil(axis / block) * inner;
}

/** Calls `use` for each run among elements at..at+count, with places counted from `at`. The layout has long runs. */
export function forRuns(
  { axis, inner, block }: Layout,
  at: number,
  count: number,
  use: (start: number, end: number, index: number) => void,
): void {
  const stop = at + count;
  for (let start = at; start < stop; ) {
    let end: number;
    let index: number;
    if (block === 0) {
      const run = Math.floor(start / inner);
      end = (run + 1) * inner;
      index = run % axis;
    } else {
      const outer = Math.floor(start / axis);
      const inAxis = Math.floor((start - outer * axis) / block);
      end = outer * axis + Math.min((inAxis + 1) * block, axis);
      index = outer * Math.ceil(axis / block) + inAxis;
    }
    use(start - at, Math.min(end, stop) - at, index);
    start = end;
  }
}

/** Writes to `indices` which parameters each of the elements at..at+count has. */
export function fillIndices({ axis, inner, block }: Layout, at: number, count: number): void {
  const blocks = block === 0 ? 0 : Math.ceil(axis / block);
  let row = Math.floor(at / inner);
  let i = at - row * inner;
  for (let to = 0; to < count; row++, i = 0) {
    const outer = Math.floor(row / axis);
    const inAxis = row - outer * axis;
    const stop = Math.min(count, to + inner - i);
    if (block === 0) {
      indices.fill(inAxis, to, stop);
      to = stop;
    } else {
      let index = (outer * blocks + Math.floor(inAxis / block)) * inner + i;
      while (to < stop) indices[to++] = index++;
    }
  }
}
