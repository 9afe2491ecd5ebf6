import type { Layout } from './backend/backend.js';
import { argumentError, linquantError } from './errors.js';
import { textOf } from './shape.js';

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
