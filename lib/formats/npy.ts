import { checkOptions } from '../arguments/options.js';
import { argumentError } from '../errors.js';
import { isTensorDtype, type TensorDtype, tensorDtypes } from './dtypes.js';
import { checkPath } from './files.js';
import { parse, read } from './format.js';
import { checkTensor } from './input.js';
import { makeNpyHead, npyFormat } from './npy-format.js';
import { formatNpyHeader } from './npy-header.js';
import type { Tensor, TensorInput } from './tensor.js';
import { checkWriteOptions, type WriteOptions, writeFile } from './write-file.js';

/**
 * Options of functions that read a `.npy` file.
 *
 * @category npy
 * @example
 * ```ts
 * import { parseNpy } from 'linquant/formats';
 *
 * // numpy.save('x.npy', x.astype(ml_dtypes.bfloat16)) writes the type as '<V2', which is only its size.
 * const header = "{'descr': '<V2', 'fortran_order': False, 'shape': (1,)}";
 * const file = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length)}\x00${header}\x80\x3f`, 'latin1');
 * parseNpy(file, 'x.npy', { dtype: 'bfloat16' }).dtype; // 'bfloat16'
 * ```
 */
export interface NpyOptions {
  /**
   * What the elements are, of a file that only has their size: `numpy.save` writes arrays of ml_dtypes (bfloat16, float8) as raw bytes
   * (`'<V2'`, `'<V1'`). It has that many bytes. A file that names its type must have this one.
   */
  readonly dtype?: TensorDtype | undefined;
}

export function checkNpyOptions(options: NpyOptions | undefined): TensorDtype | undefined {
  const { dtype } = checkOptions(options, ['dtype']);
  if (dtype === undefined || (typeof dtype === 'string' && isTensorDtype(dtype))) return dtype;
  const code = typeof dtype === 'string' ? 'ERR_LINQUANT_INVALID_DTYPE' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, 'options.dtype', `one of ${Object.keys(tensorDtypes).join(', ')}`, dtype);
}

/**
 * Reads an array of NumPy's {@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html |
 * .npy format}, version 1.0, 2.0 or 3.0, from memory.
 *
 * `data` is always in C order and little-endian. If the file is so, nothing is copied: `data` is a view of `bytes`. What `numpy.save(x.T)`
 * writes (Fortran order) and big-endian numbers are copied into new memory; `bytes` stays as it is. With at most one dimension that
 * differs from 1, both orders are the same.
 *
 * Supported are the types of {@link TensorDtype} that NumPy has, and those that it writes as raw bytes: see {@link NpyOptions.dtype}. The
 * error for another type (text, times, structured types, long double, complex128, Python objects) says what to save in its place. Pickles
 * are never loaded.
 *
 * @param bytes - exactly the file
 * @param name - the name of the file in messages; `(bytes)` unless given
 * @param options - only for files that do not name their type
 * @throws RangeError `ERR_LINQUANT_FORMAT`, with `name` as its `file`: the bytes are not exactly one such file, the shape takes another
 *   number of bytes, or the type is not read; `ERR_LINQUANT_INVALID_DTYPE`, `ERR_LINQUANT_INVALID_OPTION`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category npy
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { parseNpy } from 'linquant/formats';
 *
 * const bytes = readFileSync('examples/data/word-vectors.npy');
 * parseNpy(bytes, 'word-vectors').shape; // [ 4096, 256 ]
 * ```
 */
export function parseNpy(bytes: Uint8Array, name?: string, options?: NpyOptions): Tensor {
  return parse(npyFormat(checkNpyOptions(options), false), bytes, name);
}

/**
 * Reads a `.npy` file from disk, like {@link parseNpy}. Header and size are checked before the payload is read. The file is read into one
 * new Buffer, and `data` is a view of it: aligned to 16 bytes in files that NumPy or {@link writeNpy} wrote. Files over 2 GiB are
 * supported. An array in Fortran order is copied once more, and takes its memory twice meanwhile; big-endian numbers are swapped in place.
 *
 * @param path - a regular file
 * @param options - only for files that do not name their type
 * @returns rejects with the errors of {@link parseNpy}, with `path` as their `file`; also if the file is larger than
 *   `buffer.constants.MAX_LENGTH` (4 GiB in Node 20) or the memory, or shrinks while it is read. Errors of the file system (`ENOENT`, ...)
 *   are passed on
 * @category npy
 * @example
 * ```ts
 * import { readNpy } from 'linquant/formats';
 *
 * const tensor = await readNpy('examples/data/word-vectors.npy');
 * console.log(tensor.dtype, tensor.shape); // float32 [ 4096, 256 ]
 * ```
 */
export async function readNpy(path: string, options?: NpyOptions): Promise<Tensor> {
  return read(npyFormat(checkNpyOptions(options), true), path);
}

/**
 * Writes an array in NumPy's {@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html |
 * .npy format}, the bytes that `numpy.save` writes: version 1.0, with a header padded to a multiple of 64. A shape has at most 64
 * lengths. The data is written as it lies, without a copy.
 *
 * The data goes to a temporary file beside `path`, which is then renamed: if writing fails, an existing file is unchanged. See
 * {@link WriteOptions} for files that cannot be replaced, for links and owners, and for what a crash leaves.
 *
 * @param path - a regular file, new or to be replaced
 * @param tensor - what to write; do not change its `data` until the promise settles
 * @param options - how
 * @returns rejects with RangeError `ERR_LINQUANT_FORMAT`: the data is not exactly shape x element size bytes, a dimension is out of range,
 *   NumPy has no such type, or `path` is a directory or a device or ends as that of a directory does; `ERR_LINQUANT_INVALID_DTYPE`: an
 *   unknown type; `ERR_LINQUANT_INVALID_OPTION`; with TypeError
 *   `ERR_LINQUANT_INVALID_TYPE`, also for a typed array of another type than `dtype`, or `ERR_LINQUANT_DETACHED`. Errors of the file system
 *   are passed on
 * @category npy
 * @example
 * ```ts
 * import { readNpy, writeNpy } from 'linquant/formats';
 *
 * await writeNpy('build/codes.npy', { dtype: 'int8', shape: [2, 2], data: Int8Array.of(1, -2, 3, -4) });
 * (await readNpy('build/codes.npy')).data; // <Buffer 01 fe 03 fc>
 * ```
 */
export async function writeNpy(path: string, tensor: TensorInput, options?: WriteOptions): Promise<void> {
  checkPath(path);
  const atomic = checkWriteOptions(options);
  const place = { file: path };
  const checked = checkTensor(tensor, 'tensor', place, 'npy');
  await writeFile(path, [makeNpyHead(formatNpyHeader(checked, place)), checked.bytes], atomic);
}
