import type { Layout } from '../../kernels.js';
import { scratch } from './scratch.js';

const { indices } = scratch;

/** One set of parameters for all elements, however many there are. */
export const oneSet: Layout = { outer: 1, axis: 1, inner: 2 ** 53, block: 0 };

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

/** A run of elements with the same parameters. */
export interface Run {
  /** Where the next one begins. */
  end: number;
  /** Of its parameters. */
  index: number;
}

/** Finds the rest of the run that element `at` is in. The layout has long runs. */
function findRun({ axis, inner, block }: Layout, at: number, run: Run): void {
  if (block === 0) {
    const row = Math.floor(at / inner);
    run.end = (row + 1) * inner;
    run.index = row % axis;
    return;
  }
  const outer = Math.floor(at / axis);
  const inAxis = Math.floor((at - outer * axis) / block);
  run.end = outer * axis + Math.min((inAxis + 1) * block, axis);
  run.index = outer * Math.ceil(axis / block) + inAxis;
}

/** Goes over the runs among the elements at..at+count, which stand at the beginning of scratch. The layout has long runs. */
export function forEachRun(
  layout: Layout,
  at: number,
  count: number,
  work: (start: number, end: number, index: number) => void,
): void {
  const run: Run = { end: 0, index: 0 };
  for (let start = 0; start < count; ) {
    findRun(layout, at + start, run);
    const end = Math.min(run.end - at, count) | 0;
    work(start, end, run.index);
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
