// What a tensor that was read holds: `data` on the bytes that were given, and toFloat32Array().
import { join } from 'node:path';
import {
  parseNpy,
  parseSafetensors,
  readNpy,
  readSafetensors,
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
    expect(data.byteOffset).toBe(128);
    expect(data.buffer.byteLength).toBe(128 + 12);

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
