import { checkOptions } from '../arguments/options.js';
import { argumentError } from '../errors.js';
import { asyncDispose } from '../platform/node.js';
import type { TensorDtype } from './dtypes.js';
import { quote } from './file-error.js';
import { openFile } from './open-file.js';
import {
  type BatchesOptions,
  type IntoOption,
  readAll,
  readBatches,
  readRows,
  type Stored,
  type TensorBatch,
} from './rows.js';
import { checkMaxHeaderBytes, type SafetensorsOptions } from './safetensors.js';
import { safetensors } from './safetensors-format.js';
import type { Tensor } from './tensor.js';

/**
 * What a file says of a tensor, without its data.
 *
 * @category Tensors
 */
export interface StoredTensor {
  /** The type of its elements; `'unknown'` where this package has no name for the file's type. */
  readonly dtype: TensorDtype | 'unknown';
  /** The type as the file writes it; only there if the dtype is `'unknown'`. */
  readonly fileDtype?: string;
  /** The sizes of its dimensions, outermost first; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** The bytes of its data. */
  readonly byteLength: number;
}

/**
 * What is read of a tensor.
 *
 * @category safetensors
 */
export interface ReadOptions extends IntoOption {
  /** The first row (index of the first dimension), 0 unless given. */
  readonly start?: number | undefined;
  /** The row after the last; all rows from `start` on unless given. */
  readonly end?: number | undefined;
}

/**
 * An open `.safetensors` file, from {@link openSafetensors}. It stays open until {@link SafetensorsFile.close}, or the end of a block with
 * `await using`.
 *
 * @category safetensors
 */
export interface SafetensorsFile {
  /** The path as it was given. */
  readonly path: string;
  /** What the header says of each tensor, in its order. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The strings of the header's `__metadata__`; empty if it has none. */
  readonly metadata: ReadonlyMap<string, string>;
  /**
   * Reads a tensor, or some of its rows. Several reads may be under way at once.
   *
   * @param name - of the tensor
   * @param options - which rows, and the caller's memory. Without `into`, allocates the bytes that are read; with it, some hundred bytes
   * @returns the rows as a tensor; its `data` is on the memory of `into`. Rejects with RangeError `ERR_LINQUANT_INVALID_OPTION`: no such
   *   tensor, or rows out of range; `ERR_LINQUANT_OUT_SIZE`: `into` of another size; `ERR_LINQUANT_FORMAT`: the file changed or shrank since
   *   it was opened, was closed, or rows were asked of a scalar, of the dtype `'unknown'`, or where they end within a byte; with TypeError
   *   `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`. Errors of the file system are passed on
   */
  read(name: string, options?: ReadOptions): Promise<Tensor>;
  /**
   * Reads a tensor batch by batch, as {@link NpyFile.batches}.
   *
   * @param name - of the tensor
   * @param options - see {@link BatchesOptions}. Allocates `prefetch + 1` times the bytes of a batch
   * @returns batches; rejects as {@link SafetensorsFile.read}
   * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_FORMAT`: as {@link SafetensorsFile.read}
   * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
   */
  batches(name: string, options?: BatchesOptions): AsyncGenerator<TensorBatch, void, undefined>;
  /** Closes the file, once reads that are under way have ended. Closing it again does nothing. */
  close(): Promise<void>;
  /** {@link SafetensorsFile.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens a `.safetensors` file to be read in pieces, however large it is. Reads its header alone, and checks it and the size of the file as
 * {@link readSafetensors} does. A file that is written to, or shrinks, after it was opened is an error of the next read, as with
 * {@link openNpy}.
 *
 * @param path - a regular file
 * @param options - `maxHeaderBytes`: the longest header that is read
 * @returns the open file; rejects with the errors of {@link readSafetensors}, but for those about memory. Allocates about five times the
 *   header
 * @category safetensors
 * @example
 * ```ts
 * import { openSafetensors, writeSafetensors } from 'linquant/formats';
 *
 * const x = { dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
 * await writeSafetensors('build/opened.safetensors', { tensors: new Map([['x', x]]) });
 * const file = await openSafetensors('build/opened.safetensors');
 * file.tensors.get('x')?.shape; // [ 3, 2 ]
 * (await file.read('x', { start: 1, end: 2 })).toFloat32Array(); // Float32Array [ 3, 4 ]
 * await file.close();
 * ```
 */
export async function openSafetensors(path: string, options?: SafetensorsOptions): Promise<SafetensorsFile> {
  const format = safetensors(checkMaxHeaderBytes(options));
  const { file, layout } = await openFile(format, path);
  const { begins, ends } = layout.entries;
  const tensors = new Map<string, StoredTensor>();
  const offsets = new Map<string, number>();
  let i = 0;
  for (const [name, { dtype, shape, fileDtype }] of layout.tensors) {
    const byteLength = ends[i]! - begins[i]!;
    tensors.set(name, { dtype, ...(dtype === 'unknown' && { fileDtype: fileDtype! }), shape, byteLength });
    offsets.set(name, layout.begin + begins[i]!);
    i++;
  }
  // A Map of its own, so that nothing that a caller does to the public one reaches offsets.
  const known = new Map(tensors);
  const find = (name: unknown): Stored => {
    if (typeof name !== 'string') {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'name', 'a string', name);
    }
    const tensor = known.get(name);
    if (tensor === undefined) {
      const names = [...known.keys()].slice(0, 8).map(quote).join(', ');
      const more = known.size > 8 ? `, ... (${known.size} tensors)` : '';
      const allowed = known.size === 0 ? `of a tensor; ${quote(path)} has none` : `one of ${names}${more}`;
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'name', allowed, name);
    }
    const place = { file: path, tensor: name };
    return {
      ...tensor,
      fileDtype: tensor.fileDtype ?? '',
      file,
      place,
      begin: offsets.get(name)!,
      swapped: 1,
    };
  };
  return {
    path,
    tensors,
    metadata: layout.metadata,
    async read(name, given) {
      const { start, end, into } = checkOptions(given, ['start', 'end', 'into']);
      const stored = find(name);
      if (start === undefined && end === undefined) return readAll(stored, into);
      return readRows(stored, start ?? 0, end ?? stored.shape[0], into, 'options.');
    },
    batches: (name, given) => readBatches(find(name), given),
    close: () => file.close(),
    [asyncDispose]: () => file.close(),
  };
}
