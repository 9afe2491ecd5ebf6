import { checkOptions } from '../arguments/options.js';
import { argumentError } from '../errors.js';
import { asyncDispose } from '../platform/node.js';
import { findDtype } from './dtypes.js';
import { fileError } from './file-error.js';
import { checkPath } from './files.js';
import { GrowingFile } from './growing-file.js';
import { elementBytes, rawBytes } from './input.js';
import { makeSafetensorsHead } from './safetensors.js';
import { checkMetadata, checkNewTensors } from './safetensors-input.js';
import { type Extent, layOut } from './safetensors-layout.js';
import type { NewTensor } from './tensor.js';
import { checkAtomic, type WriteOptions } from './write-file.js';

/**
 * Options of {@link createSafetensors}.
 *
 * @category safetensors
 */
export interface NewSafetensorsOptions extends WriteOptions {
  /** Strings for the header's `__metadata__`. */
  readonly metadata?: ReadonlyMap<string, string> | undefined;
}

/**
 * A `.safetensors` file that is filled piece by piece, from {@link createSafetensors}.
 *
 * @category safetensors
 */
export interface SafetensorsWriter {
  /** The path as it was given. */
  readonly path: string;
  /**
   * Appends to the data of a tensor. Tensors may be filled in any order and by turns; several writes may be under way at once, and those of
   * one tensor lie in the order of the calls. Allocates nothing but some hundred bytes.
   *
   * @param name - of the tensor
   * @param data - the next of its elements: its typed array, or little-endian bytes in a Buffer, Uint8Array or DataView. Do not change it until
   *   the promise settles
   * @returns rejects with RangeError `ERR_LINQUANT_INVALID_OPTION`: no such tensor; `ERR_LINQUANT_FORMAT`: more data than the tensor has, or the
   *   file was finished or given up; with TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`. Errors of the file system are passed
   *   on; they give up the file
   */
  write(name: string, data: ArrayBufferView): Promise<void>;
  /**
   * Syncs the file to the disk and gives it its name.
   *
   * @returns rejects with RangeError `ERR_LINQUANT_FORMAT`: a tensor has less data than its shape takes; with the first error of a write, or one
   *   of the file system: then the old file is as it was
   */
  finish(): Promise<void>;
  /** Gives up the file: the old one stays as it was, and nothing is left beside it. Does nothing after {@link SafetensorsWriter.finish}. */
  abort(): Promise<void>;
  /** {@link SafetensorsWriter.abort}, for `await using`: a block that is left before `finish()` gives up the file. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates a `.safetensors` file that is filled piece by piece and appears under its name when it is whole. Its header comes first, so the
 * types and shapes of all tensors are given here. The bytes are those of {@link writeSafetensors}.
 *
 * Errors and signals leave what {@link createNpy} says.
 *
 * @param path - a regular file, new or to be replaced
 * @param tensors - dtype and shape of each tensor by its name: also those of {@link SafetensorsFile.tensors}
 * @param options - `metadata`; `atomic` as in {@link WriteOptions}
 * @returns the file; rejects with the errors of {@link writeSafetensors} that are not about data. Allocates about three times the header
 * @category safetensors
 * @example
 * ```ts
 * import { createSafetensors, readSafetensors } from 'linquant/formats';
 *
 * const tensors = new Map([['x', { dtype: 'float32', shape: [2, 2] } as const]]);
 * const file = await createSafetensors('build/filled.safetensors', tensors);
 * await file.write('x', Float32Array.of(1, 2));
 * await file.write('x', Float32Array.of(3, 4));
 * await file.finish();
 * const { tensors: read } = await readSafetensors('build/filled.safetensors');
 * read.get('x')?.toFloat32Array(); // Float32Array [ 1, 2, 3, 4 ]
 * ```
 */
export async function createSafetensors(
  path: string,
  tensors: ReadonlyMap<string, NewTensor>,
  options?: NewSafetensorsOptions,
): Promise<SafetensorsWriter> {
  checkPath(path);
  const given = checkOptions(options, ['metadata', 'atomic']);
  const atomic = checkAtomic(given);
  const metadata = checkMetadata(
    (given.metadata ?? new Map()) as ReadonlyMap<string, string>,
    'options.metadata',
    path,
  );
  const known = checkNewTensors(tensors, path);
  const size = layOut(known.values()).at(-1)?.end ?? 0;
  const head = makeSafetensorsHead(known, metadata, path);
  if (!Number.isSafeInteger(head.length + size)) {
    throw fileError({ file: path }, 'its tensors take more than 2^53 - 1 bytes');
  }
  const filled = new Map<string, number>();
  const file = await GrowingFile.open(path, atomic);
  await file.write(head, 0);
  const checkWhole = () => {
    for (const [name, { byteLength }] of known) {
      const bytes = filled.get(name) ?? 0;
      if (bytes === byteLength) continue;
      throw fileError({ file: path, tensor: name }, `takes ${byteLength} bytes of data; got ${bytes}`);
    }
    return undefined;
  };
  return {
    path,
    async write(name, data) {
      file.checkOpen();
      const tensor = findTensor(known, name);
      const dtype = findDtype('safetensors', tensor.fileDtype);
      const bytes = dtype === undefined ? rawBytes(data, 'data') : elementBytes(data, dtype, 'data');
      const from = filled.get(name) ?? 0;
      if (from + bytes.length > tensor.byteLength) {
        const problem = `takes ${tensor.byteLength} bytes of data; got ${from} and ${bytes.length} more`;
        throw fileError({ file: path, tensor: name }, problem);
      }
      filled.set(name, from + bytes.length);
      await file.write(bytes, head.length + tensor.begin + from);
    },
    finish: () => file.finish(checkWhole),
    abort: () => file.abort(),
    [asyncDispose]: () => file.abort(),
  };
}

function findTensor(known: ReadonlyMap<string, Extent>, name: unknown): Extent {
  const tensor = known.get(name as string);
  if (tensor !== undefined) return tensor;
  const code = typeof name === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, 'name', 'the name of one of the tensors', name);
}
