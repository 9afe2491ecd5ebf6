import { Status, slot } from '../../kernels.js';
import { numbers } from './numbers.js';
import { chunkLength } from './scratch.js';

/** Handles the elements at..at+length of a call. The call's data is an argument, so that no closure has to be allocated. */
export type Work<Call> = (call: Call, at: number, length: number) => void;

/** Runs `work` for each chunk of `count` elements, until it sets a status other than ok. */
export function forEachChunk<Call>(count: number, work: Work<Call>, call: Call, size = chunkLength): void {
  for (let at = 0; at < count && numbers[slot.status] === Status.ok; at += size) {
    work(call, at, Math.min(size, count - at) | 0);
  }
}
