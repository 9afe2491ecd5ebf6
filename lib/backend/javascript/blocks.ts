import { Status, slot } from '../../kernels.js';
import { numbers } from './numbers.js';
import { blockLength } from './scratch.js';

/** Does elements at..at+length of a call. A function beside the call's data: a closure would be more to allocate. */
export type Work<Call> = (call: Call, at: number, length: number) => void;

/** Goes over `count` elements by the block, until the work answers with another status than ok. */
export function forEachBlock<Call>(count: number, work: Work<Call>, call: Call, size = blockLength): void {
  for (let at = 0; at < count && numbers[slot.status] === Status.ok; at += size) {
    work(call, at, Math.min(size, count - at) | 0);
  }
}
