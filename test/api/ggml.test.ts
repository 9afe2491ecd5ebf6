import { dequantizeGgml, quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatFromBits, floatHolders } from '../support/data.js';
import { expectError, thrownBy } from '../support/errors.js';
import { Dice } from '../support/family.js';
import { encode, floatNames } from '../support/float-reference.js';
import { dequantizeGgmlOf, quantizeGgmlOf } from '../support/ggml-reference.js';
import { untyped } from '../support/untyped.js';

const types = ['q8_0', 'q4_0'] as const;
const blockBytes = { q8_0: 34, q4_0: 18 } as const;
const range = 'ERR_LINQUANT_INVALID_RANGE';

/** What a block may hold: each takes a random number in -1..1. */
const kinds: readonly ((real: number, i: number) => number)[] = [
  (r) => r,
  (r) => r * 1000,
  () => 0,
  () => -0,
  (_r, i) => (i % 2 ? 1 : -1),
  (r, i) => (i === 7 ? 127 : Math.round(r * 254) / 2),
  (r, i) => (i === 9 ? -8 : Math.round(r * 16) / 2),
  (r, i) => (i === 30 ? 8 : Math.round(r * 16) / 2 - 2 ** -20),
  (r) => r * 2 ** -20,
  (r) => r * 2 ** -125,
  (r) => Math.round(r * 40) * 2 ** -149,
  (r) => r * 500_000,
  (r, i) => (i < 3 ? 5 : -5) + (i > 2 ? r : 0),
];

function blocksFor(count: number, seed: number): Float32Array {
  const dice = new Dice(seed);
  const x = new Float32Array(count * 32);
  for (let block = 0; block < count; block++) {
    const kind = block < kinds.length ? kinds[block]! : dice.pick(kinds);
    for (let i = 0; i < 32; i++) x[block * 32 + i] = kind(dice.real(), i);
  }
  return x;
}

describe.each(types)('%s', (type) => {
  it.each([0, 1, 2, 13, 127, 128, 129, 700])('is its reference, for %i blocks', (count) => {
    const x = blocksFor(count, count + 5);
    const expected = quantizeGgmlOf(type, x);
    const blocks = quantizeGgml(x, type);
    expect(blocks).toBeInstanceOf(Uint8Array);
    expect(bytesOf(blocks).equals(expected)).toBe(true);
    const floats = dequantizeGgmlOf(type, expected);
    for (const floatType of floatNames) {
      const made = bytesOf(dequantizeGgml(blocks, type, { floatType }));
      expect(made.equals(encode(floatType, floats))).toBe(true);
    }
  });

  it('is its reference for scales of all sizes', () => {
    const dice = new Dice(3);
    const x = new Float32Array(32 * 3000);
    for (let at = 0; at < x.length; at += 32) {
      const largest = floatFromBits(dice.bits() % 0x48fe0000);
      for (let i = 0; i < 32; i++) x[at + i] = largest * dice.real();
    }
    expect(bytesOf(quantizeGgml(x, type)).equals(quantizeGgmlOf(type, x))).toBe(true);
  });

  it('takes every holder, at any address, and writes nothing beside', () => {
    const x = blocksFor(9, 1);
    const expected = quantizeGgmlOf(type, x);
    for (const holder of Object.values(floatHolders(x))) {
      const out = Buffer.alloc(expected.length + 9, 0xa5);
      quantizeGgml(holder as Float32Array, type, { out: out.subarray(3, 3 + expected.length) });
      expect(out.subarray(3, 3 + expected.length).equals(expected)).toBe(true);
      expect([...out.subarray(0, 3), ...out.subarray(3 + expected.length)].every((b) => b === 0xa5)).toBe(
        true,
      );
    }
    for (const floatType of floatNames) {
      const values = Array.from(x, (value) => Math.fround(value / 100));
      const bytes = encode(floatType, values);
      const read = Float32Array.from(
        untyped.convert!(bytes, { from: floatType, to: 'float32' }) as Float32Array,
      );
      const made = quantizeGgml(bytes, type, { floatType });
      expect(bytesOf(made).equals(quantizeGgmlOf(type, read))).toBe(true);
    }
    const floats = Float32Array.from(dequantizeGgmlOf(type, expected));
    const views = [
      new Uint8Array(expected),
      new DataView(new Uint8Array(expected).buffer),
      new Uint8Array(expected).buffer,
    ];
    for (const view of views) expect(dequantizeGgml(view, type)).toEqual(floats);
    const out = new Float64Array(x.length);
    expect(dequantizeGgml(expected, type, { out })).toBe(out);
    expect(Float32Array.from(out)).toEqual(floats);
  });

  it('names the block that has no scale', () => {
    const limit = type === 'q8_0' ? 65504 * 127 : 65504 * 8;
    for (const [value, told] of [
      [NaN, 'hold no NaN and no infinity; got NaN at index 4817 of x'],
      [-Infinity, 'hold no NaN and no infinity; got -Infinity at index 4817 of x'],
      [-limit * 1.001, 'hold no magnitude that gives a scale above 65504, the largest float16; got '],
    ] as const) {
      const x = blocksFor(200, 8);
      x[150 * 32 + 17] = value;
      x[160 * 32] = value;
      const error = thrownBy(() => quantizeGgml(x, type)) as Error;
      expect(error.message.startsWith(`block 150 of x must ${told}`), error.message).toBe(true);
      expectError(() => quantizeGgml(x, type), 'block 150 of x', range);
    }
    expect(quantizeGgml(new Float32Array(32).fill(limit), type)).toHaveLength(blockBytes[type]);
  });

  it('gives any scale that a block holds, also one that is no number', () => {
    const blocks = Buffer.alloc(blockBytes[type] * 3, 0);
    [0x7c00, 0xfe01, 0x7c01].forEach((half, i) => {
      blocks.writeUInt16LE(half, i * blockBytes[type]);
    });
    blocks[2] = 0x18; // 24, or 0 and -7
    const floats = dequantizeGgml(blocks, type);
    const zero = type === 'q8_0' ? NaN : -Infinity;
    expect(floats[0]).toBe(type === 'q8_0' ? Infinity : NaN);
    expect(Array.from(floats.subarray(1, 16))).toEqual(Array(15).fill(zero));
    expect(floats.subarray(32).every(Number.isNaN)).toBe(true);
    // One NaN for all of them, on every backend.
    const bits = new Uint32Array(floats.buffer).filter((_, i) => Number.isNaN(floats[i]!));
    expect(new Set(bits)).toEqual(new Set([0x7fc00000]));
  });
});

