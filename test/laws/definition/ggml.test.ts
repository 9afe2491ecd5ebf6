// Equal to the definition: quantizeGgml and dequantizeGgml.

import { dequantizeGgml, quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatFromBits } from '../../support/data.js';
import { encode, floatNames } from '../../support/definition/floats.js';
import { dequantizeGgmlOf, quantizeGgmlOf } from '../../support/definition/ggml.js';
import { Dice } from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';

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
  it.each([0, 1, 2, 13, 127, 128, 129, 700])('is its reference, for %i blocks', (count) => {
    const x = blocksFor(count, count + 5);
    const expected = quantizeGgmlOf(type, x);
    const blocks = quantizeGgml(x, type);
    expect(blocks).toBeInstanceOf(Uint8Array);
    expectSameBytes(bytesOf(blocks), expected);
    const floats = dequantizeGgmlOf(type, expected);
    for (const floatType of floatNames) {
      const made = bytesOf(dequantizeGgml(blocks, type, { floatType }));
      expectSameBytes(made, encode(floatType, floats));
    }
  });

  it('is its reference for scales of all sizes', () => {
    const dice = new Dice(3);
    const x = new Float32Array(32 * 3000);
    for (let at = 0; at < x.length; at += 32) {
      const largest = floatFromBits(dice.bits() % 0x48fe0000);
      for (let i = 0; i < 32; i++) x[at + i] = largest * dice.real();
    }
    expectSameBytes(bytesOf(quantizeGgml(x, type)), quantizeGgmlOf(type, x));
  });
});
