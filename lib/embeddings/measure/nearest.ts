/**
 * How many of the rows that are wanted were found, of all queries.
 *
 * @param wanted - `[queries, k]`
 * @param found - `[queries, each]`
 * @param first - of each query only so many of those that were found count
 */
export function countCommon(
  wanted: Uint32Array,
  found: Uint32Array,
  k: number,
  each = k,
  first = each,
): number {
  let common = 0;
  for (let query = 0; query * k < wanted.length; query++) {
    const others = new Set(found.subarray(query * each, query * each + first));
    for (let i = query * k; i < (query + 1) * k; i++) if (others.has(wanted[i]!)) common++;
  }
  return common;
}
