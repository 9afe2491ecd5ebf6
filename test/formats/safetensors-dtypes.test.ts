// Element types of safetensors that no view of JavaScript shows: smaller than a byte, or without a name here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSafetensors, readSafetensors, type TensorInput, writeSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { errorOf, expectFormatError, latin1, safetensorsFile, temporaryFolder } from './helpers.js';

const folder = temporaryFolder();
const path = join(folder, 'written.safetensors');

/** Floats between two tensors of a type that is tried. */
function around(dtype: string, shape: string, bytes: number): Buffer {
  const header =
    `{"before":{"dtype":"${dtype}","shape":${shape},"data_offsets":[0,${bytes}]},` +
    `"floats":{"dtype":"F32","shape":[1],"data_offsets":[${bytes},${bytes + 4}]},` +
    `"after":{"dtype":"${dtype}","shape":${shape},"data_offsets":[${bytes + 4},${2 * bytes + 4}]}}`;
  const data = Buffer.from(Array.from({ length: bytes }, (_, index) => index + 1));
  return safetensorsFile(header, Buffer.concat([data, Buffer.from([0, 0, 0x20, 0xc1]), data]));
}

/** Writes what was read and reads it again. */
async function roundTrip(bytes: Buffer) {
  const read = parseSafetensors(bytes);
  await writeSafetensors(path, read);
  const again = await readSafetensors(path);
  for (const [name, { dtype, fileDtype, shape, data }] of read.tensors) {
    expect(again.tensors.get(name)).toMatchObject({ dtype, shape });
    expect(again.tensors.get(name)!.fileDtype).toBe(fileDtype);
    expect(again.tensors.get(name)!.data.equals(data)).toBe(true);
  }
  expect([...again.tensors.keys()]).toEqual([...read.tensors.keys()]);
  return read.tensors;
}

describe('types smaller than a byte', () => {
  // The widths are those of the OCP Microscaling Formats specification; in bytes: elements x bits / 8.
  it.each([
    ['F4', 'float4_e2m1fn', '[2,3]', 3],
    ['F4', 'float4_e2m1fn', '[0,3]', 0],
    ['F6_E2M3', 'float6_e2m3fn', '[4]', 3],
    ['F6_E3M2', 'float6_e3m2fn', '[2,2,2]', 6],
  ])('%s is %s, and %s takes %i bytes', async (name, dtype, shape, bytes) => {
    const tensors = await roundTrip(around(name, shape, bytes));
    const tensor = tensors.get('after')!;
    expect(tensor).toMatchObject({ dtype, shape: JSON.parse(shape) });
    expect([...tensor.data]).toEqual(Array.from({ length: bytes }, (_, index) => index + 1));
    expect([...tensors.get('floats')!.toFloat32Array()]).toEqual([-10]);
    for (const elements of [() => tensor.toTypedArray(), () => tensor.toFloat32Array()]) {
      const error = await errorOf(elements);
      expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_TYPE', tensor: 'after' });
      expect(error.message).toContain(`${dtype}: take its bytes from data`);
    }
  });

  it('are written as the reference writes them', async () => {
    // The file of safetensors' own test of F4: a header of 64 bytes, and two elements in a byte.
    const header = '{"attn.0":{"dtype":"F4","shape":[1,2],"data_offsets":[0,1]}}';
    const tensor: TensorInput = { dtype: 'float4_e2m1fn', shape: [1, 2], data: Buffer.of(0) };
    await writeSafetensors(path, { tensors: new Map([['attn.0', tensor]]) });
    const expected = latin1(`\x40\0\0\0\0\0\0\0${header.padEnd(64)}\0`);
    expect(readFileSync(path).equals(expected)).toBe(true);
  });

  it('end with a whole byte', async () => {
    for (const [dtype, length] of [
      ['float4_e2m1fn', 3],
      ['float6_e2m3fn', 6],
      ['float6_e3m2fn', 1],
    ] as const) {
      const tensors = new Map<string, TensorInput>([
        ['t', { dtype, shape: [length], data: Buffer.alloc(2) }],
      ]);
      await expectFormatError(() => writeSafetensors(path, { tensors }), path, 'ends within a byte', 't');
    }
  });
});

describe('types without a name here', () => {
  it('are listed with the text and the bytes of the file, and written again', async () => {
    const tensors = await roundTrip(around('Q8_\\u00fc', '[2,3]', 5));
    expect([...tensors.keys()]).toEqual(['before', 'floats', 'after']);
    const tensor = tensors.get('after')!;
    expect(tensor).toMatchObject({ dtype: 'unknown', fileDtype: 'Q8_\u00fc', shape: [2, 3] });
    expect([...tensor.data]).toEqual([1, 2, 3, 4, 5]);
    expect([...tensors.get('floats')!.toFloat32Array()]).toEqual([-10]);
    expect('fileDtype' in tensors.get('floats')!).toBe(false);
  });

  it.each(['f4', 'F', '', 'toString', '__proto__', 'unknown', 'float32'])('as %j', async (name) => {
    const tensors = await roundTrip(around(name, '[]', 1));
    expect(tensors.get('before')).toMatchObject({ dtype: 'unknown', fileDtype: name });
  });

  it('have no elements, which the error says', async () => {
    const tensor = parseSafetensors(around('Q8', '[1]', 1), 'odd').tensors.get('before')!;
    const error = await errorOf(() => tensor.toTypedArray());
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_INVALID_TYPE', file: 'odd' });
    expect(error.message).toBe(
      'odd: tensor "before": no typed array holds the file\'s type "Q8": take its bytes from data',
    );
    expect((await errorOf(() => tensor.toFloat32Array())).message).toContain('this is the file\'s type "Q8"');
  });

  it('lie behind all others, whose bytes stay aligned', async () => {
    const { tensors } = parseSafetensors(around('Q8', '[1]', 3));
    await writeSafetensors(path, { tensors });
    const file = await readSafetensors(path);
    expect(file.tensors.get('floats')!.data.byteOffset % 4).toBe(0);
  });

  it('are refused by writers without their text, with that of a known one, or as elements', async () => {
    const tensor = { dtype: 'unknown', fileDtype: 'Q8', shape: [1], data: Buffer.alloc(3) } as const;
    const cases: [given: object, code: string, message: string][] = [
      [{ fileDtype: undefined }, 'ERR_LINQUANT_INVALID_TYPE', '.fileDtype must be a string'],
      [{ fileDtype: 'F32' }, 'ERR_LINQUANT_INVALID_DTYPE', "dtype 'float32' is F32"],
      [{ fileDtype: '\ud800' }, 'ERR_LINQUANT_FORMAT', 'half of a surrogate pair'],
      [{ shape: [-1] }, 'ERR_LINQUANT_FORMAT', 'got -1'],
      [{ data: Float32Array.of(1) }, 'ERR_LINQUANT_INVALID_TYPE', 'one of Buffer, Uint8Array, DataView'],
      [{ dtype: 'Q8' }, 'ERR_LINQUANT_INVALID_DTYPE', '.dtype must be one of float64, '],
    ];
    for (const [given, code, message] of cases) {
      const tensors = new Map([['t', { ...tensor, ...given }]]) as never;
      const error = await errorOf(() => writeSafetensors(path, { tensors }));
      expect(error).toMatchObject({ code });
      expect(error.message).toContain(message);
    }
  });
});
