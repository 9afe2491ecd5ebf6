// convert from and to float8: every other type, NaN, infinities, holders, lengths.

import { convert } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, randomBits } from '../../support/data.js';
import { codeOfValue, float8Names, float8Targets, valueOfCode } from '../../support/definition/float8.js';
import {
  bitsAt,
  decode,
  encode,
  floatNames,
  floatWidth,
  setBitsAt,
} from '../../support/definition/floats.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

const loose = untyped.convert as (x: unknown, options: object) => ArrayBufferView;
const codes = Uint8Array.from({ length: 256 }, (_, i) => i);
const quietNaN = { float16: 0x7e00n, bfloat16: 0x7fc0n, float32: 0x7fc00000n, float64: 0x7ff8n << 48n };

describe.each(float8Names)('all codes of %s', (from) => {
  it.each(floatNames)('become %s', (to) => {
    const values = Array.from(codes, (code) => valueOfCode(from, code));
    const expected = encode(to, values);
    values.forEach((value, code) => {
      if (!Number.isNaN(value)) return;
      const isNegative = from !== 'float8_e8m0fnu' && code >= 0x80;
      const sign = isNegative ? 1n << BigInt(8 * floatWidth[to] - 1) : 0n;
      setBitsAt(expected, to, code, sign | quietNaN[to]);
    });
    expectSameBytes(bytesOf(loose(codes, { from, to })), expected);
  });

  it.each(float8Targets)('become %s', (to) => {
    for (const saturate of from === to ? [undefined] : [undefined, false, true]) {
      const expected = codes.map((code) => {
        if (from === to) return code;
        const isNegative = from !== 'float8_e8m0fnu' && code >= 0x80;
        return codeOfValue(to, valueOfCode(from, code), saturate === true, isNegative);
      });
      expectSameBytes(bytesOf(loose(codes, { from, to, saturate })), Buffer.from(expected));
    }
  });
});

describe.each(float8Targets)('to %s', (to) => {
  const next = randomBits(8);
  const random = Buffer.from(Uint32Array.from({ length: 5000 }, next).buffer);

  it.each(floatNames)('any bits of %s are rounded once, NaN becomes the quiet one of its sign', (from) => {
    const last = BigInt(8 * floatWidth[from] - 1);
    for (const saturate of [false, true]) {
      const expected = decode(from, random).map((value, i) =>
        codeOfValue(to, value, saturate, bitsAt(random, from, i) >> last === 1n),
      );
      expectSameBytes(bytesOf(loose(random, { from, to, saturate })), Buffer.from(expected));
    }
  });

  it('and back, every number is the same', () => {
    for (const type of floatNames) {
      const back = bytesOf(loose(loose(codes, { from: to, to: type }), { from: type, to }));
      const expected = codes.map((code) =>
        Number.isNaN(valueOfCode(to, code)) ? (code & 0x80) | (to === 'float8_e5m2' ? 0x7e : 0x7f) : code,
      );
      expectSameBytes(back, Buffer.from(expected));
    }
  });

  it('every length and every kind of memory give the same', () => {
    const x = Float32Array.from({ length: 140 }, (_, i) => (i - 70) * 1.37);
    const all = Array.from(x, (value) => codeOfValue(to, value, false));
    for (let length = 0; length <= x.length; length++) {
      const expected = Buffer.from(all.slice(0, length));
      const part = x.subarray(0, length);
      expectSameBytes(bytesOf(convert(part, { to })), expected);
      const out = Buffer.alloc(length + 3).subarray(3);
      expect(convert(part, { to, out })).toBe(out);
      expectSameBytes(out, expected);
    }
    const shared = new SharedArrayBuffer(all.length);
    new Uint8Array(shared).set(all);
    const plain = Uint8Array.from(all);
    const floats = convert(plain, { from: to, to: 'float32' });
    const holders = [Buffer.from(all), plain.buffer, new DataView(plain.buffer), shared];
    for (const holder of holders) expect(convert(holder, { from: to, to: 'float32' })).toEqual(floats);
  });
});
