import { kernels } from './backend/select.js';
import { linquantError } from './errors.js';
import { throwUnlessOk } from './status.js';
import { type CheckedView, checkFloats, type FloatInput } from './views.js';

/**
 * The smallest and the largest of some numbers.
 *
 * @category Parameters
 */
export interface Range {
  /** The smallest; NaN where there was a NaN. */
  readonly min: number;
  /** The largest; NaN where there was a NaN. */
  readonly max: number;
}

/** {@link minMax} of a view that was checked already. */
export function rangeOf(argument: string, { view, count }: CheckedView): Range {
  if (count === 0) {
    throw linquantError('ERR_LINQUANT_EMPTY', `${argument} must hold at least one element; got none`);
  }
  const range = { min: NaN, max: NaN };
  throwUnlessOk(kernels.minMax(view, range), argument);
  return range;
}

/**
 * Minimum and maximum of float32 data, in one pass over memory and without a copy.
 *
 * A NaN anywhere gives `{ min: NaN, max: NaN }`, as in NumPy and PyTorch; a result of zero is +0, never -0.
 *
 * @param x - float data of any length but 0, at any byte offset
 * @returns the range, a new object; nothing else is allocated
 * @throws RangeError `ERR_LINQUANT_EMPTY`: no elements; `ERR_LINQUANT_BYTE_LENGTH`: raw bytes, no multiple of 4
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Parameters
 * @example
 * ```ts
 * import { minMax } from 'linquant';
 *
 * minMax(Float32Array.of(3, -1, 2)); // { min: -1, max: 3 }
 * ```
 */
export function minMax(x: FloatInput): Range {
  return rangeOf('x', checkFloats('x', x));
}
