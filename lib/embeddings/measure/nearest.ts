/** How many of the rows that are wanted were found, of all queries: [queries, k] each. */
export function countCommon(wanted: Uint32Array, found: Uint32Array, k: number): number {
  let common = 0;
  for (let at = 0; at < wanted.length; at += k) {
    const others = new Set(found.subarray(at, at + k));
    for (let i = at; i < at + k; i++) if (others.has(wanted[i]!)) common++;
  }
  return common;
}
