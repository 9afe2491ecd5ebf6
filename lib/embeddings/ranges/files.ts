import { linquantError } from '../../errors.js';
import { readNpy, writeNpy } from '../../formats/index.js';
import { convert } from '../../index.js';
import type { NewFloat32Array } from '../../tables/new-arrays.js';
import { checkRanges, type RangesInput } from './ranges.js';

/**
 * Writes ranges as a `.npy` file of float32 `[2, dimensions]`, which is what sentence-transformers takes as `ranges`:
 * `quantize_embeddings(..., ranges=numpy.load(path))`. How the file is written, and what is left when that fails: see
 * `writeNpy` of `linquant/formats`.
 *
 * @param path - of the file, new or to be replaced
 * @param ranges - `[2, dimensions]`, as {@link RangeCalibration.ranges} gives them; left alone until the promise settles
 * @returns rejects with TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`, RangeError `ERR_LINQUANT_INVALID_SHAPE`,
 * `ERR_LINQUANT_INVALID_RANGE`, `ERR_LINQUANT_FORMAT`; errors of the file system come as they are
 * @category Embeddings
 * @example
 * ```ts
 * import { readRanges, writeRanges } from 'linquant/embeddings';
 *
 * await writeRanges('build/ranges.npy', Float32Array.of(-1, 0, 1, 2));
 * await readRanges('build/ranges.npy'); // Float32Array [ -1, 0, 1, 2 ]
 * ```
 */
export async function writeRanges(path: string, ranges: RangesInput): Promise<void> {
  const { values, dimensions } = checkRanges('ranges', ranges);
  await writeNpy(path, { dtype: 'float32', shape: [2, dimensions], data: values });
}

/**
 * Reads ranges from a `.npy` file: `[2, dimensions]` of float32, or of float64, which NumPy makes of float64 vectors and
 * which sentence-transformers rounds to float32 too.
 *
 * @param path - of the file
 * @returns the minima, then the maxima; half as many dimensions. Rejects as `readNpy` of `linquant/formats`, and with
 * RangeError `ERR_LINQUANT_FORMAT` for another shape or type, or with `ERR_LINQUANT_INVALID_RANGE` for ranges that are none
 * @category Embeddings
 * @example
 * ```ts
 * import { readRanges, writeRanges } from 'linquant/embeddings';
 *
 * await writeRanges('build/others.npy', [[-1], [2]]);
 * await readRanges('build/others.npy'); // Float32Array [ -1, 2 ]
 * ```
 */
export async function readRanges(path: string): Promise<NewFloat32Array> {
  const tensor = await readNpy(path);
  const { dtype, shape, data } = tensor;
  const isFloat = dtype === 'float32' || dtype === 'float64';
  if (!isFloat || shape.length !== 2 || shape[0] !== 2) {
    const found = `${dtype} [${shape.join(', ')}]`;
    const message = `${path}: ranges are float32 or float64 [2, dimensions]; found ${found}`;
    throw linquantError('ERR_LINQUANT_FORMAT', message, { file: path });
  }
  const floats =
    dtype === 'float32' ? tensor.toFloat32Array() : convert(data, { from: 'float64', to: 'float32' });
  // In memory of our own, whichever it is: that of the file, or the copy.
  return checkRanges(path, floats).values as NewFloat32Array;
}