describe('wrong arguments', () => {
  const x = new Float32Array(32);
  it.each<[string, string, () => unknown]>([
    ['x', 'ERR_LINQUANT_INVALID_SHAPE', () => quantizeGgml(new Float32Array(33), 'q8_0')],
    ['x', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.quantizeGgml!(new Uint8Array(128), 'q8_0')],
    ['x', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.quantizeGgml!(new Uint16Array(32), 'q8_0')],
    ['type', 'ERR_LINQUANT_INVALID_OPTION', () => untyped.quantizeGgml!(x, 'q8_1')],
    ['type', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.dequantizeGgml!(new Uint8Array(34))],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => quantizeGgml(x, 'q4_0', { out: new Uint8Array(34) })],
    [
      'options.out',
      'ERR_LINQUANT_INVALID_TYPE',
      () => untyped.quantizeGgml!(x, 'q4_0', { out: new Int8Array(18) }),
    ],
    [
      'options.out',
      'ERR_LINQUANT_OVERLAP',
      () => quantizeGgml(x, 'q4_0', { out: new Uint8Array(x.buffer, 8, 18) }),
    ],
    ['options', 'ERR_LINQUANT_INVALID_OPTION', () => untyped.quantizeGgml!(x, 'q4_0', { shape: [32] })],
    ['blocks', 'ERR_LINQUANT_BYTE_LENGTH', () => dequantizeGgml(new Uint8Array(35), 'q8_0')],
    ['blocks', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.dequantizeGgml!(new Int8Array(34), 'q8_0')],
    [
      'options.out',
      'ERR_LINQUANT_OUT_SIZE',
      () => dequantizeGgml(new Uint8Array(34), 'q8_0', { out: new Float32Array(31) }),
    ],
    [
      'options.out',
      'ERR_LINQUANT_OVERLAP',
      () => dequantizeGgml(Buffer.from(x.buffer, 0, 34), 'q8_0', { out: x }),
    ],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
    expect(x).toEqual(new Float32Array(32));
  });
});
