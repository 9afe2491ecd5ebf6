/*
 * Where a block of the caller's data is put and taken from. Loops run over scratch and never over the caller's memory,
 * for the engine's sake: it compiles an access for the kinds of views that it has met there and calls a builtin for every
 * element once it has met too many; and it knows address and length of an array that never changes, which saves more than
 * moving the block costs (bench/fallback.mjs). Loops end before anything else begins: each thread has its own module.
 *
 * Lengths are told to be integers (`| 0`): a count that came of a division is a double to the engine, and to compare with one
 * takes a loop half of its time.
 *
 * A module that loops over one of these makes it a constant of its own, since the engine must see that it never changes.
 */

/** Elements in a block: floats and codes of 8 bits stay in the first cache. A multiple of 32, so that packed codes and blocks of ggml begin with it. */
export const blockLength = 4096;

const floats = new Float32Array(blockLength);
const wide = new Int32Array(blockLength);
const staging = new ArrayBuffer(blockLength * 8);

export const scratch = {
  /** Floats, all of them as float32. */
  floats,
  /** Their bits. */
  bits: new Int32Array(floats.buffer),
  /** Their bytes, in the host's order. */
  floatBytes: Buffer.from(floats.buffer),
  /** Codes of 8 bits or fewer, one in a byte; only the low bits count. */
  codes: new Uint8Array(blockLength),
  /** Codes of any dtype, as numbers. */
  wide,
  /** Their bytes, in the host's order. */
  wideBytes: Buffer.from(wide.buffer),
  /** Which parameters each element has, where neighbours differ. */
  indices: new Uint32Array(blockLength),
  /** What is in memory, where it is neither float32 nor codes of 8 or 32 bits: its bytes, in the host's order. */
  bytes: Buffer.from(staging),
  /** The same as integers of 16 bits. */
  words: new Uint16Array(staging),
  /** The same as signed ones. */
  shorts: new Int16Array(staging),
  /** The same as float64. */
  doubles: new Float64Array(staging),
  /** The same as halves of float64. */
  halves: new Int32Array(staging),
  /** 1 where a value lay outside the range of codes. */
  mask: new Uint8Array(blockLength),
} as const;

/** The first elements of a scratch array. */
export function part<T extends { readonly length: number; subarray(start: number, end: number): T }>(
  array: T,
  count: number,
): T {
  return count === array.length ? array : array.subarray(0, count);
}
