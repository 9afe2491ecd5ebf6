// quantizeGgml and dequantizeGgml take every view and float type, at any address, and write nothing beside.

import { dequantizeGgml, quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatHolders } from '../../support/data.js';
import { encode, floatNames } from '../../support/definition/floats.js';
import { dequantizeGgmlOf, quantizeGgmlOf } from '../../support/definition/ggml.js';
import { blocksFor, ggmlNames as types } from '../../support/ggml-blocks.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

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
