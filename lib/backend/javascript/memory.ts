import { Status } from '../../kernels.js';
import { bufferOf, byteLengthOf, byteOffsetOf, shareMemory } from '../../platform/engine-views.js';
import { answer } from './numbers.js';
import { part } from './scratch.js';

/** The bytes of a view, at any address. */
export interface Bytes {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly isOutput: boolean;
  /** The one that was added before. */
  readonly before: Bytes | undefined;
}

/**
 * The views of a call, each of exactly the bytes that its layout says. They are added in any order. Outputs may share memory
 * with nothing; where a length is wrong too, that is the answer. As Memory in native/call.
 */
export class Memory {
  private status: Status = Status.ok;
  private last: Bytes | undefined = undefined;

  /** A view that is only read. */
  input(view: ArrayBufferView, byteLength: number): Bytes {
    return this.add(view, byteLength, false);
  }

  /** A view that is written. */
  output(view: ArrayBufferView, byteLength: number): Bytes {
    return this.add(view, byteLength, true);
  }

  /** Answers the call for now, once all views were added: whether it may go on. */
  isFit(): boolean {
    answer(this.status);
    return this.status === Status.ok;
  }

  private add(view: ArrayBufferView, byteLength: number, isOutput: boolean): Bytes {
    // A view without memory has no length.
    if (byteLengthOf(view) !== byteLength) {
      this.status = Status.lengthMismatch;
      return nothing;
    }
    const buffer = bufferOf(view);
    const bytes: Bytes = {
      buffer,
      byteOffset: byteOffsetOf(view),
      byteLength,
      isOutput,
      before: this.last,
    };
    for (let other = this.last; other !== undefined; other = other.before) {
      if (this.status === Status.ok && overlap(bytes, other)) this.status = Status.overlap;
    }
    this.last = bytes;
    return bytes;
  }
}

const nothing: Bytes = {
  buffer: new ArrayBuffer(0),
  byteOffset: 0,
  byteLength: 0,
  isOutput: false,
  before: undefined,
};

/** Views of no bytes share none, wherever they lie. */
function overlap(a: Bytes, b: Bytes): boolean {
  if (a.buffer !== b.buffer || !(a.isOutput || b.isOutput)) return false;
  if (a.byteLength === 0 || b.byteLength === 0) return false;
  return shareMemory(bytesAt(a, 0, a.byteLength), bytesAt(b, 0, b.byteLength));
}

/** `count` of the bytes. */
export function bytesAt({ buffer, byteOffset }: Bytes, at: number, count: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + at, count);
}

/** Writes the first `count` bytes of scratch to the caller's memory. */
export function storeBytes(to: Bytes, at: number, from: Uint8Array, count: number): void {
  bytesAt(to, at, count).set(part(from, count));
}

/** The same memory as float32. Parameters and ranges are aligned: lib takes no other arrays of them. */
export function floatsOver({ buffer, byteOffset, byteLength }: Bytes | Float32Array): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** The same memory as int32. */
export function intsOver({ buffer, byteOffset, byteLength }: Bytes | Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}
