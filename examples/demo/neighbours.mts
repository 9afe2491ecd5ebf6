import { type SearchCorpus, searchEmbeddings } from 'linquant/search';

/** A row and its similarity to another one. */
export interface Neighbour {
  readonly row: number;
  readonly similarity: number;
}

/** Some rows, one after the other. */
export function rowsOf<T extends Float32Array | Int8Array>(
  all: T,
  rows: readonly number[],
  dimensions: number,
): T {
  const taken = all.slice(0, rows.length * dimensions) as T;
  for (const [i, row] of rows.entries()) {
    taken.set(all.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
  }
  return taken;
}

/**
 * The `count` most similar rows of each of some rows by their dot product, the best first, but not the row itself.
 *
 * @param asked - the rows that `rows` names, in the form of the corpus
 */
export function neighboursOf(
  corpus: SearchCorpus,
  asked: SearchCorpus,
  rows: readonly number[],
  dimensions: number,
  count: number,
): Neighbour[][] {
  // One more: a row finds itself.
  const { indices, scores, k } = searchEmbeddings(corpus, asked, { dimensions, k: count + 1, metric: 'dot' });
  return rows.map((own, query) => {
    const found = Array.from({ length: k }, (_, place) => query * k + place);
    return found
      .map((at) => ({ row: indices[at]!, similarity: scores[at]! }))
      .filter(({ row }) => row !== own)
      .slice(0, count);
  });
}

/** How many neighbours two searches for the same rows have in common, whatever their order. */
export function commonNeighbours(a: readonly Neighbour[][], b: readonly Neighbour[][]): number {
  let common = 0;
  for (const [i, neighbours] of a.entries()) {
    const others = new Set(b[i]!.map(({ row }) => row));
    for (const { row } of neighbours) if (others.has(row)) common++;
  }
  return common;
}
