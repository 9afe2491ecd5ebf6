import {
  decodePgBit,
  decodePgBitText,
  decodePgHalfvec,
  decodePgVector,
  encodePgBit,
  encodePgBitText,
  encodePgHalfvec,
  encodePgVector,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string) => Buffer.from(text, 'hex');
const format = expect.objectContaining({ code: 'ERR_LINQUANT_FORMAT' });

describe('vector', () => {
  it('is dimensions, 0 and big-endian floats', () => {
    const x = Float32Array.of(1, 2.5);
    const bytes = encodePgVector(x);
    expect(hex(bytes)).toBe('000200003f80000040200000');
    expect(decodePgVector(bytes)).toEqual({ data: x, dtype: 'float32', dimensions: 2 });
    expect(x).toEqual(Float32Array.of(1, 2.5));
    const out = Float32Array.of(7, 7, 7).subarray(1);
    expect(decodePgVector(bytes, { out }).data).toBe(out);
    expect(out).toEqual(x);
  });

  it('goes to a row of a batch, at any offset', () => {
    for (let offset = 0; offset < 4; offset++) {
      const batch = Buffer.alloc(32, 0xee);
      const out = batch.subarray(offset, offset + 12);
      expect(encodePgVector(Float32Array.of(1, 2.5), { out })).toBe(out);
      expect(hex(out)).toBe('000200003f80000040200000');
      expect(batch[offset + 12]).toBe(0xee);
      expect(decodePgVector(out).data).toEqual(Float32Array.of(1, 2.5));
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
    expect(decodePgVector(encodePgVector(most)).data).toEqual(most);
    expect(() => encodePgVector(new Float32Array(16001))).toThrow('1 to 16000 dimensions');
    expect(() => decodePgVector(bytesOf('00000000'))).toThrow('1 to 16000 dimensions');
    expect(() => decodePgVector(bytesOf('ffff0000'))).toThrow('got 65535');
  });

  it.each(['', '000100', '000100003f8000', '000100003f80000000', '000100013f800000', '000200003f800000'])(
    'is refused where it is broken: %s',
    (text) => expect(() => decodePgVector(bytesOf(text))).toThrow(format),
  );
});

describe('halfvec', () => {
  it('is dimensions, 0 and big-endian halves, rounded to nearest', () => {
    expect(hex(encodePgHalfvec(Float32Array.of(1, 0.1)))).toBe('000200003c002e66');
    expect(hex(encodePgHalfvec(Uint16Array.of(0x3c00, 0x2e66), { floatType: 'float16' }))).toBe(
      '000200003c002e66',
    );
    const out = new Uint16Array(2);
    const decoded = decodePgHalfvec(bytesOf('000200003c002e66'), { out });
    expect(decoded).toEqual({ data: out, dtype: 'float16', dimensions: 2 });
    expect(decoded.data).toBe(out);
    expect(out).toEqual(Uint16Array.of(0x3c00, 0x2e66));
  });

  it('refuses what would be an infinity', () => {
    expect(hex(encodePgHalfvec(Float64Array.of(65519.99999999999)))).toBe('000100007bff');
    const encode = () => encodePgHalfvec(Float32Array.of(1, 2, -65520));
    expect(encode).toThrow(expect.objectContaining({ code: 'ERR_LINQUANT_INVALID_RANGE', index: 2 }));
    expect(encode).toThrow('no number too large for float16; got -65520 at index 2');
    expect(() => decodePgHalfvec(bytesOf('000200003c00'))).toThrow(format);
  });
});

describe('bit', () => {
  it('is the number of bits and the bits', () => {
    const x = Uint8Array.of(0xa0, 0x80);
    const bytes = encodePgBit(x, { dimensions: 9 });
    expect(hex(bytes)).toBe('00000009a080');
    const decoded = decodePgBit(bytes);
    expect(decoded).toEqual({ data: x, dtype: 'bit', dimensions: 9, bitOrder: 'big' });
    expect(decoded.data.buffer).toBe(bytes.buffer);
    expect(hex(encodePgBit(Uint8Array.of(0x05, 0x01), { dimensions: 9, bitOrder: 'little' }))).toBe(
      '00000009a080',
    );
    expect(hex(encodePgBit(x))).toBe('00000010a080');
  });

  it('as text is a digit for each', () => {
    expect(encodePgBitText(Uint8Array.of(0xa0, 0x80), { dimensions: 9 })).toBe('101000001');
    expect(encodePgBitText(Uint8Array.of(0x05), { bitOrder: 'little' })).toBe('10100000');
    expect(decodePgBitText('101000001')).toEqual({
      data: Uint8Array.of(0xa0, 0x80),
      dtype: 'bit',
      dimensions: 9,
      bitOrder: 'big',
    });
  });

  it.each(['', '000000', '00000000', '00000009a0', '00000001a080', '00000009a081', 'ffffffff00'])(
    'is refused where it is broken: %s',
    (text) => expect(() => decodePgBit(bytesOf(text))).toThrow(format),
  );

  it('as text is refused where it is broken', () => {
    expect(() => decodePgBitText('')).toThrow(format);
    expect(() => decodePgBitText('1021')).toThrow('digits 0 and 1; got "2" at index 2');
    expect(() => decodePgBitText('1021')).toThrow(expect.objectContaining({ index: 2 }));
  });
});
