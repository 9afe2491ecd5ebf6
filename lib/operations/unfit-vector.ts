import type { Vectors } from '../arguments/vectors.js';
import { memoryOf } from '../arguments/views.js';
import { changedError, linquantError } from '../errors.js';
import { overflows } from '../tables/float-types.js';
import { firstUnfit } from './first-unfit.js';

/**
 * The error for vectors with a NaN or an infinity: names row and column of the first one, in memory order.
 *
 * @param start - nothing before this index is wrong
 * @param end - where what was read ends
 */
export function nonFiniteError(
  { argument, view, type, rows, dimensions, firstRow }: Vectors,
  start = 0,
  end = rows * dimensions,
): Error {
  const run = memoryOf(argument, view).subarray(start * type.bytes, end * type.bytes);
  // Kernels compute with float32, where a large float64 is infinite.
  const found = firstUnfit(run, type, overflows.float32);
  if (found === undefined) return changedError(argument);
  const index = start + found.index;
  const row = firstRow + Math.floor(index / dimensions);
  const column = index % dimensions;
  return linquantError(
    'ERR_LINQUANT_INVALID_RANGE',
    `${argument} must hold no NaN and no infinity; got ${Math.fround(found.value)} in row ${row}, column ${column}`,
    { row, column },
  );
}
