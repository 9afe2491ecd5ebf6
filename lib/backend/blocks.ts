import { bufferOf, byteLengthOf, byteOffsetOf, typedArrayKind } from '../intrinsics.js';
import { hostIsLittleEndian } from '../node.js';
import { blockLength, type Loop, scratch } from './loops.js';

/** Elements in memory that lib has judged: floats or codes. */
export interface Elements {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Whether they are floats in the other byte order than the host's. */
  readonly swapped: boolean;
}

const isLittleEndian = hostIsLittleEndian();

/** The elements of a view; undefined where it died after lib had judged it. */
export function elementsOf(view: ArrayBufferView): Elements | undefined {
  const byteLength = byteLengthOf(view);
  if (byteLength === undefined) return undefined;
  // Raw bytes are little-endian by contract; a Float32Array is in the host's order.
  const swapped = !isLittleEndian && typedArrayKind(view) !== 'Float32Array';
  return { buffer: bufferOf(view), byteOffset: byteOffsetOf(view), byteLength, swapped };
}

const floatBytes = Buffer.from(scratch.floats.buffer);
const codeBytes = scratch.codes;

/** Memory of the caller, as bytes: any kind of view, at any address. */
function bytesAt({ buffer, byteOffset }: Elements, at: number, count: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + at, count);
}

/** Brings floats at..at+count to scratch, in the host's byte order. */
function loadFloats(x: Elements, at: number, count: number): void {
  floatBytes.set(bytesAt(x, at * 4, count * 4));
  if (x.swapped) floatBytes.swap32();
}

/** Copies the first `count` bytes of scratch. */
function store(to: Uint8Array, from: Uint8Array, count: number): void {
  to.set(count === from.length ? from : from.subarray(0, count));
}

/** Runs a loop that only reads over floats start..end. */
export function scanFloats<P>(x: Elements, start: number, end: number, loop: Loop<P>, by: P): void {
  for (let at = start; at < end; at += blockLength) {
    const count = Math.min(blockLength, end - at);
    loadFloats(x, at, count);
    loop(0, count, by);
  }
}

/** Runs a loop that makes codes of floats over elements start..end. */
export function writeCodes<P>(
  x: Elements,
  q: Elements,
  start: number,
  end: number,
  loop: Loop<P>,
  by: P,
): void {
  for (let at = start; at < end; at += blockLength) {
    const count = Math.min(blockLength, end - at);
    loadFloats(x, at, count);
    loop(0, count, by);
    store(bytesAt(q, at, count), codeBytes, count);
  }
}

/** Runs a loop that makes floats of codes over elements start..end. */
export function writeFloats<P>(
  q: Elements,
  x: Elements,
  start: number,
  end: number,
  loop: Loop<P>,
  by: P,
): void {
  for (let at = start; at < end; at += blockLength) {
    const count = Math.min(blockLength, end - at);
    codeBytes.set(bytesAt(q, at, count));
    loop(0, count, by);
    if (x.swapped) floatBytes.swap32();
    store(bytesAt(x, at * 4, count * 4), floatBytes, count * 4);
  }
}
