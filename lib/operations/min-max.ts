import {
  type CheckedFloats,
  checkFloats,
  type FloatInput,
  type FloatOptionsOf,
} from '../arguments/floats.js';
import { checkOptions } from '../arguments/options.js';
import {
  type AxisChoice,
  type AxisLayout,
  checkAxis,
  layoutOf,
  readShape,
  type ShapeOptions,
  sizesOf,
} from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { argumentError, linquantError } from '../errors.js';
import type { Mutable } from '../kernels.js';
import { throwUnlessOk } from './status.js';

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

/**
 * The smallest and the largest for each index of an axis, or for each block along it, in the order of {@link AxisParameters}.
 *
 * @category Axis
 */
export interface AxisRange {
  /** The smallest; NaN where there was a NaN. */
  readonly min: Float32Array;
  /** The largest; NaN where there was a NaN. */
  readonly max: Float32Array;
  /** The axis, counted from the first. */
  readonly axis: number;
  /** How many indices of the axis were taken together; left out where each was taken by itself. */
  readonly blockSize?: number;
}

/**
 * {@link AxisRange}, also with plain arrays as JSON has them.
 *
 * @category Axis
 */
export interface AxisRangeInput {
  /** The smallest. */
  readonly min: Float32Array | readonly number[];
  /** The largest. */
  readonly max: Float32Array | readonly number[];
  /** The axis. */
  readonly axis: number;
  /** How many indices of the axis were taken together. */
  readonly blockSize?: number | undefined;
}

/**
 * Options for each index of an axis, or for each block along it.
 *
 * @category Axis
 */
export interface AxisOptions {
  /** Sizes whose product is the number of elements. */
  readonly shape: readonly number[];
  /** The axis whose indices are taken by themselves, each over all of the other axes; negative ones count from the last. */
  readonly axis: number;
  /**
   * How many indices of the axis are taken together. The other axes are then not: there is a result for each block and
   * each of their indices. The last block may be shorter.
   */
  readonly blockSize?: number | undefined;
}

/**
 * Options for the whole tensor.
 *
 * @category Data
 */
export interface TensorOptions extends ShapeOptions {
  /** Not given: one scale and zero point for all. */
  readonly axis?: undefined;
  /** Blocks belong to an axis. */
  readonly blockSize?: undefined;
}

/**
 * Options where only at run time it is known whether there is an axis.
 *
 * @category Axis
 */
export interface MaybeAxisOptions {
  /** Sizes whose product is the number of elements. */
  readonly shape: readonly number[];
  /** As {@link AxisOptions.axis}; left out, all elements are taken together. */
  readonly axis?: number | undefined;
  /** As {@link AxisOptions.blockSize}, with an axis only. */
  readonly blockSize?: number | undefined;
}

const optionNames: readonly string[] = ['shape', 'axis', 'blockSize', 'floatType'];

/** {@link minMax} of a view that was checked already. */
export function rangeOf(argument: string, { view, count, type }: CheckedFloats): Range {
  if (count === 0) {
    throw linquantError('ERR_LINQUANT_EMPTY', `${argument} must hold at least one element; got none`);
  }
  const range = { min: NaN, max: NaN };
  throwUnlessOk(kernels.minMax(view, type.index, range), argument);
  return range;
}

/** Finds the axis in the shape, which must be given and leave no index without elements. */
export function checkAxisShape(place: AxisChoice, shape: unknown, count: number): AxisShape {
  if (shape === undefined) {
    const allowed = 'given with axis, such as [rows, columns]';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.shape', allowed, undefined);
  }
  const sizes = sizesOf(readShape(shape), count);
  const found = layoutOf('options.axis', place, sizes);
  if (count === 0 && found.parameters !== 0) {
    const part = nameOfPart(found);
    throw linquantError('ERR_LINQUANT_EMPTY', `each ${part} of x must hold at least one element; got none`);
  }
  return { sizes, found };
}

/** Sizes, and where the axis is in them. */
export interface AxisShape {
  readonly sizes: readonly number[];
  readonly found: AxisLayout;
}

/** What the parts of x with parameters of their own are called; with an index, one of them. */
export function nameOfPart({ axis, layout }: AxisLayout, index?: number): string {
  const number = index === undefined ? '' : ` ${index}`;
  if (layout.block !== 0) return `block${number}`;
  return axis === 0 ? `row${number}` : `index${number} of axis ${axis}`;
}

/** Minima and maxima of a view and axis that were checked already. */
export function rangesOf(
  { view, type }: CheckedFloats,
  { layout, parameters }: AxisLayout,
): { min: Float32Array; max: Float32Array } {
  const min = new Float32Array(parameters);
  const max = new Float32Array(parameters);
  if (parameters !== 0) throwUnlessOk(kernels.minMaxAxis(view, type.index, layout, min, max), 'x');
  return { min, max };
}

/**
 * Minimum and maximum of float data, in one pass over memory and without a copy.
 *
 * A NaN anywhere gives `{ min: NaN, max: NaN }`, as in NumPy and PyTorch; a result of zero is +0, never -0. Data of type
 * float64 is rounded to float32 first, as everywhere in this package.
 *
 * This overload finds one range for each index of an axis, or for each block along it.
 *
 * @typeParam X - the type of x
 * @param x - float data of any length but 0, at any byte offset
 * @param options - `floatType`: the type of x where it is raw bytes or bits. `shape` and `axis`, and `blockSize`: see {@link AxisOptions}
 * @returns the range, a new object with new arrays; nothing else is allocated
 * @throws RangeError `ERR_LINQUANT_EMPTY`: no elements; `ERR_LINQUANT_BYTE_LENGTH`: raw bytes, no whole number of floats;
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_INVALID_SHAPE`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Parameters
 * @example
 * ```ts
 * import { minMax } from 'linquant';
 *
 * const x = Float32Array.of(3, -1, 2, 5);
 * minMax(x); // { min: -1, max: 5 }
 * minMax(x, { shape: [2, 2], axis: 1 }).max; // Float32Array [ 3, 5 ]
 * ```
 */
export function minMax<X extends FloatInput | Uint16Array>(
  x: X,
  options: AxisOptions & FloatOptionsOf<X>,
): AxisRange;
/** One range for all. */
export function minMax<X extends FloatInput>(x: X, options?: TensorOptions & FloatOptionsOf<X>): Range;
/** One range for all the bits of 16-bit floats. */
export function minMax<X extends FloatInput | Uint16Array>(
  x: X,
  options: TensorOptions & FloatOptionsOf<X>,
): Range;
/** Along an axis, or for all, as is known at run time only. */
export function minMax<X extends FloatInput | Uint16Array>(
  x: X,
  options: MaybeAxisOptions & FloatOptionsOf<X>,
): Range | AxisRange;
export function minMax(x: unknown, options?: unknown): Range | AxisRange {
  if (options === undefined) return rangeOf('x', checkFloats('x', x));
  const { shape, axis, blockSize, floatType } = checkOptions(options, optionNames);
  const floats = checkFloats('x', x, floatType);
  const place = checkAxis('options.axis', axis, 'options.blockSize', blockSize);
  if (place === undefined) {
    if (shape !== undefined) sizesOf(readShape(shape), floats.count);
    return rangeOf('x', floats);
  }
  const { found } = checkAxisShape(place, shape, floats.count);
  const { min, max } = rangesOf(floats, found);
  const range: Mutable<AxisRange> = { min, max, axis: found.axis };
  if (place.blockSize !== 0) range.blockSize = place.blockSize;
  return range;
}
