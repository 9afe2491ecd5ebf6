// What a tensor that was read holds: `data` on the bytes that were given, and toFloat32Array().
import { join } from 'node:path';
import { convert } from 'linquant';
import {
  parseNpy,
  parseSafetensors,
  readNpy,
  readSafetensors,
  type TensorArray,
  type TensorInput,
  writeNpy,
  writeSafetensors,
} from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { floatBytes, floats, type ResizableConstructor, shifted } from './float-files.js';
import { errorOf, safetensorsFile, temporaryFolder } from './helpers.js';

const folder = temporaryFolder();

describe('data', () => {
  it('is a view of the bytes that were given', () => {
    const npy = shifted(0);
    const fromNpy = parseNpy(npy);
    expect(fromNpy.data.buffer).toBe(npy.buffer);
    expect(fromNpy.data.byteOffset).toBe(npy.byteOffset + npy.length - floatBytes.length);
    const plain = new Uint8Array(npy.buffer, npy.byteOffset, npy.length);
    expect(parseNpy(plain).data.buffer).toBe(npy.buffer);
    expect(Buffer.isBuffer(parseNpy(plain).data)).toBe(true);

    const header = '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}';
    const bytes = safetensorsFile(header, Buffer.from([9]));
    const { data } = parseSafetensors(bytes).tensors.get('a')!;
    expect(data.buffer).toBe(bytes.buffer);
    bytes[bytes.length - 1] = 8;
    expect([...data]).toEqual([8]);
  });

  it('of a file is a view of one buffer of exactly that file, aligned', async () => {
    const npy = join(folder, 'a.npy');
    await writeNpy(npy, { dtype: 'float32', shape: [3], data: floats });
    const { data } = await readNpy(npy);
    // 48 bytes in front of the file make its start a multiple of 64 in large allocations.
    expect(data.byteOffset).toBe(48 + 128);
    expect(data.buffer.byteLength).toBe(48 + 128 + 12);

    const path = join(folder, 'a.safetensors');
    const tensors = new Map<string, TensorInput>([
      ['codes', { dtype: 'uint8', shape: [3], data: new Uint8Array([1, 2, 3]) }],
      ['floats', { dtype: 'float32', shape: [3], data: floats }],
    ]);
    await writeSafetensors(path, { tensors });
    const file = await readSafetensors(path);
    const [codes, read] = [file.tensors.get('codes')!, file.tensors.get('floats')!];
    expect(codes.data.buffer).toBe(read.data.buffer);
    expect(read.toFloat32Array().buffer).toBe(read.data.buffer);
    expectSameBytes(read.toFloat32Array(), floats);
  });

  it('may lie in shared memory', () => {
    const tensor = parseNpy(shifted(0, new SharedArrayBuffer(256)));
    expect(tensor.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...tensor.toFloat32Array()]).toEqual([...floats]);
    const shared = Buffer.from(new SharedArrayBuffer(64), 1, 10);
    shared.set(safetensorsFile('{}', Buffer.alloc(0)));
    expect(parseSafetensors(shared).tensors.size).toBe(0);
  });
});

describe('toFloat32Array', () => {
  it('tells of memory that went away', async () => {
    const resizable = new (ArrayBuffer as unknown as ResizableConstructor)(256, { maxByteLength: 256 });
    const [shrunk, gone] = [parseNpy(shifted(0, resizable), 'shrunk'), parseNpy(shifted(0), 'gone')];
    resizable.resize(64);
    structuredClone(gone.data.buffer, { transfer: [gone.data.buffer as ArrayBuffer] });
    for (const [file, tensor] of Object.entries({ shrunk, gone })) {
      const error = await errorOf(() => tensor.toFloat32Array());
      expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' });
      expect(error.message).toMatch(RegExp(`^${file}: data must be a view on live memory; got `));
    }
  });

  it('is a view where the floats are aligned, else a copy', () => {
    for (const shift of [0, 1, 2, 3]) {
      const file = shifted(shift);
      const tensor = parseNpy(file);
      expectSameBytes(tensor.toFloat32Array(), floats);
      expect(tensor.toFloat32Array().buffer === file.buffer).toBe(shift === 0);
    }
  });

  it.each([
    ['F64', "convert(tensor.data, { from: 'float64', to: 'float32' }) of linquant gives its numbers"],
    ['F16', "convert(tensor.data, { from: 'float16', to: 'float32' }) of linquant"],
    ['BF16', "convert(tensor.data, { from: 'bfloat16', to: 'float32' }) of linquant"],
    ['F8_E4M3', "convert(tensor.data, { from: 'float8_e4m3fn', to: 'float32' }) of linquant"],
    ['F8_E5M2', "convert(tensor.data, { from: 'float8_e5m2', to: 'float32' }) of linquant"],
    ['F8_E8M0', "convert(tensor.data, { from: 'float8_e8m0fnu', to: 'float32' }) of linquant"],
    ['F8_E4M3FNUZ', 'toTypedArray() gives its elements'],
    ['I64', 'this is int64: toTypedArray() gives its elements'],
    ['BOOL', 'this is bool: toTypedArray() gives its elements'],
    ['C64', 'this is complex64: toTypedArray() gives its elements'],
  ])('names what gives the elements of %s', async (dtype, cure) => {
    const header = `{"a":{"dtype":"${dtype}","shape":[0],"data_offsets":[0,0]}}`;
    const { tensors } = parseSafetensors(safetensorsFile(header, Buffer.alloc(0)), 'x');
    const error = await errorOf(() => tensors.get('a')!.toFloat32Array());
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_INVALID_TYPE' });
    expect(error.message).toMatch(/^x: tensor "a": toFloat32Array\(\) reads float32 only; this is /);
    expect(error.message.endsWith(cure) || error.message.includes(`: ${cure}`)).toBe(true);
  });

  it('names what really converts', () => {
    const header = '{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}';
    const { tensors } = parseSafetensors(safetensorsFile(header, Buffer.from([0x80, 0x3f, 0, 0xc1])));
    const tensor = tensors.get('a')!;
    if (tensor.dtype !== 'bfloat16') expect.unreachable();
    else expect([...convert(tensor.data, { from: 'bfloat16', to: 'float32' })]).toEqual([1, -8]);
  });

  it('refuses every other type, naming file and tensor', async () => {
    const header = '{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}';
    const { tensors } = parseSafetensors(safetensorsFile(header, Buffer.alloc(2)), 'half.safetensors');
    const error = await errorOf(() => tensors.get('a')!.toFloat32Array());
    expect(error).toMatchObject({
      name: 'TypeError',
      code: 'ERR_LINQUANT_INVALID_TYPE',
      file: 'half.safetensors',
      tensor: 'a',
    });
    expect(error.message).toMatch(
      /^half\.safetensors: tensor "a": toFloat32Array\(\) reads float32 only.*float16/,
    );
  });
});

