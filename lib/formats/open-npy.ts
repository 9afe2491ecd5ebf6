import { checkOptions } from '../arguments/options.js';
import { asyncDispose } from '../platform/node.js';
import type { TensorDtype } from './dtypes.js';
import { fileError } from './file-error.js';
import { checkNpyOptions, type NpyOptions } from './npy.js';
import { npyFormat } from './npy-format.js';
import { openFile } from './open-file.js';
import { isSameInBothOrders } from './row-major.js';
import {
  type BatchesOptions,
  type IntoOption,
  readBatches,
  readRows,
  type Stored,
  type TensorBatch,
} from './rows.js';
import { byteLength, type Tensor } from './tensor.js';

/**
 * An open `.npy` file, from {@link openNpy}. It stays open until {@link NpyFile.close}, or the end of a block with `await using`.
 *
 * @category npy
 */
export interface NpyFile {
  /** The path as it was given. */
  readonly path: string;
  /** The type of its elements. */
  readonly dtype: TensorDtype;
  /** The sizes of its dimensions, outermost first. Rows are the indices of the first. */
  readonly shape: readonly number[];
  /**
   * Reads the rows from `start` up to, but not with, `end`. Several reads may be under way at once.
   *
   * @param start - the first row, from 0
   * @param end - the row after the last, at most `shape[0]`
   * @param options - `into`: the caller's memory. Without it, allocates the bytes of the rows; with it, some hundred bytes
   * @returns the rows as a tensor of the shape `[end - start, ...]`, little-endian; its `data` is on the memory of `into`. Rejects with
   *   RangeError `ERR_LINQUANT_INVALID_OPTION`: rows out of range; `ERR_LINQUANT_OUT_SIZE`: `into` of another size; `ERR_LINQUANT_FORMAT`:
   *   the file changed or shrank since it was opened, is in Fortran order, is a scalar, or was closed; with TypeError
   *   `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`. Errors of the file system are passed on
   */
  rows(start: number, end: number, options?: IntoOption): Promise<Tensor>;
  /**
   * Reads all rows, or those from `start` to `end`, batch by batch, in order. The batches lie in `prefetch + 1` buffers that take turns: a batch may be used until the next
   * one is asked for. Reading goes on while the caller computes. Leaving the loop ends it.
   *
   * @param options - see {@link BatchesOptions}. Allocates `prefetch + 1` times the bytes of a batch
   * @returns batches; rejects as {@link NpyFile.rows}
   * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_FORMAT`: as {@link NpyFile.rows}
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   */
  batches(options?: BatchesOptions): AsyncGenerator<TensorBatch, void, undefined>;
  /** Closes the file, once reads that are under way have ended. Closing it again does nothing. */
  close(): Promise<void>;
  /** {@link NpyFile.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens a `.npy` file to be read in pieces, however large it is. Reads its header alone, and checks it and the size of the file as
 * {@link readNpy} does.
 *
 * A file that is written to, or shrinks, after it was opened is an error of the next read: its size and its time of modification are
 * compared. Whoever replaces it by a rename does not disturb the reader, who goes on with the old file.
 *
 * @param path - a regular file
 * @param options - only for files that do not name their type
 * @returns the open file; rejects with the errors of {@link readNpy}, but for those about memory. Allocates a few kilobytes
 * @category npy
 * @example
 * ```ts
 * import { openNpy } from 'linquant/formats';
 *
 * const file = await openNpy('examples/data/word-vectors.npy');
 * console.log(file.dtype, file.shape); // float32 [ 4096, 256 ]
 * const x = new Float32Array(2 * 256);
 * await file.rows(10, 12, { into: x });
 * let most = 0;
 * for await (const batch of file.batches({ rows: 1000 })) {
 *   most = Math.max(most, batch.firstRow + batch.toFloat32Array().length / 256);
 * }
 * console.log(most); // 4096
 * await file.close();
 * ```
 */
export async function openNpy(path: string, options?: NpyOptions): Promise<NpyFile> {
  const format = npyFormat(checkNpyOptions(options), true);
  const { file, layout } = await openFile(format, path);
  const { dtype, shape, begin, swapped } = layout;
  const place = { file: path };
  const isByColumns = layout.isFortran && !isSameInBothOrders(shape);
  const bytes = byteLength(shape, dtype, place);
  const stored: Stored = { file, place, dtype, fileDtype: '', shape, begin, byteLength: bytes, swapped };
  const checkOrder = () => {
    if (!isByColumns) return;
    const cure = 'readNpy reads all of it, numpy.save(path, numpy.ascontiguousarray(x)) writes it by rows';
    throw fileError(place, `is in Fortran order, where no row lies in one place: ${cure}`);
  };
  return {
    path,
    dtype,
    shape,
    async rows(start, end, given) {
      const { into } = checkOptions(given, ['into']);
      checkOrder();
      return readRows(stored, start, end, into);
    },
    batches(given) {
      checkOrder();
      return readBatches(stored, given);
    },
    close: () => file.close(),
    [asyncDispose]: () => file.close(),
  };
}
