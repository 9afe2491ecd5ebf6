import { Status, slot } from '../../kernels.js';
import { numbers } from './numbers.js';
import { blockLength } from './scratch.js';

/** Goes over `count` elements by the block, until the work answers with something else than ok. */
export function forEachBlock(
  count: number,
  work: (at: number, length: number) => void,
  size = blockLength,
): void {
  for (let at = 0; at < count && numbers[slot.status] === Status.ok; at += size) {
    work(at, Math.min(size, count - at) | 0);
  }
}
