import { argumentError, linquantError } from '../errors.js';
import type { Layout } from '../kernels.js';
import { isArray } from '../platform/engine-views.js';

/** Where along a shape parameters change, after checking by itself: it has still to fit a shape. */
export interface AxisChoice {
  /** May be negative. */
  readonly axis: number;
  /** 0 for none. */
  readonly blockSize: number;
}

/** An axis as the sizes have it, and the layout that it gives them. */
export interface AxisLayout {
  /** Not negative. */
  readonly axis: number;
  readonly layout: Layout;
  /** How many sets of parameters there are. */
  readonly parameters: number;
}

/** Checks axis and block size; undefined where there is no axis. */
export function checkAxis(
  axisArgument: string,
  axis: unknown,
  blockArgument: string,
  blockSize: unknown,
): AxisChoice | undefined {
  if (axis !== undefined && !Number.isInteger(axis)) {
    const code = typeof axis === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
    throw argumentError(code, axisArgument, 'an integer, or left out', axis);
  }
  if (blockSize !== undefined) {
    if (axis === undefined) {
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', blockArgument, 'left out without axis', blockSize);
    }
    if (!(Number.isSafeInteger(blockSize) && (blockSize as number) >= 1)) {
      const code =
        typeof blockSize === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
      throw argumentError(code, blockArgument, 'an integer, 1 or more, or left out', blockSize);
    }
  }
  return axis === undefined
    ? undefined
    : { axis: (axis as number) + 0, blockSize: (blockSize as number) ?? 0 };
}

/** The layout of data of one set of parameters. */
export function wholeLayout(count: number): Layout {
  return { outer: 1, axis: 1, inner: count, block: 0 };
}

/** Finds the axis in the sizes. Parameters are in ONNX's order: see {@link Layout}. */
export function layoutOf(
  argument: string,
  { axis: given, blockSize }: AxisChoice,
  sizes: readonly number[],
): AxisLayout {
  const rank = sizes.length;
  const axis = given < 0 ? given + rank : given;
  if (!(axis >= 0 && axis < rank)) {
    const allowed = `an integer in ${-rank}..${rank - 1}, an axis of shape ${textOf(sizes)}`;
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', argument, allowed, given);
  }
  const size = sizes[axis]!;
  if (sizes.includes(0)) {
    // Nothing to do, whatever the other sizes multiply to.
    const parameters = blockSize === 0 ? size : 0;
    return { axis, layout: { outer: 1, axis: parameters, inner: 0, block: 0 }, parameters };
  }
  let outer = 1;
  let inner = 1;
  for (let i = 0; i < axis; i++) outer *= sizes[i]!;
  for (let i = axis + 1; i < rank; i++) inner *= sizes[i]!;
  const block = Math.min(blockSize, size);
  const parameters = block === 0 ? size : outer * Math.ceil(size / block) * inner;
  return { axis, layout: { outer, axis: size, inner, block }, parameters };
}

/** Checks that there are as many parameters as the layout has places for them. */
export function checkParameterCount(
  argument: string,
  given: number,
  { axis, layout, parameters }: AxisLayout,
  sizes: readonly number[],
  hasShape: boolean,
): void {
  if (given === parameters) return;
  const places = layout.block === 0 ? 'indices' : `blocks of ${layout.block}`;
  const hint = hasShape ? '' : ' (options.shape was not given)';
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold one element for each of the ${parameters} ${places} of axis ${axis} of shape ${textOf(sizes)}${hint}; got ${given}`,
  );
}

/**
 * Options that tell the shape of the data.
 *
 * @category Data
 */
export interface ShapeOptions {
  /** Sizes whose product is the number of elements; `[count]` unless given. */
  readonly shape?: readonly number[] | undefined;
}

/** A shape that was given. */
export interface Shape {
  readonly sizes: readonly number[];
  /** The number of elements. */
  readonly product: number;
}

/** Checks `options.shape` by itself and makes it an array of its own; undefined stays so. */
export function readShape(shape: unknown): Shape | undefined {
  if (shape === undefined) return undefined;
  if (!isArray(shape)) {
    const allowed = 'an array such as [rows, columns]';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.shape', allowed, shape);
  }
  const sizes: number[] = [];
  let product = 1;
  const { length } = shape;
  for (let i = 0; i < length; i++) {
    const size = shape[i];
    // The name is made only where it is needed: it takes longer than the check.
    if (!isLength(size)) throw lengthError(`options.shape[${i}]`, size);
    sizes.push(size + 0);
    product *= size;
  }
  if (sizes.length > 0 && Number.isSafeInteger(product)) return { sizes, product };
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.shape must be one size or more, with a product that is a safe integer; got ${textOf(sizes)}`,
  );
}

/** The sizes of data with `count` elements, which those of the shape must fit; without one it is `[count]`. */
export function sizesOf(shape: Shape | undefined, count: number): readonly number[] {
  if (shape === undefined) return [count];
  if (shape.product === count) return shape.sizes;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.shape must be sizes whose product is the number of elements, ${count}; got ${textOf(shape.sizes)}`,
  );
}

/** Checks a size or a number of elements; -0 becomes 0. */
export function checkLength(argument: string, size: unknown): number {
  if (isLength(size)) return size + 0;
  throw lengthError(argument, size);
}

function isLength(size: unknown): size is number {
  return Number.isSafeInteger(size) && (size as number) >= 0;
}

function lengthError(argument: string, size: unknown): Error {
  const code = typeof size === 'number' ? 'ERR_LINQUANT_INVALID_SHAPE' : 'ERR_LINQUANT_INVALID_TYPE';
  return argumentError(code, argument, 'a whole number, 0 or more', size);
}

/** Sizes for messages. */
export function textOf(shape: readonly number[]): string {
  return `[${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', ...' : ''}]`;
}
