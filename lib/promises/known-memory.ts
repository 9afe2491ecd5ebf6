import { bufferOf, isShared } from '../platform/engine-views.js';

const { add, has } = Set.prototype;
const Buffers = Set;

/**
 * The memory that the caller of a promise knows, and may take away. Threads are kept off it, so this relies on the engine's own methods, as
 * `engine-views.ts` does: a program may set others.
 */
export class KnownMemory {
  private readonly buffers = new Buffers<ArrayBufferLike>();

  add(buffer: ArrayBufferLike): void {
    add.call(this.buffers, buffer);
  }

  /** Whether a view is on such memory, and this can be taken away. */
  canLose(view: ArrayBufferView): boolean {
    const buffer = bufferOf(view);
    return has.call(this.buffers, buffer) && !isShared(buffer);
  }
}
