/*
 * How a search is cut. Scores of a block stay in the second-level cache until the best of them are chosen; a block of one query still has
 * enough rows that its eight parts are far apart in memory, which reads faster than one stream.
 */

/** The most queries at once. */
export const mostQueries = 64;

/** The most scores of a block: 256 KB. */
const mostScores = 2 ** 15;

/** The most rows of a block. */
const mostRows = 2 ** 13;

/** Bytes of rows that are restored to floats at once, about. */
const restoredBytes = 2 ** 19;

/** The rows of a block, 1 or more. */
export function blockRows(queries: number, rows: number, restoredRowBytes: number): number {
  const most = Math.min(mostRows, Math.floor(mostScores / queries));
  const fit = restoredRowBytes === 0 ? most : Math.min(most, Math.floor(restoredBytes / restoredRowBytes));
  return Math.max(1, Math.min(fit, rows));
}