describe('toTypedArray', () => {
  // Two elements of each type: their little-endian bytes, and what they are as the array holds them.
  const elements: [dtype: string, bytes: number[], array: TensorArray][] = [
    ['F64', [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0], Float64Array.of(1, -2)],
    ['F32', [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], Float32Array.of(1, -2)],
    ['F16', [0, 0x3c, 0, 0xc0], Uint16Array.of(0x3c00, 0xc000)],
    ['BF16', [0x80, 0x3f, 0, 0xc0], Uint16Array.of(0x3f80, 0xc000)],
    ['F8_E4M3', [0x38, 0xc0], Uint8Array.of(0x38, 0xc0)],
    ['F8_E4M3FNUZ', [0x40, 0xc8], Uint8Array.of(0x40, 0xc8)],
    ['F8_E5M2', [0x3c, 0xc0], Uint8Array.of(0x3c, 0xc0)],
    ['F8_E5M2FNUZ', [0x40, 0xc4], Uint8Array.of(0x40, 0xc4)],
    ['F8_E8M0', [127, 128], Uint8Array.of(127, 128)],
    ['C64', [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f], Float32Array.of(1, -2, 0, 1)],
    [
      'I64',
      [1, 0, 0, 0, 0, 0, 0, 0x80, ...Array<number>(8).fill(255)],
      BigInt64Array.of(1n - 2n ** 63n, -1n),
    ],
    [
      'U64',
      [1, 0, 0, 0, 0, 0, 0, 0x80, ...Array<number>(8).fill(255)],
      BigUint64Array.of(2n ** 63n + 1n, 2n ** 64n - 1n),
    ],
    ['I32', [1, 0, 0, 0x80, 255, 255, 255, 255], Int32Array.of(1 - 2 ** 31, -1)],
    ['U32', [1, 0, 0, 0x80, 255, 255, 255, 255], Uint32Array.of(2 ** 31 + 1, 2 ** 32 - 1)],
    ['I16', [1, 0x80, 255, 255], Int16Array.of(-32767, -1)],
    ['U16', [1, 0x80, 255, 255], Uint16Array.of(32769, 65535)],
    ['I8', [0x80, 255], Int8Array.of(-128, -1)],
    ['U8', [0x80, 255], Uint8Array.of(128, 255)],
    ['BOOL', [0, 1], Uint8Array.of(0, 1)],
  ];

  it.each(elements)('of %s is a view where it is aligned, else a copy', (dtype, bytes, array) => {
    for (let pad = 0; pad < 8; pad++) {
      const entry = `"a":{"dtype":"${dtype}","shape":[2],"data_offsets":[0,${bytes.length}]}`;
      const file = safetensorsFile(`{${entry}}${' '.repeat(pad)}`, Buffer.from(bytes));
      // In memory that begins at a multiple of 8, as that of a file that is read from disk.
      const memory = Buffer.from(new ArrayBuffer(file.length)).fill(file);
      const tensor = parseSafetensors(memory).tensors.get('a')!;
      const given = tensor.toTypedArray();
      expectSameBytes(given, array);
      const isAligned = tensor.data.byteOffset % array.BYTES_PER_ELEMENT === 0;
      expect(given.buffer === memory.buffer).toBe(isAligned);
      if (isAligned) expect(given.byteOffset).toBe(tensor.data.byteOffset);
      // A copy does not write into the file, and has only its own memory.
      else expect(given.buffer.byteLength).toBe(bytes.length);
    }
  });

  it('tells of memory that went away', async () => {
    const bytes = safetensorsFile('{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', Buffer.alloc(8));
    const memory = Buffer.from(new ArrayBuffer(bytes.length)).fill(bytes);
    const tensor = parseSafetensors(memory, 'gone').tensors.get('a')!;
    structuredClone(memory.buffer, { transfer: [memory.buffer] });
    const error = await errorOf(() => tensor.toTypedArray());
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' });
    expect(error.message).toMatch(/^gone: tensor "a": data must be a view on live memory/);
  });
});
