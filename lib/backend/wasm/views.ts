import { bufferOf, byteLengthOf, byteOffsetOf, shareMemory } from '../../platform/engine-views.js';
import type { CallView } from '../deferral.js';

/** The most views of a call. */
export const mostViews = 8;

/** The views of the call that is running; the module knows them by their numbers, from 1 on. */
const views: CallView[] = new Array(mostViews).fill(undefined);

let memory = new Uint8Array(0);

/** What {@link storeView} copied last: calls of one length copy the same part each time, and a new view takes longer than a small copy. */
let stored = memory;

/** Sets the memory of the module. */
export function setMemory(bytes: Uint8Array<ArrayBuffer>): void {
  memory = stored = bytes;
}

/** Sets view `index` of the call. Returns its bytes, or -1 where it is absent. */
export function setView(index: number, view: CallView): number {
  views[index] = view;
  if (view === undefined) return -1;
  // No layout has so many bytes as a detached view gets.
  return byteLengthOf(view) ?? Number.MAX_SAFE_INTEGER;
}

/** Lets go of the views, whose memory nothing here must keep. */
export function forgetViews(count: number): void {
  for (let i = 0; i < count; i++) views[i] = undefined;
}

/** Copies bytes of a view to an address of the module's memory. */
export function loadView(view: number, offset: number, bytes: number, address: number): void {
  memory.set(bytesOf(view, offset, bytes), address >>> 0);
}

/** Copies bytes of the module's memory to a view. */
export function storeView(view: number, offset: number, bytes: number, address: number): void {
  const from = address >>> 0;
  const length = bytes >>> 0;
  if (stored.byteOffset !== from || stored.length !== length) {
    stored = new Uint8Array(memory.buffer, from, length);
  }
  bytesOf(view, offset, bytes).set(stored);
}

function bytesOf(number: number, offset: number, bytes: number): Uint8Array {
  const view = views[number - 1]!;
  return new Uint8Array(bufferOf(view), byteOffsetOf(view) + offset, bytes >>> 0);
}

/** Whether a view that is written (a bit for each in `written`) shares memory with another one of the first `count`. */
export function doOverlap(written: number, count: number): boolean {
  for (let i = 0; i < count; i++) {
    if ((written & (1 << i)) === 0) continue;
    for (let j = 0; j < count; j++) {
      // Two that are written are compared once.
      if (j === i || (j < i && (written & (1 << j)) !== 0)) continue;
      const [a, b] = [views[i], views[j]];
      if (a !== undefined && b !== undefined && shareMemory(a, b) && !isEmpty(a) && !isEmpty(b)) return true;
    }
  }
  return false;
}

function isEmpty(view: ArrayBufferView): boolean {
  return byteLengthOf(view) === 0;
}
