import { argumentError } from '../errors.js';
import { types } from '../platform/node.js';
import { fileError, quote } from './file-error.js';
import { checkPath, writeFile } from './files.js';
import { type Format, parse, read } from './format.js';
import { type CheckedTensor, checkTensor } from './input.js';
import {
  formatSafetensorsHeader,
  isUnicode,
  metadataKey,
  parseSafetensorsHeader,
} from './safetensors-header.js';
import { checkDataOffsets, layOut } from './safetensors-layout.js';
import { makeTensor, type Tensor, type TensorInput } from './tensor.js';

/**
 * The content of a safetensors file.
 *
 * @category safetensors
 */
export interface Safetensors {
  /** The tensors by name, in the order in which the header lists them. */
  readonly tensors: Map<string, Tensor>;
  /** The strings of the header's `__metadata__`; empty if it has none. */
  readonly metadata: Map<string, string>;
}

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

/** The longest header: the limit of the reference implementation. */
const maxHeaderBytes = 100_000_000;

const safetensors: Format<Safetensors> = {
  prefixBytes: 8,

  headEnd(prefix, size, file) {
    if (prefix.length < 8) throw fileError({ file }, `ends within its first 8 bytes, after ${size}`);
    // Compared as a BigInt, since a length above 2^53 is not exact as a number.
    const length = prefix.readBigUInt64LE();
    if (length > maxHeaderBytes) {
      throw fileError({ file }, `its header has ${length} bytes; at most ${maxHeaderBytes} are read`);
    }
    const end = 8 + Number(length);
    if (end > size) throw fileError({ file }, `its header ends at byte ${end}, the file at ${size}`);
    return end;
  },

  open(head, size, file) {
    const { entries, metadata } = parseSafetensorsHeader(decode(head.subarray(8), file), { file });
    checkDataOffsets(entries, size - head.length, file);
    return (bytes) => {
      const tensors = new Map<string, Tensor>();
      for (const [name, { dtype, shape, offsets }] of entries) {
        const data = bytes.subarray(head.length + offsets[0], head.length + offsets[1]);
        tensors.set(name, makeTensor(dtype, shape, data, { file, tensor: name }));
      }
      return { tensors, metadata };
    };
  },
};

function decode(header: Buffer, file: string): string {
  // The specification requires {, so that a file cannot be valid in another format too. This also refuses a byte order mark.
  if (header[0] !== 0x7b) throw fileError({ file }, 'its header must begin with {');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(header);
  } catch (cause) {
    throw fileError({ file }, 'its header is not valid UTF-8', cause);
  }
}

/**
 * Reads tensors in the {@link https://github.com/huggingface/safetensors#format | safetensors format} from
 * memory. Nothing is copied: the `data` of each tensor is a view of `bytes`.
 *
 * Supported are the types of {@link TensorDtype}, which are those of the format except types smaller than a byte. All rules of the
 * specification are enforced: no duplicate names, no gaps or overlaps, no trailing bytes, a header of at most 100 MB. Only the JSON
 * that the format needs is accepted: integers are plain digits, and an entry has exactly its three keys.
 *
 * @param bytes - exactly the file
 * @param name - the name of the file in messages; `(bytes)` unless given
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the bytes are not exactly one such file. The error has `name` as `file`, and the name of the
 *   wrong tensor as `tensor`
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
export function parseSafetensors(bytes: Uint8Array, name?: string): Safetensors {
  return parse(safetensors, bytes, name);
}

/**
 * Reads a `.safetensors` file from disk, like {@link parseSafetensors}. Header and size are checked before the payload is read. The file
 * is read into one new Buffer, and the `data` of each tensor is a view of it. Files over 2 GiB are supported.
 *
 * @param path - a regular file
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
export function readSafetensors(path: string): Promise<Safetensors> {
  return read(safetensors, path);
}

/**
 * Writes tensors in the {@link https://github.com/huggingface/safetensors#format | safetensors format}. The data is written without a
 * copy.
 *
 * The header lists the tensors in the given order and is padded with spaces to a multiple of 8 bytes. The data follows in the same
 * order, but larger element types first, as the reference implementation does: so each tensor is aligned to its element size, without
 * gaps.
 *
 * The data goes to a temporary file beside `path`, which is then renamed: if writing fails, an existing file is unchanged. A symbolic
 * link is kept and the file it leads to replaced, with its permissions.
 *
 * @param path - a regular file, new or to be replaced
 * @param content - what to write; do not change the tensors' `data` until the promise settles
 * @returns rejects with RangeError `ERR_LINQUANT_FORMAT` (with the name of the wrong tensor as `tensor`): the data is not exactly shape x
 *   element size bytes, a dimension is out of range, a name is `__metadata__`, a string has a lone surrogate, the header exceeds 100 MB,
 *   or `path` is a directory or a device; `ERR_LINQUANT_INVALID_DTYPE`: an unknown type; with TypeError `ERR_LINQUANT_INVALID_TYPE`, also
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
export async function writeSafetensors(path: string, content: SafetensorsInput): Promise<void> {
  checkPath(path);
  if (typeof content !== 'object' || content === null) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'content', 'an object { tensors, metadata }', content);
  }
  const metadata = checkMetadata(content.metadata ?? new Map(), path);
  const checked = checkTensors(content.tensors, path);
  const { entries, pieces } = layOut(checked);
  await writeFile(path, [makeHead(formatSafetensorsHeader({ entries, metadata }), path), ...pieces]);
}

function checkTensors(tensors: ReadonlyMap<string, TensorInput>, file: string): Map<string, CheckedTensor> {
  const checked = new Map<string, CheckedTensor>();
  for (const [name, tensor] of checkMap(tensors, 'content.tensors')) {
    const place = { file, tensor: name };
    if (name === metadataKey) throw fileError(place, 'this name is kept for the metadata');
    if (!isUnicode(name)) throw fileError(place, 'its name has half of a surrogate pair');
    checked.set(name, checkTensor(tensor, `content.tensors.get(${quote(name)})`, place, 'safetensors'));
  }
  return checked;
}

function checkMetadata(metadata: ReadonlyMap<string, string>, file: string): Map<string, string> {
  for (const [key, value] of checkMap(metadata, 'content.metadata')) {
    if (typeof value !== 'string') {
      const argument = `content.metadata.get(${quote(key)})`;
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a string', value);
    }
    if (!isUnicode(key) || !isUnicode(value)) {
      throw fileError({ file }, `metadata ${quote(key)} has half of a surrogate pair`);
    }
  }
  return new Map(metadata);
}

function checkMap<T>(map: ReadonlyMap<string, T>, argument: string): ReadonlyMap<string, T> {
  if (!types.isMap(map)) throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, 'a Map', map);
  for (const key of map.keys()) {
    if (typeof key !== 'string') {
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', `each key of ${argument}`, 'a string', key);
    }
  }
  return map;
}

function makeHead(header: string, file: string): Buffer {
  const length = Math.ceil(Buffer.byteLength(header) / 8) * 8;
  if (length > maxHeaderBytes) {
    throw fileError({ file }, `its header would have ${length} bytes; at most ${maxHeaderBytes} are read`);
  }
  const head = Buffer.alloc(8 + length, ' ');
  head.writeBigUInt64LE(BigInt(length));
  head.write(header, 8);
  return head;
}
