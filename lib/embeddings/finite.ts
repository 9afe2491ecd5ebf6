import { linquantError } from '../errors.js';
import { minMax, type Range } from '../index.js';
import { changedError, float32RowsOf, forEachBlock, rowsOf, type Vectors } from './vectors.js';

/** The range of some rows, at least one, which must hold no NaN and no infinity. */
export function finiteRangeOf(vectors: Vectors, start: number, end: number): Range {
  const range = minMax(rowsOf(vectors, start, end), vectors.options);
  if (Number.isFinite(range.min) && Number.isFinite(range.max)) return range;
  throw nonFiniteError(vectors, start);
}

/** Finds the first NaN or infinity, in the order of memory, from row `first` on: the error names its row and column. */
export function nonFiniteError(vectors: Vectors, first = 0): Error {
  const { argument, dimensions } = vectors;
  let found: Error | undefined;
  forEachBlock(
    vectors,
    (start, end) => {
      if (found !== undefined) return;
      const floats = float32RowsOf(vectors, start, end);
      const at = floats.findIndex((value) => !Number.isFinite(value));
      if (at < 0) return;
      const row = start + Math.floor(at / dimensions);
      const column = at % dimensions;
      found = linquantError(
        'ERR_LINQUANT_INVALID_RANGE',
        `${argument} must hold no NaN and no infinity; got ${floats[at]} in row ${row}, column ${column}`,
        { row, column },
      );
    },
    first,
  );
  return found ?? changedError(argument);
}
