import { withoutPrototype } from './without-prototype.js';

/**
 * The roundings, each with its index in the native core (`Rounding` in native/core/kernels.h).
 */
export const roundings = withoutPrototype({
  'half-even': 0,
  'half-away': 1,
  'toward-zero': 2,
  down: 3,
} as const);

/**
 * How quotients are rounded to integers: 'half-even' (default: to the nearest, ties to even), 'half-away' (to the nearest,
 * ties away from 0), 'toward-zero' (the fraction is cut off) or 'down' (floor).
 *
 * @useDeclaredType
 * @category Parameters
 */
export type Rounding = keyof typeof roundings;
