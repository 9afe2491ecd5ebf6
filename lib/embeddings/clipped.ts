import { type AnyParameters, fakeQuantize } from '../index.js';
import { blocksOf, float32RowsOf, type Vectors } from './vectors.js';

/** The share of the values whose code had to be clamped, from 0 to 1. One more pass over the vectors. */
export function clippedShare(vectors: Vectors, parameters: AnyParameters): number {
  const { rows, dimensions } = vectors;
  let marked = 0;
  let mask = new Uint8Array(0);
  let scratch = new Float32Array(0);
  const count = (start: number, end: number): void => {
    const floats = float32RowsOf(vectors, start, end);
    if (mask.length !== floats.length) {
      mask = new Uint8Array(floats.length);
      scratch = new Float32Array(floats.length);
    }
    fakeQuantize(floats, parameters, { shape: [end - start, dimensions], out: scratch, mask });
    for (let i = 0; i < mask.length; i++) marked += mask[i]!;
  };
  // Parameters of each row do not fit a block of rows: those go in one call.
  if (hasRows(parameters)) count(0, rows);
  else for (const [start, end] of blocksOf(vectors)) count(start, end);
  return rows === 0 ? 0 : marked / (rows * dimensions);
}

/** Whether parameters differ from row to row. */
export function hasRows({ axis, blockSize }: AnyParameters): boolean {
  return axis === 0 || axis === -2 || blockSize !== undefined;
}
