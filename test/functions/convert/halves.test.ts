import { convert } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, randomBits } from '../../support/data.js';
import { bitsOfValue, encode, floatNames, floatWidth, valueOfBits } from '../../support/float-reference.js';
import { untyped } from '../../support/untyped.js';

const halves = ['float16', 'bfloat16'] as const;
const allBits = Uint16Array.from({ length: 65536 }, (_, i) => i);

/** The bits of a NaN, by the rule: sign, quiet, leading payload. Fractions are told as 52 bits. */
const layouts = {
  float16: { top: 0x7c00n, fraction: 10n, width: 16n },
  bfloat16: { top: 0x7f80n, fraction: 7n, width: 16n },
  float32: { top: 0x7f800000n, fraction: 23n, width: 32n },
  float64: { top: 0x7ff0000000000000n, fraction: 52n, width: 64n },
} as const;

type Name = keyof typeof layouts;

/** A NaN of one type as one of another, on all its bits. */
function convertNaN(bits: bigint, from: Name, to: Name): bigint {
  const a = layouts[from];
  const b = layouts[to];
  const sign = (bits >> (a.width - 1n)) << (b.width - 1n);
  const payload = bits & ((1n << a.fraction) - 1n);
  const moved =
    b.fraction > a.fraction ? payload << (b.fraction - a.fraction) : payload >> (a.fraction - b.fraction);
  const isShift = from === to || (from === 'bfloat16' && to === 'float32');
  return sign | b.top | moved | (isShift ? 0n : 1n << (b.fraction - 1n));
}

function bigBits(bytes: Buffer, name: Name, i: number): bigint {
  if (name === 'float64') return bytes.readBigUInt64LE(i * 8);
  return BigInt(name === 'float32' ? bytes.readUInt32LE(i * 4) : bytes.readUInt16LE(i * 2));
}

const loose = untyped.convert as (x: unknown, options: object) => ArrayBufferView;

describe.each(halves)('all %s', (from) => {
  const values = Array.from(allBits, (bits) => valueOfBits(from, bits));

  it.each(floatNames)('become %s', (to) => {
    const expected = from === to ? bytesOf(allBits) : encode(to, values);
    const result = bytesOf(loose(allBits, { from, to }));
    for (let i = 0; i < 65536; i++) {
      const bits = bigBits(result, to, i);
      const wanted = Number.isNaN(values[i]) ? convertNaN(BigInt(i), from, to) : bigBits(expected, to, i);
      if (bits !== wanted) expect([i, bits]).toEqual([i, wanted]);
    }
  });

  it('come back from float32 and float64 as they were, but for NaN, which are quiet', () => {
    for (const to of ['float32', 'float64'] as const) {
      const back = convert(convert(allBits, { from, to }), { to: from });
      const quiet = from === 'float16' ? 0x200 : 0x40;
      const expected = allBits.map((bits) => (Number.isNaN(values[bits]) ? bits | quiet : bits));
      expect(bytesOf(back).equals(bytesOf(expected))).toBe(true);
    }
  });
});

/** A double's neighbours: the next above and below. */
function around(x: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return [-1n, 0n, 1n].map((step) => {
    view.setBigInt64(0, bits + step);
    return view.getFloat64(0);
  });
}

/** Every point where rounding to a half changes, as a double, and its neighbours. */
function boundaries(name: 'float16' | 'bfloat16'): number[] {
  const infinity = bitsOfValue(name, Infinity);
  const all: number[] = [];
  for (let bits = 0; bits < infinity; bits += 1 + (bits % 5)) {
    const low = valueOfBits(name, bits);
    const above = bits + 1 === infinity ? 2 * low - valueOfBits(name, bits - 1) : valueOfBits(name, bits + 1);
    all.push(...around((low + above) / 2), ...around(low === 0 ? 2 ** -300 : low));
  }
  const last = valueOfBits(name, infinity - 1);
  return [...all, last, 2 * last, Number.MAX_VALUE, 5e-324].flatMap((x) => [x, -x]);
}

describe.each(halves)('to %s', (to) => {
  const x = Float64Array.from(boundaries(to));

  it('float64 is rounded once, ties to even', () => {
    const expected = Uint16Array.from(x, (value) => bitsOfValue(to, value));
    expect(bytesOf(convert(x, { to })).equals(bytesOf(expected))).toBe(true);
  });

  it('float32 is rounded to nearest, ties to even', () => {
    const floats = Float32Array.from(x);
    const expected = Uint16Array.from(floats, (value) => bitsOfValue(to, value));
    expect(bytesOf(convert(floats, { to })).equals(bytesOf(expected))).toBe(true);
  });
});

describe('NaN', () => {
  it.each(floatNames.flatMap((from) => floatNames.map((to) => [from, to] as const)))(
    'of %s to %s keeps sign and leading payload',
    (from, to) => {
      const { top, fraction, width } = layouts[from];
      const payloads = Array.from({ length: Number(fraction) }, (_, i) => 1n << BigInt(i));
      const all = [...payloads, (1n << fraction) - 1n, 5n].flatMap((payload) => [
        top | payload,
        (1n << (width - 1n)) | top | payload,
      ]);
      const bytes = Buffer.alloc(all.length * floatWidth[from]);
      all.forEach((bits, i) => {
        if (from === 'float64') bytes.writeBigUInt64LE(bits, i * 8);
        else if (from === 'float32') bytes.writeUInt32LE(Number(bits), i * 4);
        else bytes.writeUInt16LE(Number(bits), i * 2);
      });
      const result = bytesOf(loose(bytes, { from, to }));
      all.forEach((bits, i) => {
        // What is cut off may have been all there was: quiet NaN anyway.
        expect(bigBits(result, to, i)).toBe(convertNaN(bits, from, to));
      });
    },
  );
});

describe('any bits', () => {
  const next = randomBits(77);
  const bytes = Buffer.from(Uint32Array.from({ length: 40_004 }, next).buffer);

  it.each(floatNames.flatMap((from) => floatNames.map((to) => [from, to] as const)))(
    'of %s give the same in every holder, to %s',
    (from, to) => {
      const expected = bytesOf(loose(bytes, { from, to }));
      const odd = Buffer.alloc(bytes.length + 3).subarray(3);
      bytes.copy(odd);
      const out = Buffer.alloc(expected.length + 1).subarray(1);
      expect(loose(odd, { from, to, out })).toBe(out);
      expect(out.equals(expected)).toBe(true);
    },
  );

  it('float64 to float32 is as the engine rounds', () => {
    const x = new Float64Array(new Uint8Array(bytes).buffer).filter((value) => !Number.isNaN(value));
    expect(bytesOf(convert(x, { to: 'float32' })).equals(bytesOf(Float32Array.from(x)))).toBe(true);
  });
});
