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
import { errorOf, expectFormatError, npyFile, safetensorsFile, temporaryFolder } from './helpers.js';

const folder = temporaryFolder();
const floats = new Float32Array([1.5, -2, 3e-3]);
const floatBytes = Buffer.from(floats.buffer);

/** As Node 20 has it and the library of ES2022 does not. */
interface ResizableConstructor {
  new (length: number, options: { maxByteLength: number }): ArrayBuffer & { resize(length: number): void };
}

/** A `.npy` file of `floats` whose payload begins `shift` bytes after a multiple of 4 in `buffer`. */
function shifted(shift: number, buffer: ArrayBuffer | SharedArrayBuffer = new ArrayBuffer(256)): Buffer {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}";
  const file = npyFile(header.padEnd(58), floatBytes);
  expect((file.length - floatBytes.length) % 4).toBe(0);
  const view = Buffer.from(buffer, 8 + shift, file.length);
  view.set(file);
  return view;
}

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
    expect(read.toFloat32Array()).toEqual(floats);
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
      expect(tensor.toFloat32Array()).toEqual(floats);
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

describe('writing', () => {
  const path = join(folder, 'written.npy');

  it('takes any view of exactly the bytes', async () => {
    const bytes = Buffer.concat([Buffer.alloc(1), floatBytes, Buffer.alloc(1)]);
    const shared = new Float32Array(new SharedArrayBuffer(12));
    shared.set(floats);
    const views: ArrayBufferView[] = [
      floats,
      new Float32Array([0, ...floats, 0]).subarray(1, 4),
      shared,
      bytes.subarray(1, 13),
      new Uint8Array(bytes.buffer, bytes.byteOffset + 1, 12),
      new DataView(bytes.buffer, bytes.byteOffset + 1, 12),
    ];
    for (const data of views) {
      await writeNpy(path, { dtype: 'float32', shape: [3], data });
      expect((await readNpy(path)).toFloat32Array()).toEqual(floats);
    }
  });

  const typed: [dtype: TensorInput['dtype'], data: ArrayBufferView, taken: boolean][] = [
    ['float64', new Float64Array(1), true],
    ['float16', new Uint16Array(1), true],
    ['float16', new Int16Array(1), false],
    ['int64', new BigInt64Array(1), true],
    ['int64', new BigUint64Array(1), false],
    ['uint64', new BigUint64Array(1), true],
    ['int32', new Int32Array(1), true],
    ['float32', new Int32Array(1), false],
    ['int32', new Float32Array(1), false],
    ['uint32', new Uint32Array(1), true],
    ['int16', new Int16Array(1), true],
    ['uint16', new Uint16Array(1), true],
    ['int8', new Int8Array(1), true],
    ['uint8', new Int8Array(1), false],
    ['uint8', new Uint8ClampedArray(1), true],
    ['int8', new Uint8ClampedArray(1), false],
    ['complex64', new Float32Array(2), true],
    ['bool', new Uint8Array(1), true],
  ];
  it.each(typed)('as %s of %o is taken: %s', async (dtype, data, taken) => {
    const write = () => writeNpy(path, { dtype, shape: [], data });
    if (taken) await write();
    else expect(await errorOf(write)).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_INVALID_TYPE' });
  });

  it.each([
    ['one byte less', { shape: [3], data: floatBytes.subarray(1) }, 'takes 12 bytes of data; data has 11'],
    ['one byte more', { shape: [3], data: Buffer.alloc(13) }, 'takes 12 bytes of data; data has 13'],
    ['no elements and data', { shape: [0], data: floats }, 'takes 0 bytes of data; data has 12'],
    ['a scalar and more data', { shape: [], data: floats }, 'shape [] of float32 takes 4 bytes of data'],
    ['a negative length', { shape: [-3], data: floats }, 'an integer from 0 to 2^53 - 1; got -3'],
    ['a fraction', { shape: [2.5], data: floats }, 'got 2.5'],
    ['-0', { shape: [-0], data: new Float32Array(0) }, 'got -0'],
    ['an infinity', { shape: [Infinity], data: floats }, 'got Infinity'],
    ['a length of 2^53', { shape: [2 ** 53], data: floats }, 'got 9007199254740992'],
    ['a huge product', { shape: [2 ** 30, 2 ** 30], data: floats }, 'takes more than 2^53 - 1 bytes'],
  ])('refuses %s', async (_what, rest, message) => {
    await expectFormatError(() => writeNpy(path, { dtype: 'float32', ...rest }), path, message);
    const tensors = new Map<string, TensorInput>([['t', { dtype: 'float32', ...rest }]]);
    await expectFormatError(() => writeSafetensors(path, { tensors }), path, message, 't');
  });
});

