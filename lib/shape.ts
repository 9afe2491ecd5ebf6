import { argumentError, linquantError } from './errors.js';
import { isArray } from './intrinsics.js';

/**
 * Checks `options.shape` and gives it back as an array of its own; left out, it is `[count]`.
 *
 * @param count - the elements that the data holds, which the shape must have too
 */
export function checkShape(shape: unknown, count: number): readonly number[] {
  if (shape === undefined) return [count];
  if (!isArray(shape)) {
    const allowed = 'an array such as [rows, columns]';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.shape', allowed, shape);
  }
  const sizes: number[] = [];
  let product = 1;
  for (let i = 0; i < shape.length; i++) {
    const size = checkSize(i, shape[i]);
    sizes.push(size);
    product *= size;
  }
  if (sizes.length > 0 && product === count) return sizes;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.shape must be sizes whose product is the number of elements, ${count}; got ${textOf(sizes)}`,
  );
}

/** Checks one size; -0 becomes 0. */
function checkSize(index: number, size: unknown): number {
  if (Number.isSafeInteger(size) && (size as number) >= 0) return (size as number) + 0;
  const code = typeof size === 'number' ? 'ERR_LINQUANT_INVALID_SHAPE' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, `options.shape[${index}]`, 'a whole number, 0 or more', size);
}

function textOf(shape: readonly number[]): string {
  return `[${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', ...' : ''}]`;
}

/** Checks that there are parameters for each row: each index of the first axis. */
export function checkRows(
  argument: string,
  given: number,
  shape: readonly number[] | undefined,
  count: number,
): void {
  const sizes = shape ?? [count];
  if (given === sizes[0]) return;
  const hint = shape === undefined ? ' (options.shape was not given)' : '';
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `${argument} must hold one element for each of the ${sizes[0]} rows of shape ${textOf(sizes)}${hint}; got ${given}`,
  );
}
