// Vectors as base64 of their float32, little-endian or big-endian.
import { decodeVectorBase64, encodeVectorBase64, encodeVectorBlob } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameBytes, expectSameResult } from '../support/same-bytes.js';
import { formatError } from './hex.js';

describe('base64', () => {
  it('is little-endian, as APIs send it', () => {
    const x = Float32Array.of(0.5, -1, 3.3125);
    const text = encodeVectorBase64(x);
    expect(text).toBe(Buffer.from(x.buffer).toString('base64'));
    expectSameResult(decodeVectorBase64(text), { data: x, dtype: 'float32', dimensions: 3 });
    const out = new Float32Array(4).subarray(1);
    expect(decodeVectorBase64(text, { out }).data).toBe(out);
    expectSameBytes(out, x);
  });

  it('is big-endian, as Elasticsearch takes it', () => {
    // From its documentation's own numbers: 0.5, 10, 6.
    const text = encodeVectorBase64(Float32Array.of(0.5, 10, 6), { byteOrder: 'big' });
    expect(text).toBe('PwAAAEEgAABAwAAA');
    expectSameBytes(decodeVectorBase64(text, { byteOrder: 'big' }).data, Float32Array.of(0.5, 10, 6));
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
    expectSameBytes(x, Float32Array.of(1));
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
    expect(() => decodeVectorBase64(text)).toThrow(formatError);
    expect(() => decodeVectorBase64(text)).toThrow(new RegExp(problem.replaceAll('\\', '\\\\')));
  });

  it('has unused bits of 0, of either padding', () => {
    const eight = encodeVectorBase64(Float32Array.of(1, 2));
    expect(eight).toMatch(/[^=]=$/);
    expect(() => decodeVectorBase64(`${eight.slice(0, -2)}B=`)).toThrow('beyond the last byte');
    const twelve = encodeVectorBase64(Float32Array.of(1, 2, 3.3333333));
    expectSameBytes(decodeVectorBase64(twelve).data, Float32Array.of(1, 2, 3.3333333));
  });
});
