import { axisIn, checkAxis, checkBlockSize, putAxisLayout } from '../arguments/axis.js';
import { putFloats } from '../arguments/floats.js';
import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import { checkNamed } from '../arguments/options.js';
import { checkFits, putWholeLayout, readShape, sizesOf } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { argumentError, linquantError } from '../errors.js';
import { type Mutable, slot } from '../kernels.js';
import type { NewFloat32Array } from '../tables/new-arrays.js';
import type { AxisOptions, AxisRange, MaybeAxisOptions, Range, TensorOptions } from './min-max-types.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['shape', 'axis', 'blockSize', 'floatType'];
const { numbers, minMax: run } = kernels;

/** The range of a checked view. */
export function rangeOf(argument: string, view: ArrayBufferView, floatType: number, count: number): Range {
  putWholeLayout(numbers, 0, count);
  numbers[slot.floatType] = floatType;
  return rangeOfAll(argument, view, count);
}

/** The same, with float type and layout in the slots. */
function rangeOfAll(argument: string, view: ArrayBufferView, count: number): Range {
  checkNotEmpty(argument, count);
  run(view);
  throwUnlessOk(numbers[slot.status]!, argument);
  return { min: numbers[slot.min]!, max: numbers[slot.max]! };
}

/** Checks that there is at least one element. */
export function checkNotEmpty(argument: string, count: number): void {
  if (count !== 0) return;
  throw linquantError('ERR_LINQUANT_EMPTY', `${argument} must hold at least one element; got none`);
}

/** The shape of x, which an axis requires. */
export function sizesWithAxis(shape: readonly number[] | undefined, count: number): readonly number[] {
  if (shape !== undefined) return sizesOf(shape, count);
  const allowed = 'given with axis, such as [rows, columns]';
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.shape', allowed, undefined);
}

/** Checks that each index or block with its own parameters has at least one element. */
export function checkParts(count: number, parameters: number, axis: number, blockSize: number): void {
  if (count !== 0 || parameters === 0) return;
  const part = nameOfPart(axis, blockSize);
  throw linquantError('ERR_LINQUANT_EMPTY', `each ${part} of x must hold at least one element; got none`);
}

/** The name, in messages, of a part of x with its own parameters: row 2, index 2 of axis 1, block 2. */
export function nameOfPart(axis: number, blockSize: number, index?: number): string {
  const number = index === undefined ? '' : ` ${index}`;
  if (blockSize !== 0) return `block${number}`;
  return axis === 0 ? `row${number}` : `index${number} of axis ${axis}`;
}

/** The ranges of a checked view, with float type and layout in the slots. */
export function rangesOf(
  view: ArrayBufferView,
  parameters: number,
): { min: NewFloat32Array; max: NewFloat32Array } {
  const min = new Float32Array(parameters);
  const max = new Float32Array(parameters);
  if (parameters === 0) return { min, max };
  run(view, min, max);
  throwUnlessOk(numbers[slot.status]!, 'x');
  return { min, max };
}

/**
 * Minimum and maximum of float data for each index of an axis, or for each block along it. Reads x once, without a copy.
 *
 * A NaN makes both ends of its range NaN, as in NumPy and PyTorch. A result of -0 becomes +0. float64 is rounded to float32 first.
 *
 * @typeParam X - the type of x
 * @param x - float data of any length but 0, at any byte offset
 * @param options - `shape`, `axis` and `blockSize`: see {@link AxisOptions}; `floatType`: the type of x if that is raw bytes or a Uint16Array
 * of bits
 * @returns a new object `{ min, max, axis }` with new arrays, and `blockSize` if given
 * @throws RangeError `ERR_LINQUANT_EMPTY`: no elements; `ERR_LINQUANT_BYTE_LENGTH`: raw bytes, no whole number of floats;
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_INVALID_SHAPE`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Parameters
 * @example
 * ```ts
 * import { minMax } from 'linquant';
 *
 * const x = Float32Array.of(3, -1, 2, 5, 0, 4); // two rows of three
 * minMax(x); // { min: -1, max: 5 }
 * // The named axis is kept and all others are reduced: three columns, three ranges. NumPy's axis is the one reduced.
 * minMax(x, { shape: [2, 3], axis: 1 }).max; // Float32Array [ 5, 0, 4 ]
 * minMax(x, { shape: [2, 3], axis: 0 }).max; // Float32Array [ 3, 5 ]
 * ```
 */
