// quantizeGgml and dequantizeGgml take every view and float type, at any address, and write nothing beside.

import { dequantizeGgml, quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatHolders } from '../../support/data.js';
import { encode, floatNames } from '../../support/definition/floats.js';
import { dequantizeGgmlOf, quantizeGgmlOf } from '../../support/definition/ggml.js';
import { Dice } from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';

import { untyped } from '../../support/untyped.js';

const types = ['q8_0', 'q4_0'] as const;
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
  it('takes every holder, at any address, and writes nothing beside', () => {
    const x = blocksFor(9, 1);
    const expected = quantizeGgmlOf(type, x);
    for (const holder of Object.values(floatHolders(x))) {
      const out = Buffer.alloc(expected.length + 9, 0xa5);
      quantizeGgml(holder as Float32Array, type, { out: out.subarray(3, 3 + expected.length) });
      expectSameBytes(out.subarray(3, 3 + expected.length), expected);
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
      expectSameBytes(bytesOf(made), quantizeGgmlOf(type, read));
    }
    const floats = Float32Array.from(dequantizeGgmlOf(type, expected));
    const views = [
      new Uint8Array(expected),
      new DataView(new Uint8Array(expected).buffer),
      new Uint8Array(expected).buffer,
    ];
    for (const view of views) expectSameBytes(dequantizeGgml(view, type), floats);
    const out = new Float64Array(x.length);
    expect(dequantizeGgml(expected, type, { out })).toBe(out);
    expectSameBytes(Float32Array.from(out), floats);
  });
});
