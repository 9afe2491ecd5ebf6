import { bufferOf, byteLengthOf, byteOffsetOf, typedArrayKind } from '../../platform/engine-views.js';
import { hostIsLittleEndian } from '../../platform/node.js';
import { part } from './scratch.js';

/** Elements in memory that lib has judged: floats or codes. */
export interface Elements {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Whether they are in the other byte order than the host's. */
  readonly swapped: boolean;
}

const isLittleEndian = hostIsLittleEndian();

/** The elements of a view; undefined where it died after lib had judged it. */
export function elementsOf(view: ArrayBufferView): Elements | undefined {
  const byteLength = byteLengthOf(view);
  if (byteLength === undefined) return undefined;
  // Raw bytes are little-endian by contract; a typed array of anything wider is in the host's order.
  const swapped = !isLittleEndian && (typedArrayKind(view) ?? 'Uint8Array') === 'Uint8Array';
  return { buffer: bufferOf(view), byteOffset: byteOffsetOf(view), byteLength, swapped };
}

/** Whether two pieces of memory have a byte in common. */
export function touch(a: Elements, b: Elements): boolean {
  return (
    a.buffer === b.buffer &&
    a.byteLength !== 0 &&
    b.byteLength !== 0 &&
    a.byteOffset < b.byteOffset + b.byteLength &&
    b.byteOffset < a.byteOffset + a.byteLength
  );
}

/** Memory of the caller, as bytes: any kind of view, at any address. */
export function bytesAt({ buffer, byteOffset }: Elements, at: number, count: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + at, count);
}

/** Writes the first `count` bytes of scratch to the caller's memory. */
export function storeBytes(to: Elements, at: number, from: Uint8Array, count: number): void {
  bytesAt(to, at, count).set(part(from, count));
}
