// `.safetensors` files: one that the reference implementation wrote, round trips, and what cannot be written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseSafetensors,
  readSafetensors,
  type TensorDtype,
  type TensorInput,
  writeSafetensors,
} from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { errorOf, expectFormatError, latin1, safetensorsFile, temporaryFolder } from './helpers.js';

const folder = temporaryFolder();

describe('a file that safetensors 0.8.0 wrote', () => {
  // safetensors.numpy.save of four arrays and {"format": "np", "note": "\u00fc"}, byte for byte.
  const bytes = latin1(
    '\x18\x01\x00\x00\x00\x00\x00\x00{"__metadata__":{"note":"\xc3\xbc","format":"np"},' +
      '"bias":{"dtype":"F64","shape":[],"data_offsets":[0,8]},' +
      '"weight":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},' +
      '"codes":{"dtype":"I8","shape":[3],"data_offsets":[24,27]},' +
      '"mask":{"dtype":"BOOL","shape":[2],"data_offsets":[27,29]}}   ' +
      '\x00\x00\x00\x00\x00\x00\xe0?\x00\x00\x80?\x00\x00\x00@\x00\x00@@\x00\x00\x80@\xff\x00\x07\x01\x00',
  );
  const content = {
    metadata: new Map([
      ['note', '\u00fc'],
      ['format', 'np'],
    ]),
    tensors: new Map<string, TensorInput>([
      ['bias', { dtype: 'float64', shape: [], data: new Float64Array([0.5]) }],
      ['weight', { dtype: 'float32', shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) }],
      ['codes', { dtype: 'int8', shape: [3], data: new Int8Array([-1, 0, 7]) }],
      ['mask', { dtype: 'bool', shape: [2], data: new Uint8Array([1, 0]) }],
    ]),
  };

  it('is read', async () => {
    const path = join(folder, 'reference.safetensors');
    writeFileSync(path, bytes);
    for (const { tensors, metadata } of [parseSafetensors(bytes), await readSafetensors(path)]) {
      expect([...metadata]).toEqual([...content.metadata]);
      expect([...tensors.keys()]).toEqual([...content.tensors.keys()]);
      for (const [name, { dtype, shape, data }] of content.tensors) {
        const tensor = tensors.get(name)!;
        expect(tensor).toMatchObject({ dtype, shape });
        expect([...tensor.data]).toEqual([...new Uint8Array(data.buffer)]);
      }
      expect([...tensors.get('weight')!.toFloat32Array()]).toEqual([1, 2, 3, 4]);
    }
  });

  it('is written, the same bytes', async () => {
    const path = join(folder, 'ours.safetensors');
    await writeSafetensors(path, content);
    expect(readFileSync(path).toString('latin1')).toBe(bytes.toString('latin1'));
    await writeSafetensors(path, parseSafetensors(bytes));
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('is read when its header is written otherwise', () => {
    const spaced =
      '{ "b" : {"shape":[ ] ,\t"data_offsets":[ 1 , 2 ],\n"dtype":"U8"},\r\n' +
      '"\\u0061\\"\\\\" : {"dtype":"I8","shape":[1],"data_offsets":[0,1]} } \n';
    const { tensors, metadata } = parseSafetensors(safetensorsFile(spaced, Buffer.from([7, 8])));
    expect(Array.from(tensors, ([name, tensor]) => [name, tensor.dtype, tensor.data[0]])).toEqual([
      ['b', 'uint8', 8],
      ['a"\\', 'int8', 7],
    ]);
    expect(metadata).toEqual(new Map());
  });

  it('is read with white space before its header, and null as metadata, as the reference does', () => {
    // The former is a test of the reference's own; its Metadata is Option<HashMap>, which null is None of.
    expect(parseSafetensors(latin1('\x06\0\0\0\0\0\0\0\t\n{}\r ')).tensors.size).toBe(0);
    const header = '{"__metadata__": null ,"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}';
    const { tensors, metadata } = parseSafetensors(safetensorsFile(header, Buffer.from([7])));
    expect([...tensors.keys()]).toEqual(['a']);
    expect(metadata).toEqual(new Map());
  });
});

describe('a round trip', () => {
  const dtypes: [dtype: TensorDtype, name: string, bytes: number][] = [
    ['bool', 'BOOL', 1],
    ['float16', 'F16', 2],
    ['int64', 'I64', 8],
    ['float8_e5m2', 'F8_E5M2', 1],
    ['float32', 'F32', 4],
    ['uint8', 'U8', 1],
    ['bfloat16', 'BF16', 2],
    ['uint32', 'U32', 4],
    ['complex64', 'C64', 8],
    ['int8', 'I8', 1],
    ['float8_e4m3fn', 'F8_E4M3', 1],
    ['uint16', 'U16', 2],
    ['float8_e8m0fnu', 'F8_E8M0', 1],
    ['int32', 'I32', 4],
    ['float8_e4m3fnuz', 'F8_E4M3FNUZ', 1],
    ['int16', 'I16', 2],
    ['float8_e5m2fnuz', 'F8_E5M2FNUZ', 1],
    ['uint64', 'U64', 8],
    ['float64', 'F64', 8],
  ];

  it('keeps every type, every byte and the order, and aligns each tensor', async () => {
    const path = join(folder, 'types.safetensors');
    const tensors = new Map<string, TensorInput>();
    for (const [index, [dtype, , size]] of dtypes.entries()) {
      const data = Buffer.alloc(3 * size, index + 1);
      tensors.set(`the ${dtype}`, { dtype, shape: [3, 1], data });
    }
    await writeSafetensors(path, { tensors });
    const file = await readSafetensors(path);
    expect([...file.tensors.keys()]).toEqual([...tensors.keys()]);
    for (const [dtype, , size] of dtypes) {
      const { data, ...rest } = file.tensors.get(`the ${dtype}`)!;
      expect(rest).toEqual({ dtype, shape: [3, 1] });
      expect(data.equals(tensors.get(`the ${dtype}`)!.data as Buffer)).toBe(true);
      expect(data.byteOffset % size).toBe(0);
    }
    const bytes = readFileSync(path);
    const headerLength = Number(bytes.readBigUInt64LE());
    expect(headerLength % 8).toBe(0);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<
      string,
      { dtype: string }
    >;
    expect(Object.entries(header).map(([name, entry]) => [name, entry.dtype])).toEqual(
      dtypes.map(([dtype, name]) => [`the ${dtype}`, name]),
    );
  });

  it('leaves out no kind of name', async () => {
    const path = join(folder, 'names.safetensors');
    const names = [
      '__proto__',
      'constructor',
      'toString',
      '',
      ' ',
      'a"b\\c',
      '\u0000\n',
      '\u00fc\u{1f600}',
      '0',
    ];
    const tensors = new Map<string, TensorInput>();
    const metadata = new Map<string, string>();
    for (const [index, name] of names.entries()) {
      tensors.set(name, { dtype: 'uint8', shape: [1], data: new Uint8Array([index]) });
      metadata.set(name, name.repeat(2));
    }
    await writeSafetensors(path, { tensors, metadata });
    const file = await readSafetensors(path);
    expect(Array.from(file.tensors, ([name, { data }]) => [name, data[0]])).toEqual(
      names.map((name, index) => [name, index]),
    );
    expect([...file.metadata]).toEqual([...metadata]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect('dtype' in {}).toBe(false);
  });

  it('may list a tensor without elements after the one that begins where it lies', () => {
    const header =
      '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},' +
      '"empty":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}';
    const { tensors } = parseSafetensors(safetensorsFile(header, Buffer.from([5, 6])));
    expect(Array.from(tensors.values(), ({ data }) => [...data])).toEqual([[5, 6], []]);
  });

  it('keeps scalars, tensors without elements and files without tensors', async () => {
    const path = join(folder, 'small.safetensors');
    const none = new Float32Array(0);
    const tensors = new Map<string, TensorInput>([
      ['before', { dtype: 'float32', shape: [0], data: none }],
      ['scalar', { dtype: 'float32', shape: [], data: new Float32Array([5]) }],
      ['between', { dtype: 'float32', shape: [3, 0, 2], data: none }],
      ['wide', { dtype: 'uint8', shape: [2 ** 40, 0], data: Buffer.alloc(0) }],
    ]);
    await writeSafetensors(path, { tensors });
    const file = await readSafetensors(path);
    expect(Array.from(file.tensors.values(), ({ shape }) => shape)).toEqual([
      [0],
      [],
      [3, 0, 2],
      [2 ** 40, 0],
    ]);
    expect(Array.from(file.tensors.values(), ({ data }) => data.length)).toEqual([0, 4, 0, 0]);
    expectSameBytes(file.tensors.get('between')!.toFloat32Array(), none);

    await writeSafetensors(path, { tensors: new Map() });
    expect(readFileSync(path).toString('latin1')).toBe('\x08\0\0\0\0\0\0\0{}      ');
    expect((await readSafetensors(path)).tensors.size).toBe(0);
  });
});

describe('many tensors', () => {
  it('are written whole, small ones and large ones in turn', async () => {
    const path = join(folder, 'many.safetensors');
    const tensors = new Map<string, TensorInput>();
    for (let index = 0; index < 300; index++) {
      // Up to 64 KiB and beyond, and more than a megabyte of small ones between two large ones.
      const length = index % 100 === 50 ? 70_000 : (index * 97) % 20_000;
      const data = Buffer.alloc(length, index);
      tensors.set(`${index}`, { dtype: index % 2 === 0 ? 'uint8' : 'int8', shape: [length], data });
    }
    await writeSafetensors(path, { tensors });
    const file = await readSafetensors(path);
    expect([...file.tensors.keys()]).toEqual([...tensors.keys()]);
    for (const [name, { data }] of tensors) {
      if (!file.tensors.get(name)!.data.equals(data as Buffer)) expect.fail(`tensor ${name} differs`);
    }
  });

  it('are given up when the memory of one goes away', async () => {
    const path = join(folder, 'gone.safetensors');
    const tensors = new Map<string, TensorInput>();
    for (let index = 0; index < 30; index++) {
      tensors.set(`${index}`, { dtype: 'uint8', shape: [5], data: new Uint8Array(5) });
    }
    const written = writeSafetensors(path, { tensors });
    const { buffer } = tensors.get('20')!.data;
    structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    const error = await errorOf(() => written);
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' });
    expect(existsSync(path)).toBe(false);
  });
});

describe('writeSafetensors', () => {
  const path = join(folder, 'refused.safetensors');
  const tensor: TensorInput = { dtype: 'uint8', shape: [1], data: new Uint8Array(1) };

  it('refuses names and metadata that the format cannot hold', async () => {
    for (const name of ['__metadata__', 'half \ud83d']) {
      const write = () => writeSafetensors(path, { tensors: new Map([[name, tensor]]) });
      const error = await errorOf(write);
      expect(error).toMatchObject({
        name: 'RangeError',
        code: 'ERR_LINQUANT_FORMAT',
        file: path,
        tensor: name,
      });
      expect(error.message).toContain(JSON.stringify(name));
    }
    for (const metadata of [new Map([['half \ud83d', '']]), new Map([['k', '\ude00']])]) {
      const write = () => writeSafetensors(path, { tensors: new Map(), metadata });
      await expectFormatError(write, path, 'half of a surrogate pair');
    }
  });

  it('takes halves of a pair only together', async () => {
    const metadata = new Map([['\ud83d', '\ude00']]);
    await expectFormatError(
      () => writeSafetensors(path, { tensors: new Map(), metadata }),
      path,
      'half of a',
    );
  });

  it('refuses a header above 100 MB', async () => {
    const metadata = new Map([['k', 'x'.repeat(100_000_000)]]);
    const write = () => writeSafetensors(path, { tensors: new Map(), metadata });
    await expectFormatError(write, path, /header would have 1000000\d\d bytes; at most 100000000/);
  });

  it.each([
    ['content', null, /^content must be an object/],
    ['content as text', 'x', /^content must be an object/],
    ['tensors', {}, /^content\.tensors must be a Map; got undefined/],
    ['tensors as an object', { tensors: { a: tensor } }, /^content\.tensors must be a Map; got an object/],
    ['a name', { tensors: new Map([[1, tensor]]) }, /^each key of content\.tensors must be a string; got 1/],
    ['a tensor', { tensors: new Map([['a', null]]) }, /^content\.tensors\.get\("a"\) must be an object/],
    ['metadata', { tensors: new Map(), metadata: {} }, /^content\.metadata must be a Map/],
    [
      'a value',
      { tensors: new Map(), metadata: new Map([['k', 1]]) },
      /^content\.metadata\.get\("k"\) must be a/,
    ],
  ])('refuses other types as %s', async (_what, content, message) => {
    const error = await errorOf(() => writeSafetensors(path, content as never));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_INVALID_TYPE' });
    expect(error.message).toMatch(message);
  });
});
