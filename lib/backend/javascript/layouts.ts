import type { Layout } from '../../kernels.js';
import { scratch } from './scratch.js';

const { indices } = scratch;

/** The layout of one set of parameters for any number of elements. */
export const oneSet: Layout = { outer: 1, axis: 1, inner: 2 ** 53, block: 0 };

/** From this length on a run gets its own call of a loop in loops.ts. Shorter runs use general-loops.ts, by `indices`. */
const longRun = 32;

/** Whether runs (consecutive elements with the same parameters) are long. */
export function hasLongRuns({ inner, block }: Layout): boolean {
  return (block === 0 ? inner : inner === 1 ? block : 1) >= longRun;
}

/** The number of sets of parameters. */
export function parametersOf({ outer, axis, inner, block }: Layout): number {
  return block === 0 ? axis : outer * Math.ceil(axis / block) * inner;
}

/** The index of the parameters of element `at`. Only for layouts with long runs. */
export function indexAt({ axis, inner, block }: Layout, at: number): number {
  if (block === 0) {
    const row = Math.floor(at / inner);
    return row - Math.floor(row / axis) * axis;
  }
  const outer = Math.floor(at / axis);
  return outer * Math.ceil(axis / block) + Math.floor((at - outer * axis) / block);
}

/** The end of the run that element `at` is in. Only for layouts with long runs. */
export function endOfRun({ axis, inner, block }: Layout, at: number): number {
  if (block === 0) return (Math.floor(at / inner) + 1) * inner;
  const outer = Math.floor(at / axis);
  const inAxis = Math.floor((at - outer * axis) / block);
  return outer * axis + Math.min((inAxis + 1) * block, axis);
}

/** Writes the index of the parameters of each element at..at+count to `indices`. */
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
