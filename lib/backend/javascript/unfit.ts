import { Status, slot } from '../../kernels.js';
import { answer, numbers } from './numbers.js';
import { scratch } from './scratch.js';

const { floats, bits } = scratch;

/**
 * Whether one of the first floats in scratch is NaN or infinite. The call's status says so then, with the index and value of the first.
 *
 * @param at - the index of the first float in scratch
 */
export function refusesUnfit(at: number, count: number): boolean {
  if (!holdsUnfit(count)) return false;
  const i = floats.findIndex((value) => !Number.isFinite(value));
  numbers[slot.index] = at + i;
  numbers[slot.value] = floats[i]!;
  answer(Status.notFinite);
  return true;
}

/** Adding 1 to an exponent of all ones carries into the sign bit. */
function holdsUnfit(count: number): boolean {
  let sign = 0;
  for (let i = 0; i < count; i++) sign |= (bits[i]! & 0x7fffffff) + 0x800000;
  return (sign | 0) < 0;
}
