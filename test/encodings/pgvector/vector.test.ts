// What pgvector sends and takes for vector and halfvec, in binary.
import { decodePgHalfvec, decodePgVector, encodePgHalfvec, encodePgVector } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';
import { formatError, fromHex, hex } from '../hex.js';

describe('vector', () => {
  it('is dimensions, 0 and big-endian floats', () => {
    const x = Float32Array.of(1, 2.5);
    const bytes = encodePgVector(x);
    expect(hex(bytes)).toBe('000200003f80000040200000');
    expectSameResult(decodePgVector(bytes), { data: x, dtype: 'float32', dimensions: 2 });
    expectSameBytes(x, Float32Array.of(1, 2.5));
    const out = Float32Array.of(7, 7, 7).subarray(1);
    expect(decodePgVector(bytes, { out }).data).toBe(out);
    expectSameBytes(out, x);
  });

  it('goes to a row of a batch, at any offset', () => {
    for (let offset = 0; offset < 4; offset++) {
      const batch = Buffer.alloc(32, 0xee);
      const out = batch.subarray(offset, offset + 12);
      expect(encodePgVector(Float32Array.of(1, 2.5), { out })).toBe(out);
      expect(hex(out)).toBe('000200003f80000040200000');
      expect(batch[offset + 12]).toBe(0xee);
      expectSameBytes(decodePgVector(out).data, Float32Array.of(1, 2.5));
    }
  });

  it('takes floats of other types', () => {
    const expected = '000200003f80000040200000';
    expect(hex(encodePgVector(Float64Array.of(1, 2.5)))).toBe(expected);
    expect(hex(encodePgVector(Uint16Array.of(0x3f80, 0x4020), { floatType: 'bfloat16' }))).toBe(expected);
    expect(hex(encodePgVector(Buffer.from(Float32Array.of(1, 2.5).buffer)))).toBe(expected);
  });

  it('has 1 to 16000 dimensions', () => {
    const most = new Float32Array(16000).fill(1);
    expectSameBytes(decodePgVector(encodePgVector(most)).data, most);
    expect(() => encodePgVector(new Float32Array(16001))).toThrow('1 to 16000 dimensions');
    expect(() => decodePgVector(fromHex('00000000'))).toThrow('1 to 16000 dimensions');
    expect(() => decodePgVector(fromHex('ffff0000'))).toThrow('got 65535');
  });

  it.each(['', '000100', '000100003f8000', '000100003f80000000', '000100013f800000', '000200003f800000'])(
    'is refused where it is broken: %s',
    (text) => expect(() => decodePgVector(fromHex(text))).toThrow(formatError),
  );
});

describe('halfvec', () => {
  it('is dimensions, 0 and big-endian halves, rounded to nearest', () => {
    expect(hex(encodePgHalfvec(Float32Array.of(1, 0.1)))).toBe('000200003c002e66');
    expect(hex(encodePgHalfvec(Uint16Array.of(0x3c00, 0x2e66), { floatType: 'float16' }))).toBe(
      '000200003c002e66',
    );
    const out = new Uint16Array(2);
    const decoded = decodePgHalfvec(fromHex('000200003c002e66'), { out });
    expectSameResult(decoded, { data: out, dtype: 'float16', dimensions: 2 });
    expect(decoded.data).toBe(out);
    expectSameBytes(out, Uint16Array.of(0x3c00, 0x2e66));
  });

  it('refuses what would be an infinity', () => {
    expect(hex(encodePgHalfvec(Float64Array.of(65519.99999999999)))).toBe('000100007bff');
    const encode = () => encodePgHalfvec(Float32Array.of(1, 2, -65520));
    expect(encode).toThrow(expect.objectContaining({ code: 'ERR_LINQUANT_INVALID_RANGE', index: 2 }));
    expect(encode).toThrow('no number too large for float16; got -65520 at index 2');
    expect(() => decodePgHalfvec(fromHex('000200003c00'))).toThrow(formatError);
  });
});
