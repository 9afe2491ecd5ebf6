import { argumentError, linquantError } from './errors.js';

/**
 * Checks `options.shape` and gives it back as an array of its own; left out, it is `[count]`.
 *
 * @param count - the elements that the data holds, which the shape must have too
 */
export function checkShape(shape: unknown, count: number): readonly number[] {
  if (shape === undefined) return [count];
  if (!Array.isArray(shape)) {
    throw argumentError(
      'ERR_LINQUANT_INVALID_TYPE',
      'options.shape',
      'an array such as [rows, columns]',
      shape,
    );
  }
  const sizes: unknown[] = Array.from(shape);
  const isShape =
    sizes.length > 0 && sizes.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
  if (!isShape || (sizes as number[]).reduce((product, size) => product * size, 1) !== count) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `options.shape must be whole numbers whose product is the number of elements, ${count}; got [${sizes.map(String).join(', ')}]`,
    );
  }
  return sizes as number[];
}

/** Checks that there are parameters for each row: each index of the first axis. */
export function checkRows(argument: string, given: number, shape: readonly number[]): void {
  if (given === shape[0]) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold one element for each of the ${shape[0]} rows of shape [${shape.join(', ')}]; got ${given}`,
  );
}
