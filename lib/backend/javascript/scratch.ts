/*
 * Scratch memory. A chunk of the caller's data is copied here, loops run over these arrays, and the result is copied back. Loops
 * never run over the caller's memory: with views of many kinds V8's inline caches become megamorphic, and each element access calls a
 * builtin. Over fixed arrays they stay monomorphic, with address and length compiled in, which saves more than the copies cost
 * (bench/fallback.mjs). Calls are never nested, and each thread has its own copy of this module.
 *
 * Counts and bounds of loops get `| 0`: the result of a division is a double to V8, and comparing the loop variable with a double
 * doubles the time of a loop.
 *
 * A module that loops over one of these arrays makes it a constant of its own, so that V8 knows that it never changes.
 */

/** Elements in a chunk: floats and 8-bit codes fit into the first-level cache. A multiple of 32, so that each chunk starts a byte of packed codes and a ggml block. */
export const chunkLength = 4096;

const floats = new Float32Array(chunkLength);
const wide = new Int32Array(chunkLength);
const staging = new ArrayBuffer(chunkLength * 8);

export const scratch = {
  /** Floats, as float32 whatever the caller's type. */
  floats,
  /** The bits of `floats`. */
  bits: new Int32Array(floats.buffer),
  /** The bytes of `floats`. */
  floatBytes: new Uint8Array(floats.buffer),
  /** Codes of 8 bits or fewer, one in a byte. Bits above those of the dtype are ignored. */
  codes: new Uint8Array(chunkLength),
  /** Codes of any dtype, as numbers. */
  wide,
  /** The bytes of `wide`. */
  wideBytes: new Uint8Array(wide.buffer),
  /** The index of each element's parameters, for layouts with short runs. */
  indices: new Uint32Array(chunkLength),
  /** The caller's bytes of types that need a conversion: 16- and 64-bit floats, 16-bit and packed codes. */
  bytes: new Uint8Array(staging),
  /** `bytes` as uint16. */
  words: new Uint16Array(staging),
  /** `bytes` as int16. */
  shorts: new Int16Array(staging),
  /** `bytes` as float64. */
  doubles: new Float64Array(staging),
  /** `bytes` as the 32-bit halves of float64, the low half first. */
  halves: new Int32Array(staging),
  /** Restored floats, of `measure`. */
  restored: new Float32Array(chunkLength),
  /** The mask of fakeQuantize. */
  mask: new Uint8Array(chunkLength),
} as const;

/** The first elements of a scratch array. */
export function part<T extends { readonly length: number; subarray(start: number, end: number): T }>(
  array: T,
  count: number,
): T {
  return count === array.length ? array : array.subarray(0, count);
}
