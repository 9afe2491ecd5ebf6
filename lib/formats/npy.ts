import { fileError, type Place, shapeText } from './file-error.js';
import { checkPath, writeFile } from './files.js';
import { type Format, parse, read } from './format.js';
import { checkTensor } from './input.js';
import { formatNpyHeader, parseNpyHeader } from './npy-header.js';
import { byteLength, makeTensor, type Tensor, type TensorInput } from './tensor.js';
import { notThisFormat } from './what-file.js';

const magic = Buffer.from('\x93NUMPY', 'latin1');

/** The size of the header-length field by major version. It follows 6 bytes of magic and 2 of version. */
const lengthBytes = { 1: 2, 2: 4, 3: 4 } as const;

/** The longest header that is read. NumPy itself refuses more than 10,000 characters. */
const maxHeaderBytes = 2 ** 20;

const npy: Format<Tensor> = {
  headEnd(prefix, size, file) {
    const place = { file };
    if (!prefix.subarray(0, 6).equals(magic)) {
      throw notThisFormat(place, 'a .npy file', 'a .npy file begins with "\\x93NUMPY"', prefix);
    }
    const begin = headerBegin(prefix, place);
    if (begin > size) throw fileError(place, `ends within its first ${begin} bytes, after ${size}`);
    const length = prefix.readUIntLE(8, begin - 8);
    if (length > maxHeaderBytes) {
      throw fileError(place, `its header has ${length} bytes; at most ${maxHeaderBytes} are read`);
    }
    if (begin + length > size) {
      throw fileError(place, `its header ends at byte ${begin + length}, the file at ${size}`);
    }
    return begin + length;
  },

  open(head, size, file) {
    const place = { file };
    // For the supported types the header is ASCII in all three versions. Other characters fail in the parser.
    const text = head.toString('latin1', headerBegin(head, place));
    const { dtype, shape } = parseNpyHeader(text, place);
    const needed = byteLength(shape, dtype, place);
    if (size - head.length !== needed) {
      const what = `shape ${shapeText(shape)} of ${dtype} takes ${needed} bytes after the header`;
      throw fileError(place, `${what}; the file has ${size - head.length}`);
    }
    return (bytes) => makeTensor(dtype, shape, bytes.subarray(head.length), place);
  },
};

function headerBegin(prefix: Buffer, place: Place): number {
  const [major, minor] = [prefix[6], prefix[7]];
  if (major === undefined || minor === undefined) throw fileError(place, 'ends before its version');
  if (minor !== 0 || !(major === 1 || major === 2 || major === 3)) {
    throw fileError(place, `versions 1.0, 2.0 and 3.0 of .npy are read; found ${major}.${minor}`);
  }
  return 8 + lengthBytes[major];
}

/**
 * Reads an array of NumPy's {@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html |
 * .npy format}, version 1.0, 2.0 or 3.0, from memory. Nothing is copied: `data` is a view of `bytes`.
 *
 * Supported are the types of {@link TensorDtype} that NumPy has, little-endian, in C order. Fortran order is refused, unless at most one
 * dimension differs from 1, where both orders are the same. Structured types and Python objects are refused; pickles are never
 * loaded.
 *
 * @param bytes - exactly the file
 * @param name - the name of the file in messages; `(bytes)` unless given
 * @throws RangeError `ERR_LINQUANT_FORMAT`, with `name` as its `file`: the bytes are not exactly one such file, or the shape takes another
 *   number of bytes
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
export function parseNpy(bytes: Uint8Array, name?: string): Tensor {
  return parse(npy, bytes, name);
}

/**
 * Reads a `.npy` file from disk, like {@link parseNpy}. Header and size are checked before the payload is read. The file is read into one
 * new Buffer, and `data` is a view of it: aligned to 64 bytes in files that NumPy or {@link writeNpy} wrote. Files over 2 GiB are
 * supported.
 *
 * @param path - a regular file
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
export function readNpy(path: string): Promise<Tensor> {
  return read(npy, path);
}

/**
 * Writes an array in NumPy's {@link https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html |
 * .npy format}, the bytes that `numpy.save` writes: version 1.0, with a header padded to a multiple of 64. A shape has at most 64
 * lengths. The data is written as it lies, without a copy.
 *
 * The data goes to a temporary file beside `path`, which is then renamed: if writing fails, an existing file is unchanged. A symbolic
 * link is kept and the file it leads to replaced, with its permissions.
 *
 * @param path - a regular file, new or to be replaced
 * @param tensor - what to write; do not change its `data` until the promise settles
 * @returns rejects with RangeError `ERR_LINQUANT_FORMAT`: the data is not exactly shape x element size bytes, a dimension is out of range,
 *   NumPy has no such type, or `path` is a directory or a device; `ERR_LINQUANT_INVALID_DTYPE`: an unknown type; with TypeError
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
export async function writeNpy(path: string, tensor: TensorInput): Promise<void> {
  checkPath(path);
  const place = { file: path };
  const checked = checkTensor(tensor, 'tensor', place, 'npy');
  await writeFile(path, [makeNpyHead(formatNpyHeader(checked, place)), checked.bytes]);
}

/** The head of version 1.0, whose header of at most 64 lengths never exceeds the 65,535 bytes of that version. */
function makeNpyHead(header: string): Buffer {
  const begin = 8 + lengthBytes[1];
  // With padding and newline: the next multiple of 64, with at least one byte of padding.
  const end = (Math.floor((begin + header.length + 1) / 64) + 1) * 64;
  const head = Buffer.alloc(end, ' ');
  magic.copy(head);
  head.set([1, 0], 6);
  head.writeUInt16LE(end - begin, 8);
  head.write(header, begin, 'latin1');
  head.write('\n', end - 1);
  return head;
}
