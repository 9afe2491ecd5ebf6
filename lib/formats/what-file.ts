import type { LinquantError } from '../errors.js';
import { fileError, type Place } from './file-error.js';

/** How many bytes at the start of a file tell what it is. */
export const startBytes = 512;

/** What a file may be instead of the one that was expected. */
interface Kind {
  /** Completes "looks like ...". */
  readonly name: string;
  /** What to do about it. */
  readonly cure: string;
  /** Whether a file with this start is one. `text` is the same in latin1. */
  matches(start: Buffer, text: string): boolean;
}

const savedAnew = 'load it in Python and write it by safetensors.torch.save_file';

/** The first that matches is named, so what holds more goes last. */
const kinds: readonly Kind[] = [
  {
    name: 'a .npy file',
    cure: 'readNpy or parseNpy reads it',
    matches: (_start, text) => text.startsWith('\x93NUMPY'),
  },
  {
    name: 'a safetensors file',
    cure: 'readSafetensors or parseSafetensors reads it',
    // The length of a header is below 2^32 in any file.
    matches: (start, text) => /^\s*\{\s*["}]/.test(text.slice(8)) && start.readUInt32LE(4) === 0,
  },
  {
    name: 'a Git LFS pointer',
    cure: 'git lfs pull fetches the file itself',
    matches: begins('version https://git-lfs'),
  },
  {
    name: 'an .npz archive of NumPy arrays',
    cure: 'unzip it, its entries are .npy files',
    matches: zipOf(/\.npy$/),
  },
  { name: 'a PyTorch checkpoint, a ZIP archive of pickles', cure: savedAnew, matches: zipOf(/\/data\.pkl$/) },
  { name: 'a ZIP archive', cure: 'unzip it', matches: begins('PK\x03\x04', 'PK\x05\x06') },
  {
    name: 'a PyTorch checkpoint of before 1.6, a pickle',
    cure: savedAnew,
    matches: begins('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'),
  },
  {
    name: 'a Python pickle',
    cure: 'pickles can run any code, so they are never loaded here; load it in Python and write it by numpy.save or safetensors',
    matches: (start) => start[0] === 0x80 && isWithin(start[1], 2, 5),
  },
  {
    name: 'an HTML page',
    cure: 'a server answered with a page, such as a login; look at the URL',
    matches: (_start, text) => /^\s*<(!doctype html|html|head|body)/i.test(text.replace('\xef\xbb\xbf', '')),
  },
  {
    name: 'an XML document',
    cure: 'a server answered with it, such as an error of a bucket; look at what it says',
    matches: (_start, text) => /^\s*<\?xml/.test(text.replace('\xef\xbb\xbf', '')),
  },
  {
    name: 'a GGUF model',
    cure: "the Python package gguf reads its tensors; llama.cpp's tools use it as it is",
    matches: begins('GGUF'),
  },
  {
    name: 'an HDF5 file',
    cure: 'h5py reads it in Python; write its arrays by numpy.save or safetensors',
    matches: begins('\x89HDF\r\n\x1a\n'),
  },
  { name: 'gzip', cure: 'unpack it first, by gunzip or node:zlib', matches: begins('\x1f\x8b') },
  { name: 'zstd', cure: 'unpack it first, by zstd -d', matches: begins('\x28\xb5\x2f\xfd') },
  { name: 'xz', cure: 'unpack it first, by xz -d', matches: begins('\xfd7zXZ\0') },
  { name: 'a Parquet file', cure: 'a Parquet reader gives its columns', matches: begins('PAR1') },
  { name: 'an Arrow file', cure: 'an Arrow reader gives its columns', matches: begins('ARROW1') },
  {
    name: 'an ONNX model',
    cure: 'onnx.numpy_helper.to_array gives its weights in Python',
    // The fields ir_version and producer_name, domain or graph of the message ModelProto.
    matches: (start) =>
      start[0] === 8 && isWithin(start[1], 1, 32) && [0x12, 0x1a, 0x22, 0x3a].includes(start[2] ?? 0),
  },
  {
    name: 'the index of a sharded safetensors model',
    cure: 'read the files that its weight_map names',
    matches: (_start, text) => /^\s*\{/.test(text) && /"(weight_map|total_size)"/.test(text),
  },
  { name: 'JSON', cure: 'look at what it says', matches: (_start, text) => /^\s*(\{\s*["}]|\[)/.test(text) },
  {
    name: 'text',
    cure: 'it may be the error of a server; look at what it says',
    matches: (_start, text) => /^[\t\n\r -~]{8,}$/.test(text),
  },
  {
    name: 'nothing but zeros',
    cure: 'the download or copy may be incomplete; fetch it again',
    matches: (start) => start.length >= 8 && start.every((byte) => byte === 0),
  },
];

/**
 * The error for a file that is not of the expected format: what it begins with, and what it looks like instead where that is known.
 *
 * @param format - with its article, as {@link Kind.name} has it
 * @param problem - what to say where the file looks like nothing that is known, or like a damaged file of the format
 * @param start - the first {@link startBytes} of the file, or all of a shorter one
 */
export function notThisFormat(place: Place, format: string, problem: string, start: Buffer): LinquantError {
  if (start.length === 0) return fileError(place, `is not ${format}: the file is empty`);
  const text = start.toString('latin1', 0, startBytes);
  const kind = kinds.find(({ matches }) => matches(start, text));
  if (kind === undefined || kind.name === format)
    return fileError(place, `${problem}; the file begins with ${printable(text)}`);
  const found = `it begins with ${printable(text)} and looks like ${kind.name}`;
  return fileError(place, `is not ${format}: ${found}: ${kind.cure}`);
}

function isWithin(byte: number | undefined, low: number, high: number): boolean {
  return byte !== undefined && byte >= low && byte <= high;
}

function begins(...starts: readonly string[]): Kind['matches'] {
  return (_start, text) => starts.some((each) => text.startsWith(each));
}

/** Whether the first entry of a ZIP archive has such a name. */
function zipOf(name: RegExp): Kind['matches'] {
  return (start, text) =>
    text.startsWith('PK\x03\x04') &&
    start.length >= 30 &&
    name.test(text.slice(30, 30 + start.readUInt16LE(26)));
}

/** The first bytes as a literal of Python or JavaScript, on one line. */
function printable(text: string): string {
  const escaped = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return `"${text.slice(0, 16).replace(/[^ -~]|["\\]/g, escaped)}"`;
}
