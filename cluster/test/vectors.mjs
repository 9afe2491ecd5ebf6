// A file of vectors to work on.
import { createNpy } from '../linquant.mjs';

/**
 * Writes random vectors, the same in every run, each dimension with a range of its own.
 *
 * @param {string} file
 * @param {number} rows
 * @param {number} dimensions
 */
export async function writeVectors(file, rows, dimensions) {
  const npy = await createNpy(file, { dtype: 'float32', columns: dimensions });
  let state = 1;
  const piece = Math.max(1, Math.floor(2 ** 20 / dimensions));
  const x = new Float32Array(piece * dimensions);
  for (let row = 0; row < rows; row += piece) {
    for (let i = 0; i < x.length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      x[i] = state / 2 ** 31 + (i % dimensions) / 999;
    }
    await npy.write(x.subarray(0, Math.min(piece, rows - row) * dimensions));
  }
  await npy.finish();
}
