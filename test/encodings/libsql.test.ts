// What libSQL stores: its six types of elements, each with the bytes that npm's libsql makes of the same vector.
import { convert, dequantize } from 'linquant';
import {
  decodeLibsqlNumbers,
  decodeLibsqlVector,
  encodeLibsqlVector,
  type LibsqlVector,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectError } from '../support/errors.js';
import { expectSameBytes, expectSameResult } from '../support/same-bytes.js';
import { all, INVALID_TYPE, two } from './all.js';
import { formatError, fromHex, hex } from './hex.js';

describe('libSQL', () => {
  const x = Float32Array.of(1, 2, 3);
  /** What its functions vector32 to vector1bit of npm's libsql 0.5.29 gave for [1,2,3], and numbers as read back. */
  const known: [LibsqlVector['dtype'], string, number[]][] = [
    ['float32', '0000803f0000004000004040', [1, 2, 3]],
    ['float64', '000000000000f03f0000000000000040000000000000084002', [1, 2, 3]],
    ['float16', '003c0040004205', [1, 2, 3]],
    ['floatb16', '803f0040404006', [1, 2, 3]],
    ['float8', '007fff008180003c0000803f000104', [1, 1.9960784912109375, 3]],
  ];

  it.each(known)('%s', (dtype, text, numbers) => {
    const blob = encodeLibsqlVector(x, { dtype } as { dtype: 'float32' });
    expect(hex(blob)).toBe(text);
    const out = Buffer.alloc(blob.length + 1)
      .subarray(1)
      .fill(0xee);
    expect(encodeLibsqlVector(x, { dtype, out } as { dtype: 'float32' })).toBe(out);
    expect(hex(out)).toBe(text);
    expect(decodeLibsqlVector(out)).toMatchObject({ dtype, dimensions: 3 });
    const decoded = decodeLibsqlNumbers(out);
    expect(decoded).toMatchObject({ dtype: 'float32', dimensions: 3 });
    expect(Array.from(decoded.data)).toEqual(numbers);
    // Aligned, it is read where it lies.
    const aligned = Buffer.from(new ArrayBuffer(blob.length));
    aligned.set(blob);
    expect(decodeLibsqlVector(aligned).data.buffer).toBe(aligned.buffer);
    const given = new Float32Array(3);
    expect(decodeLibsqlNumbers(blob, { out: given }).data).toBe(given);
    expect(Array.from(given)).toEqual(numbers);
  });

  it('float8 of codes with parameters, and as parameters of dequantize', () => {
    const parameters = { scale: 0.5, offset: -1 };
    const blob = encodeLibsqlVector(Uint8Array.of(0, 1, 255, 4, 5), { dtype: 'float8', parameters });
    expect(hex(blob)).toBe('0001ff0405000000' + '0000003f' + '000080bf' + '000304');
    const vector = decodeLibsqlVector(blob);
    if (vector.dtype !== 'float8') throw new Error(vector.dtype);
    const { data, dtype } = vector;
    expectSameResult(vector, { data: Uint8Array.of(0, 1, 255, 4, 5), dtype, dimensions: 5, parameters });
    expectSameBytes(encodeLibsqlVector(data, { dtype, parameters: vector.parameters }), blob);
    expect(data.buffer).toBe(blob.buffer);
    const numbers = dequantize(data, { dtype: 'uint8', zeroPoint: 0, ...parameters });
    expectSameBytes(decodeLibsqlNumbers(blob).data, numbers);
  });

  it('float8 of equal numbers, of a tiny range and of too large a one', () => {
    const same = encodeLibsqlVector(Float32Array.of(5, 5, 5), { dtype: 'float8' });
    expect(hex(same)).toBe('00000000' + '00000000' + '0000a040' + '000104');
    expectSameBytes(decodeLibsqlNumbers(same).data, Float32Array.of(5, 5, 5));
    const tiny = encodeLibsqlVector(Float32Array.of(1e-44, 0, -0), { dtype: 'float8' });
    expect(hex(tiny)).toBe('ff000000' + '00000000' + '00000080' + '000104');
    const tooWide = () => encodeLibsqlVector(Float32Array.of(3e38, -3e38), { dtype: 'float8' });
    expect(tooWide).toThrow('range that is a float32');
    expect(tooWide).toThrow(expect.objectContaining({ code: 'ERR_LINQUANT_INVALID_RANGE' }));
  });

  it('float8 rounds half a step away from zero', () => {
    // A range of 255 makes steps of 1.
    const y = Float32Array.of(0, 0.5, 2.5, 255);
    expect(hex(encodeLibsqlVector(y, { dtype: 'float8' }))).toBe(
      '000103ff' + '0000803f' + '00000000' + '000004',
    );
  });

  it('floatb16 cuts off, and keeps bits that were rounded', () => {
    const y = Float32Array.of(1.01171875, -1.01171875);
    expect(hex(encodeLibsqlVector(y, { dtype: 'floatb16' }))).toBe('813f81bf06');
    const bits = convert(y, { to: 'bfloat16' });
    expect(hex(encodeLibsqlVector(bits, { dtype: 'floatb16', floatType: 'bfloat16' }))).toBe('823f82bf06');
    expect(hex(encodeLibsqlVector(Float32Array.of(3.4e38), { dtype: 'floatb16' }))).toBe('7f7f06');
  });

  it.each([
    ['07', 3, '070d03'],
    ['ff', 8, 'ff0803'],
    ['ff01', 9, 'ff01001703'],
    ['adf503', 18, 'adf5030e03'],
    ['00000080', 32, '00000080001003'],
  ])('float1bit of %s, %d dimensions', (text, dimensions, blob) => {
    const bytes = encodeLibsqlVector(fromHex(text), { dtype: 'float1bit', dimensions });
    expect(hex(bytes)).toBe(blob);
    const vector = decodeLibsqlVector(bytes);
    expectSameResult(
      { ...vector, data: hex(vector.data as Uint8Array) },
      {
        dtype: 'float1bit',
        data: text,
        dimensions,
        bitOrder: 'little',
      },
    );
  });

  it('float1bit as numbers, in the other order, and read as libSQL writes no dimensions', () => {
    const bytes = encodeLibsqlVector(Uint8Array.of(0b10110000), {
      dtype: 'float1bit',
      dimensions: 4,
      bitOrder: 'big',
    });
    expectSameBytes(decodeLibsqlNumbers(bytes).data, Float32Array.of(1, -1, 1, 1));
    expect(decodeLibsqlVector(fromHex('001003'))).toMatchObject({ dtype: 'float1bit', dimensions: 0 });
    expect(decodeLibsqlVector(fromHex('0000000000000000000004'))).toMatchObject({ dimensions: 0 });
    expect(decodeLibsqlVector(fromHex('02'))).toMatchObject({ dtype: 'float64', dimensions: 0 });
    expect(decodeLibsqlVector(fromHex(''))).toMatchObject({ dtype: 'float32', dimensions: 0 });
    expect(decodeLibsqlVector(fromHex('0000803f01'))).toMatchObject({ dtype: 'float32', dimensions: 1 });
  });

  it.each([
    ['0000', 'whole float32'],
    ['000001', 'whole float32'],
    ['0000000002', 'whole float64'],
    ['0007', 'whole float32'],
    ['07', 'mark of a type'],
    ['03', '8 or more trailing bits'],
    ['070703', '8 or more trailing bits'],
    ['07ff03', '0 to 65536 dimensions'],
    ['080d03', '5 unused high bits'],
    ['000004', 'two float32'],
    ['0000000004', 'two float32'],
    ['007fff008180003c0000803f000504', 'two float32'],
    ['007fff008180003c0000803f00ff04', 'two float32'],
  ])('refuses %s', (text, problem) => {
    const decode = () => decodeLibsqlVector(fromHex(text));
    expect(decode).toThrow(formatError);
    expect(decode).toThrow(new RegExp(problem));
  });

  it('has 65536 dimensions at most', () => {
    const most = new Uint8Array(8192);
    expect(decodeLibsqlVector(encodeLibsqlVector(most, { dtype: 'float1bit' })).dimensions).toBe(65536);
    expect(() => encodeLibsqlVector(new Uint8Array(8193), { dtype: 'float1bit' })).toThrow(
      '65536 dimensions',
    );
    expect(() => encodeLibsqlVector(new Float32Array(65537), { dtype: 'float32' })).toThrow(
      '65536 dimensions',
    );
    expect(() => decodeLibsqlVector(new Uint8Array(65537 * 4))).toThrow('65536 dimensions');
  });
});

