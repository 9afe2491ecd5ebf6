import { type Status, slot, slotCount } from '../../kernels.js';

/** The slots of this backend. */
export const numbers = new Float64Array(slotCount);

/** Sets the status of the call. */
export function answer(status: Status): void {
  numbers[slot.status] = status;
}
