// `.npy` files: those that NumPy wrote are read, and what is written has the same bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseNpy, readNpy, type TensorDtype, type TensorInput, writeNpy } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { errorOf, expectFormatError, latin1, npyFile, temporaryFolder } from './helpers.js';

const folder = temporaryFolder();

function scalarHeader(descr: string): string {
  return `{'descr': '${descr}', 'fortran_order': False, 'shape': (), }`;
}

/** What numpy.save of NumPy 2.4 made of these arrays, byte for byte. */
const numpyFiles: { what: string; version1: boolean; tensor: TensorInput; bytes: Buffer }[] = [
  {
    what: 'float32 of two dimensions',
    version1: true,
    tensor: {
      dtype: 'float32',
      shape: [2, 3],
      data: new Float32Array([1, -2.5, 0.1, Number.POSITIVE_INFINITY, -0, 3e38]),
    },
    bytes: latin1(
      `\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }${' '.repeat(58)}\n` +
        '\x00\x00\x80?\x00\x00 \xc0\xcd\xcc\xcc=\x00\x00\x80\x7f\x00\x00\x00\x80\xe6\xb1a\x7f',
    ),
  },
  {
    what: 'float64 of one dimension',
    version1: true,
    tensor: { dtype: 'float64', shape: [1], data: new Float64Array([1 / 3]) },
    bytes: latin1(
      `\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }${' '.repeat(60)}\n` +
        'UUUUUU\xd5?',
    ),
  },
  {
    what: 'int8',
    version1: true,
    tensor: { dtype: 'int8', shape: [4], data: new Int8Array([-128, -1, 0, 127]) },
    bytes: latin1(
      `\x93NUMPY\x01\x00v\x00{'descr': '|i1', 'fortran_order': False, 'shape': (4,), }${' '.repeat(60)}\n` +
        '\x80\xff\x00\x7f',
    ),
  },
  {
    what: 'no elements',
    version1: true,
    tensor: { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) },
    bytes: latin1(
      `\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3), }${' '.repeat(58)}\n`,
    ),
  },
  {
    what: 'uint8, version 2.0',
    version1: false,
    tensor: { dtype: 'uint8', shape: [1, 2], data: new Uint8Array([0, 255]) },
    bytes: latin1(
      `\x93NUMPY\x02\x00t\x00\x00\x00{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }${' '.repeat(56)}\n` +
        '\x00\xff',
    ),
  },
  {
    what: 'a float32 scalar, version 3.0',
    version1: false,
    tensor: { dtype: 'float32', shape: [], data: new Float32Array([1.5]) },
    bytes: latin1(
      `\x93NUMPY\x03\x00t\x00\x00\x00{'descr': '<f4', 'fortran_order': False, 'shape': (), }${' '.repeat(60)}\n` +
        '\x00\x00\xc0?',
    ),
  },
];

describe('files that NumPy wrote', () => {
  for (const { what, tensor, bytes, version1 } of numpyFiles) {
    it(`reads ${what}`, async () => {
      const path = join(folder, 'numpy.npy');
      writeFileSync(path, bytes);
      for (const read of [parseNpy(bytes, path), await readNpy(path)]) {
        const { buffer, byteOffset, byteLength } = tensor.data;
        expect(read).toMatchObject({ dtype: tensor.dtype, shape: tensor.shape });
        expect(read.data.equals(new Uint8Array(buffer, byteOffset, byteLength))).toBe(true);
      }
    });

    if (!version1) continue; // numpy.save, too, writes these versions only when told to.
    it(`writes ${what}, the same bytes`, async () => {
      const path = join(folder, 'ours.npy');
      await writeNpy(path, tensor);
      expect(readFileSync(path).toString('latin1')).toBe(bytes.toString('latin1'));
    });
  }

  it('reads every type of the table that NumPy has', () => {
    const descrs: Partial<Record<TensorDtype, string>> = {
      float64: '<f8',
      float32: '<f4',
      float16: '<f2',
      complex64: '<c8',
      int64: '<i8',
      int32: '<i4',
      int16: '<i2',
      int8: '|i1',
      uint64: '<u8',
      uint32: '<u4',
      uint16: '<u2',
      uint8: '|u1',
      bool: '|b1',
    };
    for (const [dtype, descr] of Object.entries(descrs)) {
      const payload = Buffer.alloc(Number(descr[2]), 1);
      const tensor = parseNpy(npyFile(scalarHeader(descr), payload));
      expect(tensor).toMatchObject({ dtype, shape: [] });
      expectSameBytes(tensor.data, payload);
    }
  });
});

