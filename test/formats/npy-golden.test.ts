// Files of numpy.save in any order and byte order, and those of types that are not read: the message has what to save in their place.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseNpy, readNpy, type TensorDtype } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectSameBytes } from '../support/same-bytes.js';
import { errorOf, expectFormatError, npyFile, temporaryFolder } from './helpers.js';

interface Golden {
  read: {
    what: string;
    file: string;
    dtype: TensorDtype;
    shape: number[];
    data: string;
    option?: TensorDtype;
  }[];
  refused: { what: string; file: string; cure: string; dtype: TensorDtype; cured: string; data: string }[];
  two: { file: string; second: number };
  npz: string;
}

const golden = JSON.parse(readFileSync('test/fixtures/npy.json', 'utf8')) as Golden;
const path = join(temporaryFolder(), 'x.npy');

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

describe('what numpy.save writes', () => {
  it.each(golden.read)('is read: $what', async ({ file, dtype, shape, data, option }) => {
    const bytes = bytesOf(file);
    writeFileSync(path, bytes);
    const options = option === undefined ? undefined : { dtype: option };
    // At an odd address, too, where no typed array could lie.
    const odd = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1);
    for (const tensor of [
      parseNpy(bytes, path, options),
      parseNpy(odd, path, options),
      await readNpy(path, options),
    ]) {
      expect(tensor.dtype).toBe(dtype);
      expect(tensor.shape).toEqual(shape);
      expectSameBytes(tensor.data, bytesOf(data));
    }
    // The caller's memory stays as it was.
    expectSameBytes(bytes, bytesOf(file));
  });

  it.each(golden.refused)('is refused, with its cure: $what', async ({ file, cure, dtype, cured, data }) => {
    const error = await errorOf(() => parseNpy(bytesOf(file), path));
    expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_LINQUANT_FORMAT', file: path });
    expect(error.message).toContain(cure);
    const tensor = parseNpy(bytesOf(cured));
    expect(tensor.dtype).toBe(dtype);
    expectSameBytes(tensor.data, bytesOf(data));
  });

  it('twice into one file is called that', async () => {
    const bytes = bytesOf(golden.two.file);
    writeFileSync(path, bytes);
    const message = `has another array from byte ${golden.two.second} on: save each array in a file of its own`;
    await expectFormatError(() => parseNpy(bytes, path), path, message);
    await expectFormatError(() => readNpy(path), path, message);
    // As the message says.
    for (const part of [bytes.subarray(0, golden.two.second), bytes.subarray(golden.two.second)]) {
      expect([...parseNpy(part).toFloat32Array()]).toEqual([0, 1, 2]);
    }
  });
});

it('numpy.savez writes an .npz archive, which is called that', async () => {
  const message = /looks like an \.npz archive of NumPy arrays: unzip it, its entries are \.npy files/;
  await expectFormatError(() => parseNpy(bytesOf(golden.npz), path), path, message);
});

describe('raw bytes', () => {
  const file = npyFile(
    "{'descr': '<V2', 'fortran_order': False, 'shape': (2,)}",
    Buffer.from([0x80, 0x3f, 0, 0x40]),
  );

  it('are what the caller says', () => {
    expect(parseNpy(file, path, { dtype: 'bfloat16' }).dtype).toBe('bfloat16');
    const { data } = parseNpy(file, path, { dtype: 'int16' });
    expect([data.readInt16LE(0), data.readInt16LE(2)]).toEqual([0x3f80, 0x4000]);
  });

  it('of which nothing is said name the option', async () => {
    await expectFormatError(
      () => parseNpy(file, path),
      path,
      /raw bytes, 2 an element.*say what they are, as \{ dtype: 'bfloat16' \}/,
    );
  });

  it('of another size are refused', async () => {
    const message =
      /raw bytes, 2 an element, which float32 has not; options.dtype may be float16, bfloat16, int16, uint16;/;
    await expectFormatError(() => parseNpy(file, path, { dtype: 'float32' }), path, message);
  });

  it('are only those: a type that the file names is not changed', async () => {
    const floats = npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", Buffer.alloc(4));
    expect(parseNpy(floats, path, { dtype: 'float32' }).dtype).toBe('float32');
    await expectFormatError(() => parseNpy(floats, path, { dtype: 'int32' }), path, 'this file has float32');
  });
});

describe('Fortran order of any shape', () => {
  const shapes = fc.oneof(
    fc.array(fc.nat(5), { maxLength: 6 }),
    fc.tuple(fc.integer({ min: 60, max: 70 }), fc.integer({ min: 60, max: 70 })),
    fc.tuple(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 70 }),
    ),
  );

  it('is read by the definition: the first index varies fastest', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom('|u1', '<u2', '<u4', '<u8', '>u2', '>c8'), (shape, descr) => {
        const bytes = Number(descr[2]);
        const part = descr === '>c8' ? 4 : bytes;
        const count = shape.reduce((a, b) => a * b, 1);
        const stored = Buffer.from(
          Array.from({ length: count * bytes }, (_, index) => (index * 31 + (index >> 8)) % 251),
        );
        const tuple = `(${shape.map((length) => `${length},`).join(' ')})`;
        const header = `{'descr': '${descr}', 'fortran_order': True, 'shape': ${tuple}}`;
        const { data } = parseNpy(npyFile(header, stored));
        const expected = Buffer.alloc(count * bytes);
        for (let element = 0; element < count; element++) {
          // The indices of this element in C order, from the last to the first, and with them its place in the file.
          let rest = element;
          let place = 0;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            const before = shape.slice(0, axis).reduce((a, b) => a * b, 1);
            place += (rest % shape[axis]!) * before;
            rest = Math.floor(rest / shape[axis]!);
          }
          for (let byte = 0; byte < bytes; byte++) {
            const swapped = descr[0] === '>' ? byte - (byte % part) + part - 1 - (byte % part) : byte;
            expected[element * bytes + byte] = stored[place * bytes + swapped]!;
          }
        }
        if (!data.equals(expected)) expect.fail(`${descr} ${JSON.stringify(shape)}`);
      }),
      { numRuns: 150 },
    );
  });
});
