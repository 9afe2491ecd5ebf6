import { argumentError, linquantError, shapeText } from '../errors.js';
import { putLayout } from './shape.js';

/** Checks that an axis is an integer; undefined stays undefined. {@link axisIn} compares it with the shape. */
export function checkAxis(argument: string, axis: unknown): number | undefined {
  if (axis === undefined) return undefined;
  if (Number.isInteger(axis)) return (axis as number) + 0;
  const code = typeof axis === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, 'an integer, or left out', axis);
}

/** Checks a block size, which needs an axis. Left out, it is 0: no blocks. */
export function checkBlockSize(argument: string, blockSize: unknown, axis: number | undefined): number {
  if (blockSize === undefined) return 0;
  if (axis === undefined) {
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', argument, 'left out without axis', blockSize);
  }
  if (Number.isSafeInteger(blockSize) && (blockSize as number) >= 1) return (blockSize as number) + 0;
  const code = typeof blockSize === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, 'an integer, 1 or more, or left out', blockSize);
}

/** Checks an axis against a shape; negative ones count from the last. Returns the index from the first. */
export function axisIn(argument: string, axis: number, sizes: readonly number[]): number {
  const rank = sizes.length;
  const found = axis < 0 ? axis + rank : axis;
  if (found >= 0 && found < rank) return found;
  if (rank === 0) {
    const allowed = 'left out with shape [], which has no axis';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', argument, allowed, axis);
  }
  const allowed = `an integer in ${-rank}..${rank - 1}, an axis of shape ${shapeText(sizes)}`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', argument, allowed, axis);
}

/**
 * Writes the {@link Layout} of a shape with parameters along an axis to the slots.
 *
 * A block size above the size of the axis makes one block of the whole axis. ONNX QuantizeLinear allows that too: it accepts any
 * block size from `ceil(D / S)` to `ceil(D / (S - 1)) - 1` for an axis of size D with S scales, so with S = 1 any from D on.
 *
 * @param axis - counted from the first
 * @param blockSize - 0 for none
 * @returns the number of sets of parameters
 */
export function putAxisLayout(
  numbers: Float64Array,
  base: number,
  axis: number,
  blockSize: number,
  sizes: readonly number[],
): number {
  const size = sizes[axis]!;
  if (sizes.includes(0)) {
    // No elements. The other sizes are not multiplied, since their product may overflow.
    const parameters = blockSize === 0 ? size : 0;
    putLayout(numbers, base, 1, parameters, 0, 0);
    return parameters;
  }
  let outer = 1;
  let inner = 1;
  for (let i = 0; i < axis; i++) outer *= sizes[i]!;
  for (let i = axis + 1; i < sizes.length; i++) inner *= sizes[i]!;
  const block = Math.min(blockSize, size);
  putLayout(numbers, base, outer, size, inner, block);
  return block === 0 ? size : outer * Math.ceil(size / block) * inner;
}

/** Checks that the number of parameters given is that of the layout. */
export function checkParameterCount(
  argument: string,
  given: number,
  parameters: number,
  axis: number,
  blockSize: number,
  sizes: readonly number[],
  hasShape: boolean,
): void {
  if (given === parameters) return;
  const places = blockSize === 0 ? 'indices' : `blocks of ${Math.min(blockSize, sizes[axis]!)}`;
  const hint = hasShape ? '' : ' (options.shape was not given)';
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold one element for each of the ${parameters} ${places} of axis ${axis} of shape ${shapeText(sizes)}${hint}; got ${given}`,
  );
}
