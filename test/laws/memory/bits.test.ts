// packBits and unpackBits take every view and float type, and write nothing beside.

import { packBits, unpackBits } from 'linquant';
import { expect, it } from 'vitest';
import { bytesOf, floatHolders } from '../../support/data.js';
import { compares, packBitsOf } from '../../support/definition/bits.js';
import { encode, floatNames } from '../../support/definition/floats.js';
import { expectSameBytes } from '../../support/same-bytes.js';

it.each([0, 1, 7, 8, 9, 255, 4095, 4096, 4097, 9000])('takes every holder and float type, %i floats', (n) => {
  const x = Float32Array.from({ length: n }, (_, i) => Math.sin(i * i) * (i % 5 === 0 ? 0 : 1));
  for (const compare of compares) {
    const how = { compare, bitOrder: 'little', signed: false } as const;
    const expected = Buffer.from(packBitsOf([[...x]], how));
    for (const holder of Object.values(floatHolders(x))) {
      const out = Buffer.alloc(expected.length + 9, 0xa5);
      const inner = out.subarray(3, 3 + expected.length);
      expect(packBits(holder as Float32Array, { ...how, out: inner })).toBe(inner);
      expectSameBytes(inner, expected);
      expect([...out.subarray(0, 3), ...out.subarray(3 + n / 8 + 1)].every((b) => b === 0xa5)).toBe(true);
    }
    for (const floatType of floatNames) {
      const bits = packBits(encode(floatType, [...x]), { ...how, floatType });
      expectSameBytes(bytesOf(bits), expected);
    }
    const out = new Float32Array(n);
    expect(unpackBits(expected, { bitOrder: 'little', out })).toBe(out);
    for (const view of [new Uint8Array(expected), new DataView(new Uint8Array(expected).buffer)]) {
      expectSameBytes(unpackBits(view, { bitOrder: 'little', length: n }), out);
    }
    const odd = Buffer.alloc(n * 4 + 1).subarray(1);
    unpackBits(expected, { bitOrder: 'little', length: n, out: odd });
    expectSameBytes(odd, bytesOf(out));
  }
});
