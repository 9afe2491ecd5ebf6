/*
 * Where a block of the caller's data is copied to and from. Loops run over these fixed arrays, never over the caller's memory:
 * V8's inline caches go megamorphic on callers' views, and every access then calls a builtin; fixed arrays stay monomorphic, and
 * V8 knows their address and length. That saves more than copying the block costs (bench/fallback.mjs). No call begins within
 * another, and each thread has its own module.
 *
 * Counts and bounds of loops are made integers by `| 0`: a quotient is a double to V8, and comparing with a double takes a loop
 * half of its time.
 *
 * A module that loops over one of these makes it a constant of its own, so that V8 sees that it never changes.
 */

/** Elements in a block: floats and codes of 8 bits fit the first-level cache. A multiple of 32: packed codes and blocks of ggml begin with a block. */
export const blockLength = 4096;

const floats = new Float32Array(blockLength);
const wide = new Int32Array(blockLength);
const staging = new ArrayBuffer(blockLength * 8);

export const scratch = {
  /** Floats, all of them as float32. */
  floats,
  /** Their bits. */
  bits: new Int32Array(floats.buffer),
  /** Their bytes. */
  floatBytes: new Uint8Array(floats.buffer),
  /** Codes of 8 bits or fewer, one in a byte; only the low bits count. */
  codes: new Uint8Array(blockLength),
  /** Codes of any dtype, as numbers. */
  wide,
  /** Their bytes. */
  wideBytes: new Uint8Array(wide.buffer),
  /** Which parameters each element has, where neighbours differ. */
  indices: new Uint32Array(blockLength),
  /** The bytes of what is neither float32 nor codes of 8 or 32 bits, as the caller's memory holds it. */
  bytes: new Uint8Array(staging),
  /** The same as integers of 16 bits. */
  words: new Uint16Array(staging),
  /** The same as signed ones. */
  shorts: new Int16Array(staging),
  /** The same as float64. */
  doubles: new Float64Array(staging),
  /** The same as halves of float64, the low one first. */
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
