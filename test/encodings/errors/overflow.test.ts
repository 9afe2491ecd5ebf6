// Floats that are finite, but too large for the type that a store holds.
import { convert } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { all } from '../all.js';

describe('floats that are too large', () => {
  /** The smallest magnitude that becomes an infinity: the middle of the largest number and the next power of two. */
  const limits = { float32: 2 ** 128 - 2 ** 103, float16: 65520, bfloat16: 2 ** 128 - 2 ** 119 };
  it.each(Object.entries(limits))('for %s are those from %d on', (dtype, limit) => {
    const below = limit * (1 - 2 ** -53);
    const x = new Float64Array(20_000).fill(below);
    x[5] = -below;
    const { data } = all.decodeVectorBlob!(all.encodeVectorBlob!(x, { dtype }), { dtype }) as {
      data: Float32Array | Uint16Array;
    };
    const numbers = dtype === 'float32' ? data : convert(data, { from: dtype as 'float16', to: 'float64' });
    expect(numbers.every(Number.isFinite)).toBe(true);
    for (const value of [limit, -limit]) {
      x[12_345] = value;
      const encode = () => all.encodeVectorBlob!(x, { dtype });
      expectError(encode, 'x', 'ERR_LINQUANT_INVALID_RANGE');
      expect(encode).toThrow(`no number too large for ${dtype}; got ${value} at index 12345`);
      expect(thrownBy(encode)).toMatchObject({ index: 12_345 });
    }
  });

  it('for float64 are none', () => {
    const x = new Float64Array(20_000).fill(1e300);
    const blob = all.encodeVectorBlob!(x, { dtype: 'float64' }) as Buffer;
    expect(blob.equals(Buffer.from(x.buffer))).toBe(true);
    x[19_999] = NaN;
    expect(thrownBy(() => all.encodeVectorBlob!(x, { dtype: 'float64' }))).toMatchObject({ index: 19_999 });
  });

  it('are named as they are in x: bits, and bytes at any offset', () => {
    const halves = Uint16Array.of(0x3c00, 0xfc00, 0x7e00);
    const encodeBits = () => all.encodePgHalfvec!(halves, { floatType: 'float16' });
    expect(encodeBits).toThrow('got -Infinity at index 1');
    const bytes = Buffer.alloc(13);
    bytes.writeFloatLE(7e4, 9);
    const encodeBytes = () => all.encodePgHalfvec!(bytes.subarray(1));
    expect(encodeBytes).toThrow('too large for float16; got 70000 at index 2');
  });
});
