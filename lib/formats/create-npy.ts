import { checkCount, checkNamed } from '../arguments/options.js';
import { asyncDispose } from '../platform/node.js';
import { dtypeInfo, type TensorDtype } from './dtypes.js';
import { fileError } from './file-error.js';
import { checkPath } from './files.js';
import { GrowingFile } from './growing-file.js';
import { checkTensorDtype, elementBytes } from './input.js';
import { makeNpyHead } from './npy-format.js';
import { formatNpyHeader } from './npy-header.js';
import { checkAtomic, type WriteOptions } from './write-file.js';

/**
 * Options of {@link createNpy}.
 *
 * @category npy
 */
export interface NewNpyOptions extends WriteOptions {
  /** The type of the elements, one that NumPy has. */
  readonly dtype: TensorDtype;
  /** The length of a row, 1 or more: the shape becomes `[rows, columns]`. Left out, it becomes `[rows]`. */
  readonly columns?: number | undefined;
}

/**
 * A `.npy` file that grows, from {@link createNpy}.
 *
 * @category npy
 */
export interface NpyWriter {
  /** The path as it was given. */
  readonly path: string;
  /** How many rows were given so far. */
  readonly rows: number;
  /**
   * Appends rows. Several writes may be under way at once; rows lie in the order of the calls. Allocates nothing but some hundred bytes.
   *
   * @param data - whole rows: the typed array of the dtype, or little-endian bytes in a Buffer, Uint8Array or DataView. Do not change it until
   *   the promise settles
   * @returns rejects with RangeError `ERR_LINQUANT_FORMAT`: `data` is not whole rows, or the file was finished or given up; with TypeError
   *   `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`. Errors of the file system are passed on; they give up the file
   */
  write(data: ArrayBufferView): Promise<void>;
  /**
   * Writes the number of rows into the header, syncs the file to the disk and gives it its name.
   *
   * @returns rejects with the first error of a write, or one of the file system: then the old file is as it was
   */
  finish(): Promise<void>;
  /** Gives up the file: the old one stays as it was, and nothing is left beside it. Does nothing after {@link NpyWriter.finish}. */
  abort(): Promise<void>;
  /** {@link NpyWriter.abort}, for `await using`: a block that is left before `finish()` gives up the file. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates a `.npy` file that grows piece by piece and appears under its name when it is whole. The bytes are those of {@link writeNpy} with
 * all rows at once.
 *
 * Until {@link NpyWriter.finish} the data is in a temporary file beside `path`, as with {@link WriteOptions}. While such a file is open,
 * SIGINT, SIGTERM and SIGHUP are listened to: if the program has no listener of its own for the signal, the temporary file is removed, and
 * the signal ends the process as it would have. (One in the microseconds in which the last file ends can be lost.) After SIGKILL, and in a worker, the next process on this machine that writes into this folder
 * removes it.
 *
 * @param path - a regular file, new or to be replaced
 * @param options - `dtype`, `columns`; `atomic` as in {@link WriteOptions}
 * @returns the file; rejects with RangeError `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_FORMAT`: NumPy has no
 *   such type, or `path` is a directory or a device; with TypeError `ERR_LINQUANT_INVALID_TYPE`. Errors of the file system are passed on
 * @category npy
 * @example
 * ```ts
 * import { createNpy, readNpy } from 'linquant/formats';
 *
 * const file = await createNpy('build/grown.npy', { dtype: 'float32', columns: 2 });
 * await file.write(Float32Array.of(1, 2, 3, 4));
 * await file.write(Float32Array.of(5, 6));
 * await file.finish();
 * (await readNpy('build/grown.npy')).shape; // [ 3, 2 ]
 * ```
 */
export async function createNpy(path: string, options: NewNpyOptions): Promise<NpyWriter> {
  checkPath(path);
  const given = checkNamed('options', options, ['dtype', 'columns', 'atomic']);
  const { columns } = given;
  const atomic = checkAtomic(given);
  const dtype = checkTensorDtype(given.dtype, 'options.dtype', 'npy');
  const row = columns === undefined ? [] : [checkCount('options.columns', columns, 1)];
  const rowBytes = ((row[0] ?? 1) * dtypeInfo(dtype).bits) / 8;
  const place = { file: path };
  // The header has room for any number of rows.
  const headOf = (rows: number) => makeNpyHead(formatNpyHeader({ dtype, shape: [rows, ...row] }, place));
  const head = headOf(0);
  let rows = 0;
  const file = await GrowingFile.open(path, atomic);
  return {
    path,
    get rows() {
      return rows;
    },
    async write(data) {
      file.checkOpen();
      const bytes = elementBytes(data, dtype, 'data');
      if (bytes.length % rowBytes !== 0) {
        throw fileError(place, `data must be whole rows of ${rowBytes} bytes; got ${bytes.length} bytes`);
      }
      const position = head.length + rows * rowBytes;
      rows += bytes.length / rowBytes;
      await file.write(bytes, position);
    },
    finish: () => file.finish(() => headOf(rows)),
    abort: () => file.abort(),
    [asyncDispose]: () => file.abort(),
  };
}
