import { argumentError, linquantError, shapeText } from '../errors.js';
import { slot } from '../kernels.js';
import { isArray } from '../platform/engine-views.js';
import { checkCount } from './options.js';

/**
 * The option for the shape of the data.
 *
 * @category Data
 */
export interface ShapeOptions {
  /**
   * The sizes of the axes; their product must be the number of elements. `[count]` unless given. `[]` is the shape of a single element
   * (a 0-d tensor).
   */
  readonly shape?: readonly number[] | undefined;
}

/** The most axes of a shape: the limit of NumPy and PyTorch. */
export const mostSizes = 64;

/** Checks and copies `options.shape`; undefined stays undefined. {@link checkFits} compares it with the data. */
export function readShape(shape: unknown): readonly number[] | undefined {
  return shape === undefined ? undefined : readSizes(shape);
}

function readSizes(shape: unknown): readonly number[] {
  if (!isArray(shape)) {
    const allowed = 'an array such as [rows, columns]';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.shape', allowed, shape);
  }
  const { length } = shape;
  // The length of a proxy can be anything.
  if (!(Number.isInteger(length) && length >= 0 && length <= mostSizes)) throw rankError(length);
  // Allocated with its length: an array that grows by push takes memory for 17 elements.
  const sizes = new Array<number>(length);
  for (let i = 0; i < length; i++) {
    const size = shape[i];
    // The argument's name is made only for the error: joining strings takes longer than the check.
    const isSize = Number.isSafeInteger(size) && (size as number) >= 0;
    if (!isSize) checkCount(`options.shape[${i}]`, size, 0, 'ERR_LINQUANT_INVALID_SHAPE');
    sizes[i] = (size as number) + 0;
  }
  if (Number.isSafeInteger(productOf(sizes))) return sizes;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.shape must be sizes with a product that is a safe integer; got ${shapeText(sizes)}`,
  );
}

function rankError(length: unknown): Error {
  return argumentError(
    'ERR_LINQUANT_INVALID_SHAPE',
    'options.shape',
    `an array of at most ${mostSizes} sizes`,
    length,
  );
}

/** The number of elements of a shape. */
export function productOf(sizes: readonly number[]): number {
  let product = 1;
  for (let i = 0; i < sizes.length; i++) product *= sizes[i]!;
  return product;
}

/** The shape of data with `count` elements, after comparing: `[count]` without a shape. */
export function sizesOf(shape: readonly number[] | undefined, count: number): readonly number[] {
  if (shape === undefined) return [count];
  checkFits(shape, count);
  return shape;
}

/** Checks that the shape, if given, has `count` elements. */
export function checkFits(shape: readonly number[] | undefined, count: number): void {
  if (shape !== undefined && productOf(shape) !== count) throw fitError(shape, count);
}

function fitError(shape: readonly number[], count: number): Error {
  return linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.shape must be sizes whose product is the number of elements, ${count}; got ${shapeText(shape)}`,
  );
}

/** Writes the layout of one set of parameters to the slots. */
export function putWholeLayout(numbers: Float64Array, base: number, count: number): void {
  putLayout(numbers, base, 1, 1, count, 0);
}

/** Writes a {@link Layout} to the slots. */
export function putLayout(
  numbers: Float64Array,
  base: number,
  outer: number,
  axis: number,
  inner: number,
  block: number,
): void {
  numbers[base + slot.outer] = outer;
  numbers[base + slot.axis] = axis;
  numbers[base + slot.inner] = inner;
  numbers[base + slot.block] = block;
}
