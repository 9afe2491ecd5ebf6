// What PostgreSQL sends and takes for bit strings, in binary and as text.
import { decodePgBit, decodePgBitText, encodePgBit, encodePgBitText } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameResult } from '../../support/same-bytes.js';
import { formatError, fromHex, hex } from '../hex.js';

describe('bit', () => {
  it('is the number of bits and the bits', () => {
    const x = Uint8Array.of(0xa0, 0x80);
    const bytes = encodePgBit(x, { dimensions: 9 });
    expect(hex(bytes)).toBe('00000009a080');
    const decoded = decodePgBit(bytes);
    expectSameResult(decoded, { data: x, dtype: 'bit', dimensions: 9, bitOrder: 'big' });
    expect(decoded.data.buffer).toBe(bytes.buffer);
    expect(hex(encodePgBit(Uint8Array.of(0x05, 0x01), { dimensions: 9, bitOrder: 'little' }))).toBe(
      '00000009a080',
    );
    expect(hex(encodePgBit(x))).toBe('00000010a080');
  });

  it('as text is a digit for each', () => {
    expect(encodePgBitText(Uint8Array.of(0xa0, 0x80), { dimensions: 9 })).toBe('101000001');
    expect(encodePgBitText(Uint8Array.of(0x05), { bitOrder: 'little' })).toBe('10100000');
    expectSameResult(decodePgBitText('101000001'), {
      data: Uint8Array.of(0xa0, 0x80),
      dtype: 'bit',
      dimensions: 9,
      bitOrder: 'big',
    });
  });

  it.each(['', '000000', '00000000', '00000009a0', '00000001a080', '00000009a081', 'ffffffff00'])(
    'is refused where it is broken: %s',
    (text) => expect(() => decodePgBit(fromHex(text))).toThrow(formatError),
  );

  it('as text is refused where it is broken', () => {
    expect(() => decodePgBitText('')).toThrow(formatError);
    expect(() => decodePgBitText('1021')).toThrow('digits 0 and 1; got "2" at index 2');
    expect(() => decodePgBitText('1021')).toThrow(expect.objectContaining({ index: 2 }));
  });
});
