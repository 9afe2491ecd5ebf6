// What sqlite-vec stores: float32, int8 or bits, without a header.
import { decodeSqliteVec, encodeSqliteVec } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameResult } from '../support/same-bytes.js';
import { formatError, fromHex, hex } from './hex.js';

describe('sqlite-vec', () => {
  it('takes float32 as it lies', () => {
    const x = Float32Array.of(1, -2);
    const blob = encodeSqliteVec(x, { dtype: 'float32' });
    expect(hex(blob)).toBe('0000803f000000c0');
    expect(blob.buffer).toBe(x.buffer);
    expect(decodeSqliteVec(blob, { dtype: 'float32' }).data.buffer).toBe(x.buffer);
    const out = Buffer.alloc(9).subarray(1);
    expect(encodeSqliteVec(Float64Array.of(1, -2), { dtype: 'float32', out })).toBe(out);
    expectSameResult(decodeSqliteVec(out, { dtype: 'float32' }), {
      data: x,
      dtype: 'float32',
      dimensions: 2,
    });
  });

  it('takes int8 as it lies', () => {
    const x = Int8Array.of(1, -2, 3).subarray(1);
    const blob = encodeSqliteVec(x, { dtype: 'int8' });
    expect(hex(blob)).toBe('fe03');
    expect(blob.buffer).toBe(x.buffer);
    const back = decodeSqliteVec(blob, { dtype: 'int8' });
    expectSameResult(back, { data: x, dtype: 'int8', dimensions: 2 });
    expect(back.data.buffer).toBe(x.buffer);
    expect(hex(encodeSqliteVec(x, { dtype: 'int8', out: Buffer.alloc(2) }))).toBe('fe03');
  });

  it('takes bits, the least significant first', () => {
    const x = Uint8Array.of(0x01, 0x0a);
    const blob = encodeSqliteVec(x, { dtype: 'bit' });
    expect(hex(blob)).toBe('010a');
    expect(blob.buffer).toBe(x.buffer);
    expect(hex(encodeSqliteVec(x, { dtype: 'bit', bitOrder: 'big' }))).toBe('8050');
    expectSameBytes(x, Uint8Array.of(0x01, 0x0a));
    expectSameResult(decodeSqliteVec(blob, { dtype: 'bit' }), {
      data: x,
      dtype: 'bit',
      dimensions: 16,
      bitOrder: 'little',
    });
    expect(() => encodeSqliteVec(x, { dtype: 'bit', dimensions: 12 })).toThrow('multiple of 8 dimensions');
  });

  it.each([
    ['', 'float32'],
    ['', 'bit'],
    ['000000', 'float32'],
  ] as const)('gives no blob of %j as %s', (text, dtype) => {
    expect(() => decodeSqliteVec(fromHex(text), { dtype })).toThrow(formatError);
  });
});
