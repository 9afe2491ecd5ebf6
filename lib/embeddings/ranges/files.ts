import { linquantError, shapeText } from '../../errors.js';
import { readNpy, type WriteOptions, writeNpy } from '../../formats/index.js';
import { convert } from '../../index.js';
import type { NewFloat32Array } from '../../tables/new-arrays.js';
import { checkRanges, type RangesInput } from './ranges.js';

/**
 * Writes ranges to a `.npy` file, float32 `[2, dimensions]`, for sentence-transformers: `quantize_embeddings(...,
 * ranges=numpy.load(path))`. The file is written like by `writeNpy` of `linquant/formats`.
 *
 * @param path - the file, new or to be replaced
 * @param ranges - `[2, dimensions]`, as from {@link RangeCalibration.ranges}; do not change it until the promise settles
 * @param options - how
 * @returns rejects with TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`, RangeError `ERR_LINQUANT_INVALID_SHAPE`,
 * `ERR_LINQUANT_INVALID_RANGE`, `ERR_LINQUANT_FORMAT`, `ERR_LINQUANT_INVALID_OPTION`; errors of the file system are passed on
 * @category Embeddings
 * @example
 * ```ts
 * import { readRanges, writeRanges } from 'linquant/embeddings';
 *
 * await writeRanges('build/ranges.npy', Float32Array.of(-1, 0, 1, 2));
 * await readRanges('build/ranges.npy'); // Float32Array [ -1, 0, 1, 2 ]
 * ```
 */
export async function writeRanges(path: string, ranges: RangesInput, options?: WriteOptions): Promise<void> {
  const { values, dimensions } = checkRanges('ranges', ranges);
  await writeNpy(path, { dtype: 'float32', shape: [2, dimensions], data: values }, options);
}

/**
 * Reads ranges from a `.npy` file of shape `[2, dimensions]`: float32, or float64 (as NumPy makes of float64 vectors), which is rounded
 * to float32 as in sentence-transformers.
 *
 * @param path - the file
 * @returns the minima, then the maxima, in a new array. Rejects like `readNpy` of `linquant/formats`; with RangeError
 * `ERR_LINQUANT_FORMAT`: another shape or type; or `ERR_LINQUANT_INVALID_RANGE`: a range that is not finite or has min > max
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
    const found = `${dtype} ${shapeText(shape)}`;
    const message = `${path}: ranges are float32 or float64 [2, dimensions]; found ${found}`;
    throw linquantError('ERR_LINQUANT_FORMAT', message, { file: path });
  }
  const floats =
    dtype === 'float32' ? tensor.toFloat32Array() : convert(data, { from: 'float64', to: 'float32' });
  // A new ArrayBuffer in both cases: that of the file, or of the copy.
  return checkRanges(path, floats).values as NewFloat32Array;
}
