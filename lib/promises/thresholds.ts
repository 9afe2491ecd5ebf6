// From which sizes on threads work, and how many: measured by `npm run bench:thread-counts`.
import type { Call } from './call.js';
import { processors } from './options.js';

/** Calls on fewer bytes are run at once: they take about as long as handing them over. */
export const smallBytes = 2 ** 18;

/** Elements that one more thread is worth: about 100 µs of its work. */
const elementsOfThread = { fitRows: 2 ** 14, others: 2 ** 19 } as const;

/** Elements of a range, of which a thread does one after another: at most about 1 ms, after which it may be stopped. */
const elementsOfRange = { fitRows: 2 ** 13, others: 2 ** 18 } as const;

/** Smaller ranges cost more to hand out than they take. */
const leastRange = 2 ** 11;

function kindOf({ operation }: Call): 'fitRows' | 'others' {
  return operation === 'fitRows' ? 'fitRows' : 'others';
}

/** @param asked - `options.threads`; undefined for 'auto' */
export function threadsFor(call: Call, elements: number, asked: number | undefined): number {
  if (asked !== undefined) return asked;
  return Math.max(1, Math.min(processors, Math.floor(elements / elementsOfThread[kindOf(call)])));
}

/** The elements of a range: small enough that threads end at about the same time. */
export function stepOf(call: Call, elements: number, threads: number): number {
  const even = Math.ceil(elements / (4 * threads));
  return Math.max(leastRange, Math.min(elementsOfRange[kindOf(call)], even));
}

/** Searches of fewer products are done at once. */
export const smallSearch = 2 ** 20;

/** Products that one more thread is worth. */
const productsOfThread = 2 ** 21;

export function threadsForSearch(products: number, asked: number | undefined): number {
  if (asked !== undefined) return asked;
  return Math.max(1, Math.min(processors, Math.floor(products / productsOfThread)));
}

/** Rows that a thread should have for each of the best that it keeps, in memory of its own. */
const rowsOfBest = 4;

/** Fewer threads where many rows are wanted of few. */
export function threadsForBest(rows: number, k: number, threads: number): number {
  return Math.max(1, Math.min(threads, Math.floor(rows / (rowsOfBest * k))));
}

/** The rows of a range where all scores are wanted. */
export function rangeOfScores(rows: number, productsOfRow: number, threads: number): number {
  const most = Math.max(1, Math.floor(2 ** 22 / productsOfRow));
  return Math.max(64, Math.min(most, Math.ceil(rows / (4 * threads))));
}
