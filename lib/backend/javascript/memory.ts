import { Status } from '../../kernels.js';
import { bufferOf, byteLengthOf, byteOffsetOf, shareMemory } from '../../platform/engine-views.js';
import { isIntercepted } from './intercept.js';
import { answer } from './numbers.js';
import { part } from './scratch.js';

/** The memory of a view. */
export interface Bytes {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly isOutput: boolean;
  /** The view that was added before this one: a linked list, so that no array has to be allocated. */
  readonly before: Bytes | undefined;
}

/**
 * Collects the views of a call and checks them: each has exactly the bytes that the layout says, and no output overlaps another view.
 * If both fail, the status is lengthMismatch. Like Memory in native/call.
 */
export class Memory {
  private status: Status = Status.ok;
  private last: Bytes | undefined = undefined;

  /** Adds a view that the call reads. */
  input(view: ArrayBufferView, byteLength: number): Bytes {
    return this.add(view, byteLength, false);
  }

  /** Adds a view that the call writes. */
  output(view: ArrayBufferView, byteLength: number): Bytes {
    return this.add(view, byteLength, true);
  }

  /** Sets the status of the call, after all views were added. Returns whether it is ok. */
  isFit(): boolean {
    answer(this.status);
    return this.status === Status.ok;
  }

  /** The same for an operation that can be deferred: false too where it is to be handed over. */
  isToRun(): boolean {
    return this.isFit() && !isIntercepted();
  }

  private add(view: ArrayBufferView, byteLength: number, isOutput: boolean): Bytes {
    // The length is undefined if the buffer was detached.
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

/** Whether two views of which one is an output overlap. An empty view overlaps nothing. */
function overlap(a: Bytes, b: Bytes): boolean {
  if (a.buffer !== b.buffer || !(a.isOutput || b.isOutput)) return false;
  if (a.byteLength === 0 || b.byteLength === 0) return false;
  return shareMemory(bytesAt(a, 0, a.byteLength), bytesAt(b, 0, b.byteLength));
}

/** A view of `count` bytes from `at` on. */
export function bytesAt({ buffer, byteOffset }: Bytes, at: number, count: number): Uint8Array {
  return new Uint8Array(buffer, byteOffset + at, count);
}

/** Writes the first `count` bytes of scratch to the caller's memory. */
export function storeBytes(to: Bytes, at: number, from: Uint8Array, count: number): void {
  bytesAt(to, at, count).set(part(from, count));
}

/** The memory as float32. Only for parameters and ranges, which are typed arrays and so aligned. */
export function floatsOver({ buffer, byteOffset, byteLength }: Bytes | Float32Array): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** The memory as float64. Only for results and counts, which are typed arrays. */
export function doublesOver({ buffer, byteOffset, byteLength }: Bytes): Float64Array {
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}

/** The memory as uint32. Only for numbers of rows, which are typed arrays. */
export function wordsOver({ buffer, byteOffset, byteLength }: Bytes): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** The memory as int32. Only for parameters. */
export function intsOver({ buffer, byteOffset, byteLength }: Bytes | Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}
