/**
 * The value at index `place` of the sorted values (an order statistic), by radix selection: one pass makes a histogram of the upper 16
 * bits, a second one a histogram of the lower 16 bits of those values whose upper bits were found. Values are not reordered. They
 * must not be NaN; -0 sorts before 0.
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

/** Maps the bits of a float to a uint32 with the same order. */
function keyOf(bits: number): number {
  return (bits >>> 31 === 1 ? ~bits : bits ^ 0x80000000) >>> 0;
}

/** The bin of a histogram in which the element at index `place` is. */
function binAt(counts: Uint32Array, place: number): number {
  let bin = 0;
  for (let left = place; left >= counts[bin]!; bin++) left -= counts[bin]!;
  return bin;
}