export function minMax<X extends FloatInput | Uint16Array>(
  x: X,
  options: AxisOptions & FloatOptionsOf<X>,
): AxisRange;
/**
 * Minimum and maximum of a whole tensor. A NaN anywhere gives `{ min: NaN, max: NaN }`; a result of -0 becomes +0.
 *
 * @param x - float data of any length but 0
 * @param options - `floatType`: the type of x if that is raw bytes; `shape`, which is only compared with the number of elements
 * @returns a new object `{ min, max }`
 * @throws RangeError `ERR_LINQUANT_EMPTY`: no elements; `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_INVALID_SHAPE`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Parameters
 * @example
 * ```ts
 * import { minMax } from 'linquant';
 *
 * minMax(Float32Array.of(3, -1, 2)); // { min: -1, max: 3 }
 * ```
 */
export function minMax<X extends FloatInput>(x: X, options?: TensorOptions & FloatOptionsOf<X>): Range;
/**
 * Minimum and maximum of 16-bit floats that are given as bits in a Uint16Array. `floatType` says whether they are float16 or bfloat16.
 *
 * @param x - a Uint16Array of bits of any length but 0, or other float data of that type
 * @param options - `floatType`: 'float16' or 'bfloat16'; `shape`, which is only compared with the number of elements
 * @returns a new object `{ min, max }`
 * @throws RangeError and TypeError as the overload for a whole tensor
 * @category Parameters
 * @example
 * ```ts
 * import { minMax } from 'linquant';
 *
 * minMax(Uint16Array.of(0x3c00, 0xc000), { floatType: 'float16' }); // { min: -2, max: 1 }
 * ```
 */
export function minMax<X extends FloatInput | Uint16Array>(
  x: X,
  options: TensorOptions & FloatOptionsOf<X>,
): Range;
/**
 * Minimum and maximum along an axis or of the whole tensor, where only at run time it is known whether `axis` is undefined.
 *
 * @param x - float data of any length but 0
 * @param options - `shape`; `axis` or undefined; `blockSize` and `floatType` as in the first overload
 * @returns with an axis as the first overload, else `{ min, max }`. Tell them apart by `'axis' in range`
 * @throws RangeError and TypeError as the first overload
 * @category Parameters
 */
export function minMax<X extends FloatInput | Uint16Array>(
  x: X,
  options: MaybeAxisOptions & FloatOptionsOf<X>,
): Range | AxisRange;
export function minMax(x: unknown, options?: unknown): Range | AxisRange {
  if (options === undefined) {
    const view = putFloats(numbers, 'x', x, undefined);
    return rangeOfAll('x', view, numbers[slot.inner]!);
  }
  const { shape, axis, blockSize, floatType } = checkNamed('options', options, optionNames);
  const given = readShape(shape);
  const place = checkAxis('options.axis', axis);
  const size = checkBlockSize('options.blockSize', blockSize, place);
  const view = putFloats(numbers, 'x', x, floatType);
  const count = numbers[slot.inner]!;
  if (place === undefined) {
    checkFits(given, count);
    return rangeOfAll('x', view, count);
  }
  const sizes = sizesWithAxis(given, count);
  const found = axisIn('options.axis', place, sizes);
  const parameters = putAxisLayout(numbers, 0, found, size, sizes);
  checkParts(count, parameters, found, size);
  const { min, max } = rangesOf(view, parameters);
  const range: Mutable<AxisRange> = { min, max, axis: found };
  if (size !== 0) range.blockSize = size;
  return range;
}
