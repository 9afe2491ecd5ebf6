// Vectors as blobs: the little-endian elements and nothing else.
import { convert } from 'linquant';
import { decodeVectorBlob, encodeVectorBlob } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameResult } from '../support/same-bytes.js';
import { formatError, hex } from './hex.js';

describe('blobs', () => {
  const x = Float32Array.of(1, -2);

  it('are views where nothing needs to be done', () => {
    expect(encodeVectorBlob(x).buffer).toBe(x.buffer);
    expect(encodeVectorBlob(x.subarray(1)).byteOffset).toBe(4);
    const halves = convert(x, { to: 'float16' });
    expect(encodeVectorBlob(halves, { dtype: 'float16', floatType: 'float16' }).buffer).toBe(halves.buffer);
    const buffer = Buffer.from(x.buffer);
    expect(encodeVectorBlob(buffer).buffer).toBe(x.buffer);
    expect(encodeVectorBlob(x.buffer as ArrayBuffer).buffer).toBe(x.buffer);
    const codes = Uint8Array.of(1, 255);
    expect(encodeVectorBlob(codes, { dtype: 'uint8' }).buffer).toBe(codes.buffer);
    expectSameResult(decodeVectorBlob(encodeVectorBlob(codes, { dtype: 'uint8' }), { dtype: 'uint8' }), {
      data: codes,
      dtype: 'uint8',
      dimensions: 2,
    });
  });

  it.each([
    ['float32', '0000803f000000c0'],
    ['float64', '000000000000f03f00000000000000c0'],
    ['float16', '003c00c0'],
    ['bfloat16', '803f00c0'],
  ] as const)('of %s', (dtype, text) => {
    expect(hex(encodeVectorBlob(x, { dtype }))).toBe(text);
    for (let offset = 0; offset < 8; offset++) {
      const out = Buffer.alloc(24).subarray(offset, offset + text.length / 2);
      expect(encodeVectorBlob(x, { dtype, out })).toBe(out);
      expect(hex(out)).toBe(text);
      const { data: back, ...rest } = decodeVectorBlob(out, { dtype });
      expect(rest).toEqual({ dtype, dimensions: 2 });
      const numbers = convert(back as Uint16Array, { from: dtype as 'float16', to: 'float32' });
      expectSameBytes(numbers, x);
      expect(back.buffer === out.buffer).toBe(out.byteOffset % back.BYTES_PER_ELEMENT === 0);
    }
  });

  it('of codes', () => {
    expect(hex(encodeVectorBlob(Int8Array.of(1, -2), { dtype: 'int8' }))).toBe('01fe');
    const decoded = decodeVectorBlob(Buffer.from([1, 254]), { dtype: 'int8' });
    expectSameResult(decoded, { data: Int8Array.of(1, -2), dtype: 'int8', dimensions: 2 });
  });

  it('hold what their type can hold', () => {
    expect(hex(encodeVectorBlob(Float64Array.of(1e300), { dtype: 'float64' }))).toBe('9c7500883ce4377e');
    expect(() => encodeVectorBlob(Float64Array.of(0, 1e300))).toThrow(
      'too large for float32; got 1e+300 at index 1',
    );
    expect(() => encodeVectorBlob(Float32Array.of(3.4e38), { dtype: 'bfloat16' })).toThrow(
      'too large for bfloat16',
    );
    expect(() => encodeVectorBlob(Float32Array.of(1, NaN))).toThrow(
      'no NaN and no infinity; got NaN at index 1',
    );
    expect(() => decodeVectorBlob(Buffer.alloc(3))).toThrow(formatError);
    expect(() => decodeVectorBlob(Buffer.alloc(0), { dtype: 'int8' })).toThrow(formatError);
  });
});
