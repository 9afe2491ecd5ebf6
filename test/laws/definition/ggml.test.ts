// Equal to the definition: quantizeGgml and dequantizeGgml.

import { dequantizeGgml, quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatFromBits } from '../../support/data.js';
import { encode, floatNames } from '../../support/definition/floats.js';
import { dequantizeGgmlOf, quantizeGgmlOf } from '../../support/definition/ggml.js';
import { blocksFor, ggmlNames as types } from '../../support/ggml-blocks.js';
import { Dice } from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';

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