describe('arguments of other types', () => {
  const tensor = { dtype: 'float32', shape: [3], data: floats } as const;
  const calls: [what: string, call: () => unknown, message: RegExp][] = [
    ['parseNpy of text', () => parseNpy('x' as never), /^bytes must be a Buffer or a Uint8Array; got "x"/],
    [
      'parseNpy of an ArrayBuffer',
      () => parseNpy(new ArrayBuffer(8) as never),
      /^bytes must be .*an ArrayBuffer/,
    ],
    ['parseNpy of floats', () => parseNpy(floats as never), /^bytes must be .*got .*Float32Array/],
    [
      'parseSafetensors of nothing',
      () => parseSafetensors(undefined as never),
      /^bytes must be .*got undefined/,
    ],
    [
      'parseNpy with a number as name',
      () => parseNpy(Buffer.alloc(0), 1 as never),
      /^name must be a string; got 1/,
    ],
    ['readNpy of a number', () => readNpy(3 as never), /^path must be a string; got 3/],
    [
      'readSafetensors of a Buffer',
      () => readSafetensors(Buffer.from('x') as never),
      /^path must be a string/,
    ],
    ['writeNpy to null', () => writeNpy(null as never, tensor), /^path must be a string; got null/],
    [
      'a dtype that is no text',
      () => writeNpy('x', { ...tensor, dtype: 1 as never }),
      /^tensor\.dtype must be a str/,
    ],
    [
      'a shape that is a number',
      () => writeNpy('x', { ...tensor, shape: 3 as never }),
      /^tensor\.shape must be an ar/,
    ],
    [
      'a length that is text',
      () => writeNpy('x', { ...tensor, shape: ['3' as never] }),
      /^each of tensor\.shape must/,
    ],
    [
      'a length that is missing',
      () => writeNpy('x', { ...tensor, shape: Array(1) }),
      /^each of tensor\.shape must/,
    ],
    [
      'data as an array',
      () => writeNpy('x', { ...tensor, data: [1, 2, 3] as never }),
      /^tensor\.data must be one of F/,
    ],
    [
      'no data',
      () => writeNpy('x', { ...tensor, data: undefined as never }),
      /^tensor\.data must be .*undefined/,
    ],
  ];
  it.each(calls)('are refused: %s', async (_what, call, message) => {
    const error = await errorOf(call);
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_INVALID_TYPE' });
    expect(error.message).toMatch(message);
  });

  it('come as rejections from what is asynchronous', async () => {
    for (const run of [
      () => readNpy(1 as never),
      () => writeSafetensors(1 as never, { tensors: new Map() }),
    ]) {
      await expect(run()).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_TYPE' });
    }
  });

  it('an unknown dtype is refused by its own code', async () => {
    for (const dtype of ['float', 'F32', 'toString', '__proto__', '']) {
      const error = await errorOf(() => writeNpy('x', { ...tensor, dtype: dtype as never }));
      expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_LINQUANT_INVALID_DTYPE' });
      expect(error.message).toMatch(/^tensor\.dtype must be one of float64, float32, /);
      expect(error.message).not.toContain('bfloat16'); // which .npy does not have
    }
  });

  it('memory that is gone is refused by its own code', async () => {
    const gone = shifted(0);
    const view = new DataView(gone.buffer);
    structuredClone(gone.buffer, { transfer: [gone.buffer as ArrayBuffer] });
    const resizable = new (ArrayBuffer as unknown as ResizableConstructor)(16, { maxByteLength: 16 });
    const shrunk = new Uint8Array(resizable, 8, 8);
    resizable.resize(4);
    for (const call of [
      () => parseNpy(gone),
      () => parseNpy(shrunk),
      () => writeNpy('x', { dtype: 'uint8', shape: [0], data: shrunk }),
      () => parseSafetensors(gone),
      () => writeNpy('x', { dtype: 'uint8', shape: [0], data: gone }),
      () => writeNpy('x', { dtype: 'uint8', shape: [1], data: view }),
    ]) {
      expect(await errorOf(call)).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' });
    }
  });
});
