import { linquantError } from '../errors.js';
import { type AxisRange, minMax, type Range } from '../index.js';
import { blocksOf, changedError, float32RowsOf, type Vectors } from './vectors.js';

/** The range of vectors, at least one, which must hold no NaN and no infinity. */
export function finiteRange(vectors: Vectors): Range {
  const range = minMax(vectors.view, vectors.options);
  if (Number.isFinite(range.min) && Number.isFinite(range.max)) return range;
  throw nonFiniteError(vectors);
}

/** The range of each dimension, likewise. */
export function finiteRanges(vectors: Vectors): AxisRange {
  const { view, options, rows, dimensions } = vectors;
  const ranges = minMax(view, { ...options, shape: [rows, dimensions], axis: 1 });
  // A NaN is in both ends, an infinity in its own.
  if (ranges.min.every(Number.isFinite) && ranges.max.every(Number.isFinite)) return ranges;
  throw nonFiniteError(vectors);
}

/** Finds the first NaN or infinity, in the order of memory: the error names its row and column. */
export function nonFiniteError(vectors: Vectors): Error {
  const { argument, dimensions } = vectors;
  for (const [start, end] of blocksOf(vectors)) {
    const floats = float32RowsOf(vectors, start, end);
    const at = floats.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const row = start + Math.floor(at / dimensions);
    const column = at % dimensions;
    return linquantError(
      'ERR_LINQUANT_INVALID_RANGE',
      `${argument} must hold no NaN and no infinity; got ${floats[at]} in row ${row}, column ${column}`,
      { row, column },
    );
  }
  return changedError(argument);
}
