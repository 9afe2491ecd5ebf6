import { convert } from 'linquant';
import {
  decodeVectorBase64,
  decodeVectorBlob,
  encodeVectorBase64,
  encodeVectorBlob,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const format = expect.objectContaining({ code: 'ERR_LINQUANT_FORMAT' });

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
    expect(decodeVectorBlob(encodeVectorBlob(codes, { dtype: 'uint8' }), { dtype: 'uint8' })).toEqual({
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
      expect(numbers).toEqual(x);
      expect(back.buffer === out.buffer).toBe(out.byteOffset % back.BYTES_PER_ELEMENT === 0);
    }
  });

  it('of codes', () => {
    expect(hex(encodeVectorBlob(Int8Array.of(1, -2), { dtype: 'int8' }))).toBe('01fe');
    const decoded = decodeVectorBlob(Buffer.from([1, 254]), { dtype: 'int8' });
    expect(decoded).toEqual({ data: Int8Array.of(1, -2), dtype: 'int8', dimensions: 2 });
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
    expect(() => decodeVectorBlob(Buffer.alloc(3))).toThrow(format);
    expect(() => decodeVectorBlob(Buffer.alloc(0), { dtype: 'int8' })).toThrow(format);
  });
});

describe('base64', () => {
  it('is little-endian, as APIs send it', () => {
    const x = Float32Array.of(0.5, -1, 3.3125);
    const text = encodeVectorBase64(x);
    expect(text).toBe(Buffer.from(x.buffer).toString('base64'));
    expect(decodeVectorBase64(text)).toEqual({ data: x, dtype: 'float32', dimensions: 3 });
    const out = new Float32Array(4).subarray(1);
    expect(decodeVectorBase64(text, { out }).data).toBe(out);
    expect(out).toEqual(x);
  });

  it('is big-endian, as Elasticsearch takes it', () => {
    // From its documentation's own numbers: 0.5, 10, 6.
    const text = encodeVectorBase64(Float32Array.of(0.5, 10, 6), { byteOrder: 'big' });
    expect(text).toBe('PwAAAEEgAABAwAAA');
    expect(decodeVectorBase64(text, { byteOrder: 'big' }).data).toEqual(Float32Array.of(0.5, 10, 6));
  });

  it('names text and out where they do not fit, since either may be wrong', () => {
    const out = new Float32Array(4);
    expect(() => decodeVectorBase64('AACAPw==', { out })).toThrow(
      'options.out must hold exactly 4 bytes, for the 1 dimension of text; got 16 bytes',
    );
    expect(() => encodeVectorBlob(out, { out: Buffer.alloc(3) })).toThrow(
      'options.out must hold exactly 16 bytes, for x as it is stored; got 3 bytes',
    );
  });

  it('leaves x as it is', () => {
    const x = Float32Array.of(1);
    encodeVectorBase64(x, { byteOrder: 'big' });
    expect(x).toEqual(Float32Array.of(1));
    expect(encodeVectorBase64(Float64Array.of(1))).toBe('AACAPw==');
  });

  it.each([
    ['', 'whole float32'],
    ['AACAPw', 'padded base64'],
    ['AACAPw=', 'padded base64'],
    ['AACAPw===', 'padded base64'],
    ['AACA', 'whole float32'],
    ['AACAPwA=', 'whole float32'],
    ['AACA\nw==', '"\\n" at index 4'],
    ['AACA Pw==AAA', '" " at index 4|whole'],
    ['AAC-Pw==', '"-" at index 3'],
    ['AAC_Pw==', '"_" at index 3'],
    ['AA==Pw==', '"=" at index 2'],
    ['A\u0141CAPw==', 'at index 1'],
    ['====', 'whole float32'],
    ['AACAPx==', 'beyond the last byte'],
  ])('%j is refused', (text, problem) => {
    expect(() => decodeVectorBase64(text)).toThrow(format);
    expect(() => decodeVectorBase64(text)).toThrow(new RegExp(problem.replaceAll('\\', '\\\\')));
  });

  it('has unused bits of 0, of either padding', () => {
    const eight = encodeVectorBase64(Float32Array.of(1, 2));
    expect(eight).toMatch(/[^=]=$/);
    expect(() => decodeVectorBase64(`${eight.slice(0, -2)}B=`)).toThrow('beyond the last byte');
    const twelve = encodeVectorBase64(Float32Array.of(1, 2, 3.3333333));
    expect(decodeVectorBase64(twelve).data).toEqual(Float32Array.of(1, 2, 3.3333333));
  });
});
