import { type Place, parameterCount, parameterIndices } from './layout.js';
import { dequantizeOf, type Full, maskOf } from './tensors.js';

/*
 * The definition of measureQuantization, with its order of additions.
 */

const sums = ['signal', 'noise', 'restored', 'product', 'absolute'] as const;
const chunk = 4096;

/** The numbers of one element, and of what elements add up to. */
interface One {
  signal: number;
  noise: number;
  restored: number;
  product: number;
  absolute: number;
  largest: number;
  index: number;
  clipped: number;
}

const nothing = (): One => ({
  signal: 0,
  noise: 0,
  restored: 0,
  product: 0,
  absolute: 0,
  largest: -1,
  index: 0,
  clipped: 0,
});

function add(to: One, other: One): void {
  for (const name of sums) to[name] += other[name];
  to.clipped += other.clipped;
  if (!(other.largest > to.largest)) return;
  to.largest = other.largest;
  to.index = other.index;
}

/** Eight lanes over at most 4096 elements, then the lanes, halved three times. */
function chunkOf(elements: readonly One[]): One {
  const total = nothing();
  for (const one of elements) add(total, one);
  for (const name of sums) {
    const lanes = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < elements.length; i++) lanes[i % 8]! += elements[i]![name];
    for (const half of [4, 2, 1]) for (let i = 0; i < half; i++) lanes[i]! += lanes[i + half]!;
    total[name] = lanes[0]!;
  }
  return total;
}

/** What each result of an axis adds up to; of the whole tensor without an axis. */
export function measuresOf(
  x: readonly number[],
  codes: readonly number[],
  shape: readonly number[],
  p: Full,
  { axis }: Place,
): One[] {
  const restored = dequantizeOf(codes, shape, p);
  const mask = maskOf(x, shape, p);
  const all = x.map((value, i): One => {
    const [a, b] = [Math.fround(value), restored[i]!];
    const magnitude = Math.abs(a - b);
    return {
      signal: a * a,
      noise: magnitude * magnitude,
      restored: b * b,
      product: a * b,
      absolute: magnitude,
      largest: magnitude,
      index: i,
      clipped: mask[i]!,
    };
  });
  const place = axis === undefined ? {} : { axis };
  const results = parameterIndices(shape, place);
  const runs: One[][][] = Array.from({ length: parameterCount(shape, place) }, () => []);
  // The elements of a result, as runs of consecutive ones, which are all equally long.
  all.forEach((one, i) => {
    const own = runs[results[i]!]!;
    if (i === 0 || results[i] !== results[i - 1]) own.push([]);
    own.at(-1)!.push(one);
  });
  return runs.map(resultOf);
}

function resultOf(runs: readonly One[][]): One {
  const length = runs[0]!.length;
  // Parts of consecutive runs are added up by themselves: as many as have 4096 elements or more.
  const ofPart = runs.length === 1 ? 1 : Math.ceil(chunk / length);
  const total = nothing();
  for (let first = 0; first < runs.length; first += ofPart) {
    const part = nothing();
    for (const run of runs.slice(first, first + ofPart)) {
      for (let i = 0; i < length; i += chunk) {
        const sum = chunkOf(run.slice(i, i + chunk));
        add(runs.length === 1 ? total : part, sum);
      }
    }
    add(total, part);
  }
  return total;
}
