import { checkCount, checkNamed, checkOptions } from '../arguments/options.js';
import { fileError } from './file-error.js';
import { checkPath } from './files.js';
import { parse, read } from './format.js';
import { type Safetensors, safetensors } from './safetensors-format.js';
import { type Entry, formatSafetensorsHeader } from './safetensors-header.js';
import { checkMetadata, checkTensors } from './safetensors-input.js';
import { layOut } from './safetensors-layout.js';
import type { TensorInput } from './tensor.js';
import { checkWriteOptions, type WriteOptions, writeFile } from './write-file.js';

/**
 * Content for a safetensors file. The {@link Safetensors} of a file that was read can be written again.
 *
 * @category safetensors
 */
export interface SafetensorsInput {
  /** The tensors by name, except `__metadata__`. A Map, since names such as `__proto__` are not safe as keys of an object. */
  readonly tensors: ReadonlyMap<string, TensorInput>;
  /** Strings for the header's `__metadata__`. */
  readonly metadata?: ReadonlyMap<string, string>;
}

/**
 * Options of {@link readSafetensors} and {@link parseSafetensors}.
 *
 * @category safetensors
 */
export interface SafetensorsOptions {
  /**
   * The longest header that is read, in bytes, 2 or more: 100,000,000 unless given, the limit of the reference implementation. A header
   * is read in one go, in about the time of JSON.parse: a lower limit keeps files of strangers from holding up the event loop.
   */
  readonly maxHeaderBytes?: number | undefined;
}

const optionNames: readonly string[] = ['maxHeaderBytes'];
const contentNames: readonly string[] = ['tensors', 'metadata'];

/** The longest header by default: the limit of the reference implementation. */
const mostHeaderBytes = 100_000_000;

export function checkMaxHeaderBytes(options: unknown): number {
  const { maxHeaderBytes } = checkOptions(options, optionNames);
  return maxHeaderBytes === undefined
    ? mostHeaderBytes
    : checkCount('options.maxHeaderBytes', maxHeaderBytes, 2);
}

/**
 * Reads tensors in the {@link https://github.com/huggingface/safetensors#format | safetensors format} from
 * memory. Nothing is copied: the `data` of each tensor is a view of `bytes`.
 *
 * All types of the format are read, as {@link TensorDtype}; a tensor of any other type has the dtype `'unknown'`, its type's text and its
 * bytes. All rules of the specification are enforced: no duplicate names, no gaps or overlaps, no trailing bytes, a header of at most
 * 100 MB. A shape has at most 64 lengths. Only the JSON that the format needs is accepted: integers are plain digits, and an entry has
 * exactly its three keys. As in the reference implementation, white space may stand before the header, and `__metadata__` may be null.
 *
 * @param bytes - exactly the file
 * @param name - the name of the file in messages; `(bytes)` unless given
 * @param options - `maxHeaderBytes`: the longest header that is read
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the bytes are not exactly one such file; where they look like another kind of file, the message
 *   names it. The error has `name` as `file`, and the name of the wrong tensor as `tensor`
 * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category safetensors
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { parseSafetensors, writeSafetensors } from 'linquant/formats';
 *
 * const bias = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
 * await writeSafetensors('build/parsed.safetensors', { tensors: new Map([['bias', bias]]) });
 * const { tensors } = parseSafetensors(readFileSync('build/parsed.safetensors'));
 * tensors.get('bias')?.toFloat32Array(); // Float32Array [ 1, 2 ]
 * ```
 */
export function parseSafetensors(
  bytes: Uint8Array,
  name?: string,
  options?: SafetensorsOptions,
): Safetensors {
  return parse(safetensors(checkMaxHeaderBytes(options)), bytes, name);
}