it('libSQL has zeros between what is written, whatever lay there', () => {
  for (const [x, options, hex] of [
    [Uint8Array.of(0xff, 0xff), { dtype: 'float1bit' }, 'ffff001003'],
    [
      Uint8Array.of(7),
      { dtype: 'float8', parameters: { scale: 1, offset: 0 } },
      '070000000000803f00000000000304',
    ],
  ] as const) {
    const out = Buffer.alloc(hex.length / 2, 0xee);
    expect((all.encodeLibsqlVector!(x, { ...options, out }) as Buffer).toString('hex')).toBe(hex);
  }
});

describe('parameters of codes for float8', () => {
  const encode = (parameters: unknown, more = {}) =>
    all.encodeLibsqlVector!(Uint8Array.of(1), { dtype: 'float8', parameters, ...more });
  it('are two numbers', () => {
    expectError(() => encode(1), 'options.parameters', INVALID_TYPE);
    expectError(() => encode({ scale: 1 }), 'options.parameters.offset', INVALID_TYPE);
    expectError(
      () => encode({ scale: -1, offset: 0 }),
      'options.parameters.scale',
      'ERR_LINQUANT_INVALID_SCALE',
    );
    expectError(
      () => encode({ scale: 1e39, offset: 0 }),
      'options.parameters.scale',
      'ERR_LINQUANT_INVALID_SCALE',
    );
    expectError(
      () => encode({ scale: 1, offset: NaN }),
      'options.parameters.offset',
      'ERR_LINQUANT_INVALID_OFFSET',
    );
    const parameters = { scale: 1, offset: 0 };
    expectError(
      () => encode(parameters, { floatType: 'float32' }),
      'options.floatType',
      'ERR_LINQUANT_INVALID_OPTION',
    );
    const call = () => all.encodeLibsqlVector!(two(), { dtype: 'float16', parameters });
    expectError(call, 'options.parameters', 'ERR_LINQUANT_INVALID_OPTION');
  });
});