describe('the header', () => {
  const payload = Buffer.from([1, 2, 3]);
  const readings: [what: string, header: string][] = [
    ['as NumPy writes it', "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }      \n"],
    ['keys in another order', "{'shape': (3,), 'fortran_order': False, 'descr': '|u1', }\n"],
    ['double quotes', `{"descr": "|u1", "fortran_order": False, "shape": (3,)}\n`],
    ['no last comma, no blanks, no newline', "{'descr':'|u1','fortran_order':False,'shape':(3,)}"],
    ['white space everywhere', " { 'descr'\t:\n'|u1' , 'fortran_order' : False , 'shape' : ( 3 , ) , } \r\n"],
    ['the integers of Python 2', "{'descr': '|u1', 'fortran_order': False, 'shape': (3L,), }"],
    [
      'a byte with a byte order, as cnpy writes it',
      "{'descr': '<u1', 'fortran_order': False, 'shape': (3,), }",
    ],
    ['Fortran order of one dimension', "{'descr': '|u1', 'fortran_order': True, 'shape': (3,), }"],
    ['Fortran order of a column', "{'descr': '|u1', 'fortran_order': True, 'shape': (3, 1), }"],
  ];
  it.each(readings)('may have %s', (_what, header) => {
    for (const version of [1, 2, 3]) {
      const tensor = parseNpy(npyFile(header, payload, version));
      expect(tensor.dtype).toBe('uint8');
      expectSameBytes(tensor.data, payload);
      expect(tensor.shape.reduce((a, b) => a * b)).toBe(3);
    }
  });

  it('is padded to 64 bytes, whatever its length', async () => {
    const path = join(folder, 'padded.npy');
    // 0 to 64 dimensions pass every remainder of 64.
    for (let dimensions = 0; dimensions <= 64; dimensions++) {
      const shape = Array<number>(dimensions).fill(1);
      await writeNpy(path, { dtype: 'float32', shape, data: new Float32Array([7]) });
      const bytes = readFileSync(path);
      expect(bytes.length % 64).toBe(4);
      expect(bytes.at(-5)).toBe(0x0a);
      const tensor = parseNpy(bytes);
      expectSameBytes(tensor.data, Buffer.from([0, 0, 0xe0, 0x40]));
      expectSameBytes(Uint8Array.from(tensor.shape), Uint8Array.from(shape));
      expect(bytes[6]).toBe(1);
    }
  });

  it('leaves the room that NumPy leaves for a longer first length', async () => {
    const path = join(folder, 'room.npy');
    // numpy.save makes headers of 128 and 192 bytes of these, whose text differs by one character.
    for (const [shape, bytes] of [
      [[1, 10, ...Array<number>(12).fill(1)], 128],
      [[1, 10, 10, ...Array<number>(11).fill(1)], 192],
    ] as const) {
      const data = Buffer.alloc(shape.reduce((a, b) => a * b));
      await writeNpy(path, { dtype: 'uint8', shape, data });
      expect(readFileSync(path).length - data.length).toBe(bytes);
    }
  });

  it('of more than 64 dimensions is not written', async () => {
    const shape = Array<number>(65).fill(1);
    const path = join(folder, 'long.npy');
    await expectFormatError(
      () => writeNpy(path, { dtype: 'uint8', shape, data: new Uint8Array(1) }),
      path,
      /its shape must have at most 64 lengths; got 65/,
    );
  });
});

describe('writeNpy', () => {
  it('refuses types that NumPy lacks', async () => {
    const path = join(folder, 'lacking.npy');
    for (const dtype of ['bfloat16', 'float8_e4m3fn'] as const) {
      const data = Buffer.alloc(dtype === 'bfloat16' ? 2 : 1);
      await expectFormatError(() => writeNpy(path, { dtype, shape: [], data }), path, `no type for ${dtype}`);
    }
  });

  it('names its arguments', async () => {
    const path = join(folder, 'arguments.npy');
    expect((await errorOf(() => writeNpy(path, null as never))).message).toMatch(/^tensor must be an object/);
    const tensor = { dtype: 'int8', shape: [1], data: new Float32Array(1) } as const;
    expect((await errorOf(() => writeNpy(path, tensor))).message).toMatch(
      /^tensor\.data must be one of Int8A/,
    );
  });
});
