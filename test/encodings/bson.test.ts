// What MongoDB stores: BSON vectors of int8, float32 or packed bits.
import { decodeBsonVector, encodeBsonVector } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameResult } from '../support/same-bytes.js';
import { formatError, fromHex, hex } from './hex.js';

describe('BSON vectors', () => {
  it('of int8', () => {
    const bytes = encodeBsonVector(Int8Array.of(127, -128, 0, -1), { dtype: 'int8' });
    expect(hex(bytes)).toBe('03007f8000ff');
    const decoded = decodeBsonVector(bytes);
    expectSameResult(decoded, { dtype: 'int8', data: Int8Array.of(127, -128, 0, -1), dimensions: 4 });
    expect(decoded.data.buffer).toBe(bytes.buffer);
    expect(hex(encodeBsonVector(Buffer.from([5]), { dtype: 'int8' }))).toBe('030005');
  });

  it('of float32', () => {
    // The example of the specification.
    const bytes = encodeBsonVector(Float32Array.of(127, 7), { dtype: 'float32' });
    expect(hex(bytes)).toBe('27000000fe420000e040');
    const decoded = decodeBsonVector(bytes);
    expectSameResult(decoded, { dtype: 'float32', data: Float32Array.of(127, 7), dimensions: 2 });
    // New memory is aligned for it.
    expect(decoded.data.buffer).toBe(bytes.buffer);
  });

  it('of float32 in other types and at any offset', () => {
    const expected = '2700' + '0000803f' + '000020c0';
    const x = [1, -2.5];
    expect(hex(encodeBsonVector(Float64Array.from(x), { dtype: 'float32' }))).toBe(expected);
    const halves = Uint16Array.of(0x3c00, 0xc100);
    expect(hex(encodeBsonVector(halves, { dtype: 'float32', floatType: 'float16' }))).toBe(expected);
    for (let offset = 0; offset < 4; offset++) {
      const out = Buffer.alloc(14).subarray(offset, offset + 10);
      expect(encodeBsonVector(Float32Array.from(x), { dtype: 'float32', out })).toBe(out);
      expect(hex(out)).toBe(expected);
      const { data } = decodeBsonVector(out);
      expectSameBytes(data, Float32Array.from(x));
      expect(data.buffer === out.buffer).toBe((out.byteOffset + 2) % 4 === 0);
    }
  });

  it('of packed bits', () => {
    const bytes = encodeBsonVector(Uint8Array.of(0x7f, 0xe0), { dtype: 'bit', dimensions: 11 });
    expect(hex(bytes)).toBe('10057fe0');
    const decoded = decodeBsonVector(bytes);
    expectSameResult(decoded, {
      dtype: 'bit',
      data: Uint8Array.of(0x7f, 0xe0),
      dimensions: 11,
      bitOrder: 'big',
    });
    expect(decoded.data.buffer).toBe(bytes.buffer);
    const lsb = Uint8Array.of(0xfe, 0x07);
    const options = { dtype: 'bit', dimensions: 11, bitOrder: 'little' } as const;
    expect(hex(encodeBsonVector(lsb, options))).toBe('10057fe0');
    expect(hex(encodeBsonVector(Uint8Array.of(1).buffer, { dtype: 'bit' }))).toBe('100001');
  });

  it('of nothing are read, as the specification allows them', () => {
    expect(decodeBsonVector(fromHex('0300'))).toMatchObject({ dtype: 'int8', dimensions: 0 });
    expect(decodeBsonVector(fromHex('2700'))).toMatchObject({ dtype: 'float32', dimensions: 0 });
    expect(decodeBsonVector(fromHex('1000'))).toMatchObject({ dimensions: 0 });
  });

  it.each([
    ['', 'begin with the two bytes'],
    ['03', 'begin with the two bytes'],
    ['0400', 'begin with 0x03 (int8), 0x27 (float32), 0x10 (bit); got 0x04'],
    ['030100', 'padding of 0'],
    ['270100', 'padding of 0'],
    ['2700000000', 'whole float32'],
    ['100800', 'padding of 0 to 7'],
    ['1001', 'padding of 0 to 0'],
    ['1003a4', '3 unused low bits of its last byte; got 0xa4'],
  ])('are refused where they are broken: %s', (bytes, text) => {
    const decode = () => decodeBsonVector(fromHex(bytes));
    expect(decode).toThrow(formatError);
    expect(decode).toThrow(text);
  });
});
