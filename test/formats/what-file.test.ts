// Files that are something else: the error shows how they begin, and names what they look like and what to do.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseNpy, parseSafetensors, readNpy, readSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { errorOf, expectFormatError, latin1, npyFile, safetensorsFile, temporaryFolder } from './helpers.js';
import { good, payload } from './two-tensors.js';

/** The start of a ZIP archive whose first entry has this name, by PKWARE's APPNOTE 4.3.7. */
function zip(name: string, version = 20): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, latin1(name), Buffer.alloc(200, 7)]);
}

const lfs =
  'version https://git-lfs.github.com/spec/v1\n' +
  `oid sha256:${'0123456789abcdef'.repeat(4)}\nsize 2336927755350992246\n`;
const index =
  '{\n  "metadata": {\n    "total_size": 8\n  },\n  "weight_map": {"a": "model-00001-of-00002.safetensors"}}';

const others: [what: string, bytes: Buffer, looks: string | RegExp, begins: string][] = [
  ['a Git LFS pointer', latin1(lfs), /a Git LFS pointer: git lfs pull /, 'version https:/'],
  ['an .npz', zip('arr_0.npy'), 'an .npz archive of NumPy arrays: unzip it', 'PK\\x03\\x04\\x14\\x00'],
  ['an .npz of version 4.5', zip('x/y.npy', 45), 'an .npz archive', 'PK\\x03\\x04-\\x00'],
  ['a PyTorch checkpoint', zip('archive/data.pkl', 0), /a PyTorch checkpoint.*: load it in Python/, 'PK'],
  ['another ZIP', zip('readme.npy.txt'), 'a ZIP archive: unzip it', 'PK'],
  ['an empty ZIP', latin1(`PK\x05\x06${'\0'.repeat(18)}`), 'a ZIP archive', 'PK\\x05\\x06'],
  ['half a ZIP', zip('x.npy').subarray(0, 20), 'a ZIP archive', 'PK'],
  [
    'a PyTorch checkpoint of before 1.6',
    Buffer.from('80028a0a6cfc9c46f9206aa850192e80024de903', 'hex'),
    'a PyTorch checkpoint of before 1.6, a pickle: load it in Python',
    '\\x80\\x02\\x8a\\x0al',
  ],
  [
    'a pickle',
    Buffer.from('80059515000000000000007d', 'hex'),
    'a Python pickle: pickles can run',
    '\\x80\\x05',
  ],
  [
    'a page',
    latin1('<!DOCTYPE html><html>Log in</html>'),
    'an HTML page: a server answered',
    '<!DOCTYPE html>',
  ],
  ['a page with blanks', latin1('\xef\xbb\xbf\r\n <HTML lang="en">'), 'an HTML page', '\\xef\\xbb\\xbf\\x0d'],
  ['the error of a bucket', latin1('<?xml version="1.0"?><Error>'), 'an XML document', '<?xml version='],
  ['GGUF', latin1(`GGUF\x03\0\0\0${'\0'.repeat(16)}`), 'a GGUF model', 'GGUF\\x03'],
  ['HDF5', latin1('\x89HDF\r\n\x1a\n\0\0\0\0'), 'an HDF5 file', '\\x89HDF\\x0d\\x0a'],
  ['gzip', gzipSync(safetensorsFile(good, payload)), 'gzip: unpack it first', '\\x1f\\x8b'],
  ['zstd', latin1('\x28\xb5\x2f\xfd\x04\x00\x51\x00\x00'), 'zstd: unpack it first', '(\\xb5/\\xfd'],
  ['xz', latin1('\xfd7zXZ\0\0\x04\xe6'), 'xz: unpack it first', '\\xfd7zXZ'],
  ['Parquet', latin1('PAR1\x15\x04\x15\x10\x15'), 'a Parquet file', 'PAR1'],
  ['Arrow', latin1('ARROW1\0\0\xff\xff\xff\xff'), 'an Arrow file', 'ARROW1'],
  ['ONNX', latin1('\x08\x0a\x12\x07pytorch\x1a\x032.6'), 'an ONNX model', '\\x08\\x0a\\x12\\x07pytorch'],
  ['an index of shards', latin1(index), 'the index of a sharded safetensors model: read the files', '{\\x0a'],
  ['JSON', latin1('{"error":"Repository not found"}'), 'JSON: look at what it says', '{\\x22error\\x22'],
  ['text', latin1('Entry not found'), 'text: it may be the error of a server', 'Entry not found'],
  ['zeros', Buffer.alloc(100), 'nothing but zeros: the download', '\\x00\\x00'],
];

