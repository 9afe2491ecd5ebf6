import { shapeText } from '../errors.js';
import { dtypeInfo, type TensorDtype } from './dtypes.js';
import { fileError, type Place } from './file-error.js';
import type { Format, Look } from './format.js';
import { allocate } from './memory.js';
import { type NpyHeader, parseNpyHeader } from './npy-header.js';
import { isSameInBothOrders, toRowMajor } from './row-major.js';
import { byteLength, makeTensor, type Tensor } from './tensor.js';
import { notThisFormat } from './what-file.js';

const magic = Buffer.from('\x93NUMPY', 'latin1');

/** The size of the header-length field by major version. It follows 6 bytes of magic and 2 of version. */
const lengthBytes = { 1: 2, 2: 4, 3: 4 } as const;

/** The longest header that is read. NumPy itself refuses more than 10,000 characters. */
const maxHeaderBytes = 2 ** 20;

/** What the header of a `.npy` file says, and where its data begins. */
export interface NpyLayout extends NpyHeader {
  readonly begin: number;
}

/**
 * How a `.npy` file is read.
 *
 * @param meant - the option `dtype`
 * @param isOwn - whether the bytes are the reader's, who may change them
 */
export function npyFormat(meant: TensorDtype | undefined, isOwn: boolean): Format<NpyLayout, Tensor> {
  return {
    headEnd,
    open(head, size, file, look) {
      const place = { file };
      // For the supported types the header is ASCII in all three versions. Other characters fail in the parser.
      const header = parseNpyHeader(head.toString('latin1', headerBegin(head, place)), place, meant);
      checkSize(header, head.length, size, look, place);
      return { ...header, begin: head.length };
    },
    finish(layout, bytes, file) {
      const data = inMemoryOrder(bytes.subarray(layout.begin), layout, isOwn, file);
      return makeTensor(layout.dtype, layout.shape, data, { file });
    },
  };
}

function headEnd(prefix: Buffer, size: number, file: string): number {
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
}

function headerBegin(prefix: Buffer, place: Place): number {
  const [major, minor] = [prefix[6], prefix[7]];
  if (major === undefined || minor === undefined) throw fileError(place, 'ends before its version');
  if (minor !== 0 || !(major === 1 || major === 2 || major === 3)) {
    throw fileError(place, `versions 1.0, 2.0 and 3.0 of .npy are read; found ${major}.${minor}`);
  }
  return 8 + lengthBytes[major];
}

function checkSize({ shape, dtype }: NpyHeader, begin: number, size: number, look: Look, place: Place): void {
  const needed = byteLength(shape, dtype, place);
  if (size - begin === needed) return;
  const end = begin + needed;
  if (size > end && look(end, magic.length).equals(magic)) {
    const cure =
      'save each array in a file of its own, or read parts by parseNpy(bytes.subarray(begin, end))';
    throw fileError(place, `has another array from byte ${end} on: ${cure}`);
  }
  const what = `shape ${shapeText(shape)} of ${dtype} takes ${needed} bytes after the header`;
  throw fileError(place, `${what}; the file has ${size - begin}`);
}

/** The elements in C order and little-endian: those bytes, or a copy if the file has another order. */
function inMemoryOrder(
  stored: Buffer,
  { shape, dtype, ...header }: NpyHeader,
  isOwn: boolean,
  file: string,
): Buffer {
  const isOther = header.isFortran && !isSameInBothOrders(shape);
  const data = isOther ? toRowMajor(stored, shape, dtypeInfo(dtype).bits / 8, file) : stored;
  if (header.swapped === 1) return data;
  const swapped = isOwn || isOther ? data : allocate(data.length, file);
  if (swapped !== data) data.copy(swapped);
  return swapBytes(swapped, header.swapped);
}

/** Reverses the bytes of each number, in place. */
export function swapBytes(data: Buffer, width: NpyHeader['swapped']): Buffer {
  if (width === 1) return data;
  if (width === 2) return data.swap16();
  return width === 4 ? data.swap32() : data.swap64();
}

/** The head of version 1.0, whose header of at most 64 lengths never exceeds the 65,535 bytes of that version. */
export function makeNpyHead(header: string): Buffer {
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
