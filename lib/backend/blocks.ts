import { endianness } from 'node:os';
import { bufferOf, byteLengthOf, byteOffsetOf, isResizable, typedArrayKind } from '../intrinsics.js';
import type { Loop } from './loops.js';

/** Some elements, in memory that lib has judged. */
export interface Elements<A extends Float32Array | Uint8Array> {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  /**
   * A new array on the same memory for the loops, whatever kind of view the caller holds. Undefined where no such
   * array can be, or the engine counts it as another kind: odd addresses, the other byte order, resizable buffers.
   */
  readonly inPlace: A | undefined;
  /** Whether the bytes are in the other order than the host's. */
  readonly swapped: boolean;
}

const hostIsLittleEndian = endianness() === 'LE';

/** The floats of a view; undefined where it died after lib had judged it. */
export function floatsOf(view: ArrayBufferView): Elements<Float32Array> | undefined {
  const byteLength = byteLengthOf(view);
  if (byteLength === undefined) return undefined;
  const buffer = bufferOf(view);
  const byteOffset = byteOffsetOf(view);
  // Raw bytes are little-endian by contract; a Float32Array is in the host's order.
  const swapped = !hostIsLittleEndian && typedArrayKind(view) !== 'Float32Array';
  const fits = byteOffset % 4 === 0 && byteLength % 4 === 0 && !swapped && !isResizable(buffer);
  const inPlace = fits ? new Float32Array(buffer, byteOffset, byteLength / 4) : undefined;
  return { buffer, byteOffset, byteLength, inPlace, swapped };
}

/** The codes of a view; undefined where it died after lib had judged it. */
export function codesOf(view: ArrayBufferView): Elements<Uint8Array> | undefined {
  const byteLength = byteLengthOf(view);
  if (byteLength === undefined) return undefined;
  const buffer = bufferOf(view);
  const byteOffset = byteOffsetOf(view);
  const inPlace = isResizable(buffer) ? undefined : new Uint8Array(buffer, byteOffset, byteLength);
  return { buffer, byteOffset, byteLength, inPlace, swapped: false };
}

/**
 * Elements that a loop is given at once. Not all of them, because the engine enters a long loop in its middle, by code
 * that it never replaces and that is up to four times slower than what it makes of a function called often.
 */
const blockLength = 4096;

/** Where elements lie during a loop that cannot run in place. */
const scratchFloats = new Float32Array(blockLength);
const scratchBytes = Buffer.from(scratchFloats.buffer);
const scratchCodes = new Uint8Array(blockLength);

/**
 * Runs a loop over elements start..end, block by block: in place, or through scratch that is loaded and stored.
 *
 * @param codes - undefined for a loop that looks at floats only
 * @param writes - what the loop writes
 */
export function walk<P>(
  floats: Elements<Float32Array>,
  codes: Elements<Uint8Array> | undefined,
  writes: 'floats' | 'codes' | 'nothing',
  start: number,
  end: number,
  loop: Loop<P>,
  by: P,
): void {
  const codesInPlace = codes === undefined ? scratchCodes : codes.inPlace;
  for (let at = start; at < end; at += blockLength) {
    const stop = Math.min(at + blockLength, end);
    if (floats.inPlace && codesInPlace) {
      loop(floats.inPlace, codesInPlace, at, stop, by);
      continue;
    }
    const count = stop - at;
    const floatBytes = new Uint8Array(floats.buffer, floats.byteOffset + at * 4, count * 4);
    const codeBytes = codes && new Uint8Array(codes.buffer, codes.byteOffset + at, count);
    const loaded = scratchBytes.subarray(0, count * 4);
    loaded.set(floatBytes);
    if (floats.swapped) loaded.swap32();
    if (codeBytes) scratchCodes.set(codeBytes);
    loop(scratchFloats, scratchCodes, 0, count, by);
    if (writes === 'codes') codeBytes?.set(scratchCodes.subarray(0, count));
    if (writes !== 'floats') continue;
    if (floats.swapped) loaded.swap32();
    floatBytes.set(loaded);
  }
}
