import { endianness } from 'node:os';
import { bufferOf, byteLengthOf, byteOffsetOf, isResizable, typedArrayKind } from '../intrinsics.js';
import type { Loop } from './loops.js';

/** Some elements, in memory that lib has judged. */
export interface Elements<A extends Float32Array | Uint8Array> {
  /** Their bytes. */
  readonly bytes: Uint8Array;
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
  const length = byteLengthOf(view);
  if (length === undefined) return undefined;
  const buffer = bufferOf(view);
  const offset = byteOffsetOf(view);
  // Raw bytes are little-endian by contract; a Float32Array is in the host's order.
  const swapped = !hostIsLittleEndian && typedArrayKind(view) !== 'Float32Array';
  const fits = offset % 4 === 0 && length % 4 === 0 && !swapped && !isResizable(buffer);
  return {
    bytes: new Uint8Array(buffer, offset, length),
    inPlace: fits ? new Float32Array(buffer, offset, length / 4) : undefined,
    swapped,
  };
}

/** The codes of a view; undefined where it died after lib had judged it. */
export function codesOf(view: ArrayBufferView): Elements<Uint8Array> | undefined {
  const length = byteLengthOf(view);
  if (length === undefined) return undefined;
  const buffer = bufferOf(view);
  const bytes = new Uint8Array(buffer, byteOffsetOf(view), length);
  return { bytes, inPlace: isResizable(buffer) ? undefined : bytes, swapped: false };
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

/** Runs a loop over elements start..end, block by block: in place, or through scratch that is loaded and stored. */
export function walk<P>(
  floats: Elements<Float32Array>,
  codes: Elements<Uint8Array>,
  writes: 'floats' | 'codes' | 'nothing',
  start: number,
  end: number,
  loop: Loop<P>,
  by: P,
): void {
  for (let at = start; at < end; at += blockLength) {
    const stop = Math.min(at + blockLength, end);
    if (floats.inPlace && codes.inPlace) {
      loop(floats.inPlace, codes.inPlace, at, stop, by);
      continue;
    }
    const floatBytes = floats.bytes.subarray(at * 4, stop * 4);
    const codeBytes = codes.bytes.subarray(at, stop);
    scratchBytes.set(floatBytes);
    scratchCodes.set(codeBytes);
    const loaded = scratchBytes.subarray(0, floatBytes.length);
    if (floats.swapped) loaded.swap32();
    loop(scratchFloats, scratchCodes, 0, stop - at, by);
    if (writes === 'codes') codeBytes.set(scratchCodes.subarray(0, stop - at));
    if (writes !== 'floats') continue;
    if (floats.swapped) loaded.swap32();
    floatBytes.set(loaded);
  }
}

/** In the place of codes, for a loop that takes none. */
export const noCodes: Elements<Uint8Array> = { bytes: scratchCodes, inPlace: scratchCodes, swapped: false };