describe.each([
  ['parseNpy', parseNpy, 'a .npy file'],
  ['parseSafetensors', parseSafetensors, 'a safetensors file'],
] as const)('%s', (_name, parse, format) => {
  it.each(others)('names %s', async (_what, bytes, looks, begins) => {
    const error = await errorOf(() => parse(bytes, 'given'));
    expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_LINQUANT_FORMAT', file: 'given' });
    expect(error.message.startsWith(`given: is not ${format}: it begins with "${begins}`)).toBe(true);
    expect(error.message).toMatch(looks);
    expect(error.message.length).toBeLessThan(400);
  });

  it('calls an empty file that', async () => {
    await expectFormatError(
      () => parse(Buffer.alloc(0), 'given'),
      'given',
      /^given: is not a.*: the file is empty$/,
    );
  });
});

describe('one format given to the reader of the other', () => {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n";

  it('is named with its reader', async () => {
    const npy = npyFile(header, Buffer.alloc(4));
    await expectFormatError(
      () => parseSafetensors(npy, 'x'),
      'x',
      'looks like a .npy file: readNpy or parseNpy',
    );
    const file = safetensorsFile(good, payload);
    await expectFormatError(
      () => parseNpy(file, 'x'),
      'x',
      /looks like a safetensors file: readSafetensors or/,
    );
    await expectFormatError(
      () => parseNpy(safetensorsFile(' \n{}', Buffer.alloc(0)), 'x'),
      'x',
      'a safetensors file',
    );
  });

  it('also from disk', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'file');
    for (const [bytes, read, named] of [
      [npyFile(header, Buffer.alloc(4)), readSafetensors, 'a .npy file'],
      [safetensorsFile(good, payload), readNpy, 'a safetensors file'],
      [zip('arr_0.npy'), readNpy, 'an .npz archive'],
      [latin1(lfs), readSafetensors, 'a Git LFS pointer'],
    ] as const) {
      writeFileSync(path, bytes);
      await expectFormatError(() => read(path), path, `looks like ${named}`);
    }
  });
});

describe('what begins like nothing that is known', () => {
  it('shows its first bytes on one line', async () => {
    const bytes = latin1('\x01\xff"\\\n\x00abc\x7f~ and more that is left out');
    const shown = 'the file begins with "\\x01\\xff\\x22\\x5c\\x0a\\x00abc\\x7f~ and "';
    await expectFormatError(() => parseNpy(bytes, 'x'), 'x', shown);
    await expectFormatError(() => parseSafetensors(bytes, 'x'), 'x', shown);
    await expectFormatError(
      () => parseSafetensors(bytes, 'x'),
      'x',
      'its header has 7088947332953341697 bytes',
    );
  });

  it('or like a damaged file of the format is not named another', async () => {
    // The length of this header has the bytes that gzip begins with.
    const bytes = safetensorsFile(`{"a":{}${' '.repeat(0x8b1f - 7)}`, Buffer.alloc(0));
    expect(bytes.readUInt16BE()).toBe(0x1f8b);
    const cut = bytes.subarray(0, 600);
    await expectFormatError(
      () => parseSafetensors(cut, 'x'),
      'x',
      /^x: its header ends at byte 35623, the file at 600;/,
    );
  });
});
