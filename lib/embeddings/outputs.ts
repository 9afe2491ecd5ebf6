import { checkCodeOut } from '../code-views.js';
import { dtypes } from '../dtypes.js';
import { checkApart } from '../views.js';
import { partOf, type Vectors } from './vectors.js';

/**
 * `options.out` for a byte each, or a new array. Work by blocks does not show the whole of it to lib's functions, so all of
 * it is judged here.
 */
export function codesOut(
  out: unknown,
  { rows, dimensions, argument, view }: Vectors,
  dtype: 'int8' | 'uint8',
): ArrayBufferView {
  const count = rows * dimensions;
  if (out === undefined) return dtypes[dtype].allocate(count);
  const codes = checkCodeOut(out, dtypes[dtype], count);
  checkApart('options.out', codes, argument, view);
  return codes;
}

/** The part of codes that some rows have. */
export function codesOf<T extends ArrayBufferView>(
  data: T,
  bytesPerRow: number,
  start: number,
  end: number,
): T {
  return partOf(data, start * bytesPerRow, end * bytesPerRow);
}
