import { Status } from '../../kernels.js';
import { bufferOf, byteLengthOf, byteOffsetOf, shareMemory } from '../../platform/engine-views.js';
import { answer } from './numbers.js';

const nothing = new Uint8Array(0);

/**
 * The views of a call, with the lengths that its layout gives them. They are added in any order. Outputs may share memory with
 * nothing; where a length is wrong too, that is the answer.
 */
export class Memory {
  private isWrong = false;
  private readonly views: Uint8Array[] = [];
  private readonly outputs: Uint8Array[] = [];

  /** The bytes of a view that is only read. */
  input(view: ArrayBufferView, byteLength: number): Uint8Array {
    // A dead view has no length.
    if (byteLengthOf(view) !== byteLength) {
      this.isWrong = true;
      return nothing;
    }
    const bytes = new Uint8Array(bufferOf(view), byteOffsetOf(view), byteLength);
    // A view of no bytes shares none, wherever it lies.
    if (byteLength !== 0) this.views.push(bytes);
    return bytes;
  }

  /** The bytes of a view that is written. */
  output(view: ArrayBufferView, byteLength: number): Uint8Array {
    const bytes = this.input(view, byteLength);
    if (byteLength !== 0) this.outputs.push(bytes);
    return bytes;
  }

  /** Answers the call for now, once all views were added: whether it may go on. */
  isFit(): boolean {
    const status = this.isWrong ? Status.lengthMismatch : this.overlaps() ? Status.overlap : Status.ok;
    answer(status);
    return status === Status.ok;
  }

  private overlaps(): boolean {
    return this.outputs.some((output) =>
      this.views.some((view) => view !== output && shareMemory(view, output)),
    );
  }
}

/** The same bytes as float32. Parameters are aligned: lib takes no other arrays of them. */
export function floatsOver({ buffer, byteOffset, byteLength }: Uint8Array): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** The same memory as int32. */
export function intsOver({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}
