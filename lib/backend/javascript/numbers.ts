import { type Status, slot, slotCount } from '../../kernels.js';

/** The slots of this backend: what a call is told besides its views, and what it answers. */
export const numbers = new Float64Array(slotCount);

/** Writes how a call went, or goes. */
export function answer(status: Status): void {
  numbers[slot.status] = status;
}
