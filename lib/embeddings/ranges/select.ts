/**
 * The value that sorting would put at `place`. Counts the upper halves of all values, then the lower halves of those with the
 * upper half that was found: two passes, however the values lie, and they stay where they are. Values are no NaN; -0 lies
 * below 0.
 *
 * @param values - in memory of our own
 */
export function select(values: Float32Array, place: number): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Uint32Array(2 ** 16);
  for (let i = 0; i < bits.length; i++) counts[keyOf(bits[i]!) >>> 16]!++;
  const upper = binAt(counts, place);
  const below = counts.subarray(0, upper).reduce((sum, count) => sum + count, 0);
  counts.fill(0);
  for (let i = 0; i < bits.length; i++) {
    const key = keyOf(bits[i]!);
    if (key >>> 16 === upper) counts[key & 0xffff]!++;
  }
  const key = ((upper << 16) | binAt(counts, place - below)) >>> 0;
  const found = new Uint32Array([key >>> 31 === 1 ? key ^ 0x80000000 : ~key]);
  return new Float32Array(found.buffer)[0]!;
}

/** The bits of a float as an integer of 32 bits, ordered as the floats are. */
function keyOf(bits: number): number {
  return (bits >>> 31 === 1 ? ~bits : bits ^ 0x80000000) >>> 0;
}

/** The bin in which the element of an order lies. */
function binAt(counts: Uint32Array, place: number): number {
  let bin = 0;
  for (let left = place; left >= counts[bin]!; bin++) left -= counts[bin]!;
  return bin;
}
