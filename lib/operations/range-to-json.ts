import { checkAxis, checkBlockSize } from '../arguments/axis.js';
import { checkRangeBound, checkReadable } from '../arguments/options.js';
import { checkRangeBounds, plainNumbers, readOnce } from '../arguments/parameter-arrays.js';
import { linquantError } from '../errors.js';
import type { AxisRangeInput, Range } from './min-max-types.js';

/**
 * {@link AxisRange} with plain arrays, as they survive JSON.
 *
 * @category Axis
 */
export interface PlainAxisRange extends AxisRangeInput {
  /** The smallest. */
  readonly min: readonly number[];
  /** The largest. */
  readonly max: readonly number[];
}

/**
 * A range of {@link minMax} as a plain object of numbers and plain arrays, for JSON.stringify: JSON turns a typed array into an
 * object, which is not taken back. What comes out goes into {@link chooseParameters} as the range itself does, with the same
 * result to the bit.
 *
 * @param range - of a whole tensor, or along an axis
 * @returns a copy
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: a NaN or an infinity, which JSON has no number for; `ERR_LINQUANT_INVALID_SHAPE`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Parameters
 * @example
 * ```ts
 * import { chooseParameters, minMax, rangeToJSON } from 'linquant';
 *
 * const range = minMax(Float32Array.of(1, -2, 0.5, 4), { shape: [2, 2], axis: 0 });
 * const text = JSON.stringify(rangeToJSON(range));
 * console.log(text); // {"min":[-2,0.5],"max":[1,4],"axis":0}
 * chooseParameters(JSON.parse(text), { rule: 'absmax' }).scale; // Float32Array [ 0.0157..., 0.0314... ]
 * ```
 */
export function rangeToJSON(range: AxisRangeInput): PlainAxisRange;
/** The range of a whole tensor: two numbers. */
export function rangeToJSON(range: Range): Range;
/** A range of either kind. */
export function rangeToJSON(range: Range | AxisRangeInput): Range | PlainAxisRange;
export function rangeToJSON(range: unknown): Range | PlainAxisRange {
  const { min, max, axis, blockSize } = checkReadable(
    'range',
    range,
    'an object with min and max, as minMax(x) gives it',
  );
  const place = checkAxis('range.axis', axis);
  const size = checkBlockSize('range.blockSize', blockSize, place);
  if (place === undefined) {
    return {
      min: finite('range.min', checkRangeBound('range.min', min)),
      max: finite('range.max', checkRangeBound('range.max', max)),
    };
  }
  const mins = checkRangeBounds('range.min', readOnce('range.min', min));
  const maxs = checkRangeBounds('range.max', readOnce('range.max', max), mins);
  return {
    min: plainNumbers('range.min', mins).map((bound, i) => finite(`range.min[${i}]`, bound)),
    max: plainNumbers('range.max', maxs).map((bound, i) => finite(`range.max[${i}]`, bound)),
    axis: place,
    ...(size === 0 ? {} : { blockSize: size }),
  };
}

function finite(argument: string, bound: number): number {
  if (Number.isFinite(bound)) return bound;
  throw linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${argument} must be finite to be written as JSON; got ${bound}`,
  );
}
