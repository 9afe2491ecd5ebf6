// Base64 of every element type, one vector and batches, into every kind of memory.
import { decodeVectorBase64, decodeVectorsBase64, encodeVectorBase64 } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { detach } from '../support/dying.js';
import { expectError, thrownBy } from '../support/errors.js';
import { expectSameBytes, expectSameResult } from '../support/same-bytes.js';
import { all, INVALID_TYPE } from './all.js';

const FORMAT = 'ERR_LINQUANT_FORMAT';
const OPTION = 'ERR_LINQUANT_INVALID_OPTION';

/** 1 and -2 in each type, as IEEE 754 and two's complement have them, in hexadecimal and little-endian. */
const floats = [
  ['float32', '0000803f000000c0', Float32Array.of(1, -2)],
  ['float64', '000000000000f03f00000000000000c0', Float64Array.of(1, -2)],
  ['float16', '003c00c0', Uint16Array.of(0x3c00, 0xc000)],
  ['bfloat16', '803f00c0', Uint16Array.of(0x3f80, 0xc000)],
] as const;
const bytes = [
  ['int8', '01fe', Int8Array.of(1, -2)],
  ['uint8', '01fe', Uint8Array.of(1, 254)],
] as const;

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
/** The bytes of elements of `size`, each in the other order. */
const swapped = (hex: string, size: number) =>
  (hex.match(new RegExp(`.{${size * 2}}`, 'g')) ?? [])
    .map((one) => Buffer.from(one, 'hex').reverse().toString('hex'))
    .join('');

describe('one vector', () => {
  it.each(floats)('%s, in both orders of bytes', (dtype, hex, data) => {
    const big = swapped(hex, data.BYTES_PER_ELEMENT);
    const x = Float64Array.of(1, -2);
    expect(encodeVectorBase64(x, { dtype })).toBe(base64(hex));
    expect(encodeVectorBase64(x, { dtype, byteOrder: 'big' })).toBe(base64(big));
    expectSameResult(decodeVectorBase64(base64(hex), { dtype }), { data, dtype, dimensions: 2 });
    expectSameBytes(decodeVectorBase64(base64(big), { dtype, byteOrder: 'big' }).data, data);
  });

  it.each(bytes)('%s, which has no order', (dtype, hex, data) => {
    expect(encodeVectorBase64(data as Int8Array, { dtype: dtype as 'int8' })).toBe(base64(hex));
    expectSameResult(decodeVectorBase64(base64(hex), { dtype }), { data, dtype, dimensions: 2 });
    expectError(
      () => all.decodeVectorBase64!('Af4=', { dtype, byteOrder: 'big' }),
      'options.byteOrder',
      OPTION,
    );
    expectError(
      () => all.encodeVectorBase64!(data, { dtype, byteOrder: 'little' }),
      'options.byteOrder',
      OPTION,
    );
  });

  it('bits, most significant first', () => {
    const data = Uint8Array.of(0b10100000);
    const options = { dtype: 'bit', dimensions: 3 } as const;
    expect(encodeVectorBase64(data, options)).toBe('oA==');
    expect(encodeVectorBase64(Uint8Array.of(0b101), { ...options, bitOrder: 'little' })).toBe('oA==');
    expectSameResult(decodeVectorBase64('oA==', options), {
      data,
      dtype: 'bit',
      dimensions: 3,
      bitOrder: 'big',
    });
    expect(decodeVectorBase64('oA==', { dtype: 'bit' }).dimensions).toBe(8);
    expectError(() => decodeVectorBase64('sA==', options), 'text', FORMAT);
    for (const dimensions of [9, 0.5, 0]) {
      expect(thrownBy(() => decodeVectorBase64('oA==', { dtype: 'bit', dimensions }))).toMatchObject({
        code: dimensions === 9 ? FORMAT : OPTION,
      });
    }
  });

  it('has the number of dimensions that is told', () => {
    expect(decodeVectorBase64('AACAPw==', { dimensions: 1 }).dimensions).toBe(1);
    expectError(() => decodeVectorBase64('AACAPw==', { dimensions: 2 }), 'text', FORMAT);
    expectError(() => decodeVectorBase64('AACAPw==', { dtype: 'float64' }), 'text', FORMAT);
  });

  it('into a row of a batch, a misaligned Buffer, shared memory', () => {
    const text = base64('0000803f000000c0');
    const batch = new Float32Array(6);
    decodeVectorBase64(text, { out: batch.subarray(2, 4) });
    expect(batch).toEqual(Float32Array.of(0, 0, 1, -2, 0, 0));
    for (const memory of [new ArrayBuffer(16), new SharedArrayBuffer(16)]) {
      for (const at of [0, 1, 3, 8]) {
        const out = Buffer.from(memory as ArrayBuffer, at, 8);
        expect(decodeVectorBase64(text, { out }).data).toBe(out);
        expect(out.toString('hex')).toBe('0000803f000000c0');
        decodeVectorBase64(text, { out, byteOrder: 'big' });
        expect(out.toString('hex')).toBe('3f800000c0000000');
      }
    }
    const shared = new Float32Array(new SharedArrayBuffer(8));
    expect(decodeVectorBase64(text, { out: shared }).data).toBe(shared);
    expect([...shared]).toEqual([1, -2]);
    const lost = new Float32Array(2);
    detach(lost);
    expectError(() => decodeVectorBase64(text, { out: lost }), 'options.out', 'ERR_LINQUANT_DETACHED');
    expectError(() => all.decodeVectorBase64!(text, { out: new Uint8Array(8) }), 'options.out', INVALID_TYPE);
  });
});