/**
 * Reads a `.safetensors` file from disk, like {@link parseSafetensors}. Header and size are checked before the payload is read. The file
 * is read into one new Buffer, and the `data` of each tensor is a view of it. Files over 2 GiB are supported.
 *
 * @param path - a regular file
 * @param options - `maxHeaderBytes`: the longest header that is read
 * @returns rejects with the errors of {@link parseSafetensors}, with `path` as their `file`; also if the file is larger than
 *   `buffer.constants.MAX_LENGTH` (4 GiB in Node 20) or the memory, or shrinks while it is read. Errors of the file system (`ENOENT`, ...)
 *   are passed on
 * @category safetensors
 * @example
 * ```ts
 * import { readSafetensors, writeSafetensors } from 'linquant/formats';
 *
 * const bias = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
 * await writeSafetensors('build/read.safetensors', { tensors: new Map([['bias', bias]]) });
 * const { tensors } = await readSafetensors('build/read.safetensors');
 * [...tensors.keys()]; // [ 'bias' ]
 * ```
 */
export async function readSafetensors(path: string, options?: SafetensorsOptions): Promise<Safetensors> {
  return read(safetensors(checkMaxHeaderBytes(options)), path);
}

/**
 * Writes tensors in the {@link https://github.com/huggingface/safetensors#format | safetensors format}. The data of large tensors is
 * written without a copy; of many small ones some are gathered for each call of the system.
 *
 * The header lists the tensors in the given order and is padded with spaces to a multiple of 8 bytes. The data follows in the same
 * order, but larger element types first, as the reference implementation does: so each tensor is aligned to its element size, without
 * gaps. Tensors of the dtype `'unknown'` come last, with the text of their `fileDtype`.
 *
 * The data goes to a temporary file beside `path`, which is then renamed: if writing fails, an existing file is unchanged. See
 * {@link WriteOptions} for files that cannot be replaced, for links and owners, and for what a crash leaves.
 *
 * @param path - a regular file, new or to be replaced
 * @param content - what to write; do not change the tensors' `data` until the promise settles
 * @param options - how
 * @returns rejects with RangeError `ERR_LINQUANT_FORMAT` (with the name of the wrong tensor as `tensor`): the data is not exactly shape x
 *   element size bytes, a dimension is out of range, a name is `__metadata__`, a string has a lone surrogate, the header exceeds 100 MB,
 *   or `path` is a directory or a device; `ERR_LINQUANT_INVALID_DTYPE`: an unknown type; `ERR_LINQUANT_INVALID_OPTION`: an unknown name in
 *   `content`; with TypeError `ERR_LINQUANT_INVALID_TYPE`, also
 *   for a typed array of another type than `dtype`, or `ERR_LINQUANT_DETACHED`. Errors of the file system are passed on
 * @category safetensors
 * @example
 * ```ts
 * import { readSafetensors, writeSafetensors } from 'linquant/formats';
 *
 * const codes = { dtype: 'int8', shape: [3], data: Int8Array.of(-127, 0, 127) } as const;
 * const metadata = new Map([['scale', '0.5']]);
 * await writeSafetensors('build/written.safetensors', { tensors: new Map([['codes', codes]]), metadata });
 * (await readSafetensors('build/written.safetensors')).metadata; // Map(1) { 'scale' => '0.5' }
 * ```
 */
export async function writeSafetensors(
  path: string,
  content: SafetensorsInput,
  options?: WriteOptions,
): Promise<void> {
  checkPath(path);
  const atomic = checkWriteOptions(options);
  const given = checkNamed('content', content, contentNames) as unknown as SafetensorsInput;
  const metadata = checkMetadata(given.metadata ?? new Map(), 'content.metadata', path);
  const checked = checkTensors(given.tensors, path);
  const pieces = layOut(checked.values()).map(({ bytes }) => bytes);
  // In the given order, so that reading and writing a file keeps it.
  await writeFile(path, [makeSafetensorsHead(checked, metadata, path), ...pieces], atomic);
}

/** The header of a file, after {@link layOut}. */
export function makeSafetensorsHead(
  tensors: ReadonlyMap<string, Entry>,
  metadata: ReadonlyMap<string, string>,
  file: string,
): Buffer {
  const header = formatSafetensorsHeader(tensors, metadata);
  const length = Math.ceil(Buffer.byteLength(header) / 8) * 8;
  if (length > mostHeaderBytes) {
    throw fileError({ file }, `its header would have ${length} bytes; at most ${mostHeaderBytes} are read`);
  }
  const head = Buffer.alloc(8 + length, ' ');
  head.writeBigUInt64LE(BigInt(length));
  head.write(header, 8);
  return head;
}