describe('decodeVectorsBase64', () => {
  it.each([...floats, ...bytes])('%s', (dtype, hex, data) => {
    const batch = decodeVectorsBase64([base64(hex), base64(hex), base64(hex)], { dtype });
    expect(batch).toMatchObject({ dtype, dimensions: 2, rows: 3 });
    expect(Object.getPrototypeOf(batch.data)).toBe(Object.getPrototypeOf(data));
    expect(Buffer.from(batch.data.buffer).toString('hex')).toBe(hex.repeat(3));
  });

  it('bits begin at whole bytes', () => {
    const found = decodeVectorsBase64(['oA==', 'QA=='], { dtype: 'bit', dimensions: 3 });
    const data = Uint8Array.of(0b10100000, 0b01000000);
    expectSameResult(found, { data, dtype: 'bit', dimensions: 3, rows: 2, bitOrder: 'big' });
    expect(
      thrownBy(() => decodeVectorsBase64(['oA==', 'sA=='], { dtype: 'bit', dimensions: 3 })),
    ).toMatchObject({ code: FORMAT, row: 1 });
  });

  it('into memory that is given, in both orders of bytes', () => {
    const texts = [base64('3f800000'), base64('c0000000')];
    const out = Buffer.from(new ArrayBuffer(9), 1);
    expect(decodeVectorsBase64(texts, { byteOrder: 'big', out }).data).toBe(out);
    expect(out.toString('hex')).toBe('0000803f000000c0');
    expectError(
      () => decodeVectorsBase64(texts, { out: new Float32Array(3) }),
      'options.out',
      'ERR_LINQUANT_OUT_SIZE',
    );
  });

  it('names the row that is wrong, and leaves out unchanged but for wrong characters', () => {
    const out = Float32Array.of(7, 7);
    const wrong: [text: unknown, fields: object][] = [
      ['AACA', { code: FORMAT, row: 1 }],
      ['AACAPwAAgD8=', { code: FORMAT, row: 1 }],
      ['AACAP', { code: FORMAT, row: 1 }],
      [undefined, { code: INVALID_TYPE, row: 1 }],
      [Buffer.from('AACAPw=='), { code: INVALID_TYPE, row: 1 }],
    ];
    for (const [text, fields] of wrong) {
      const error = thrownBy(() => all.decodeVectorsBase64!(['AACAPw==', text], { out })) as Error;
      expect(error).toMatchObject(fields);
      expect(error.message.startsWith('texts[1] must '), error.message).toBe(true);
      expect(out).toEqual(Float32Array.of(7, 7));
    }
    // As many characters, but other bytes.
    expect(thrownBy(() => decodeVectorsBase64(['AACAPw==', 'AACAPwA=']))).toMatchObject({
      code: FORMAT,
      row: 1,
    });
    expect(thrownBy(() => decodeVectorsBase64(['AACAPw==', 'AACAPwAA']))).toMatchObject({
      code: FORMAT,
      row: 1,
    });
    expect(thrownBy(() => decodeVectorsBase64(['AACAPw==', 'AAC-Pw==']))).toMatchObject({
      code: FORMAT,
      row: 1,
      index: 3,
    });
  });

  it('refuses what is no array, or claims to be a long one', () => {
    for (const texts of [undefined, 'AACAPw==', { length: 1, 0: 'AACAPw==' }, new Set(['AACAPw=='])]) {
      expectError(() => all.decodeVectorsBase64!(texts), 'texts', INVALID_TYPE);
    }
    expectError(() => decodeVectorsBase64([]), 'texts', 'ERR_LINQUANT_EMPTY');
    const claims = (length: unknown) => new Proxy([], { get: () => length }) as string[];
    for (const length of [2 ** 32 - 1, 2 ** 53, -1, 0.5, '2']) {
      expectError(() => decodeVectorsBase64(claims(length)), 'texts', 'ERR_LINQUANT_INVALID_SHAPE');
    }
    expectError(() => decodeVectorsBase64(new Array(2 ** 28)), 'texts[0]', INVALID_TYPE);
    const { proxy, revoke } = Proxy.revocable(['AACAPw=='], {});
    revoke();
    expectError(() => decodeVectorsBase64(proxy), 'texts', INVALID_TYPE);
  });

  it('reads texts before it looks at out', () => {
    const out = new Float32Array(1);
    const texts = new Proxy(['AACAPw=='], {
      get: (target, name) => {
        if (name === '0') detach(out);
        return Reflect.get(target, name) as unknown;
      },
    });
    expectError(() => decodeVectorsBase64(texts, { out }), 'options.out', 'ERR_LINQUANT_DETACHED');
  });
});
