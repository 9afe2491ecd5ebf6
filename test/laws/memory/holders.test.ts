// Floats and codes are read from every kind of view and buffer, at any offset, and written beside nothing.

import { dequantize, linearQuantize, minMax, quantize, quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatHolders, growable, resizable } from '../../support/data.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: -3 } as const;
/** Lengths that are whole blocks, have tails, and are all tail, on every backend and instruction set. */
const lengths = [0, 1, 3, 4, 15, 16, 17, 33, 63, 64, 65, 100, 257, 1024, 4096, 9001];

const ramp = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7) * 2);

describe.each(lengths)('%i floats', (length) => {
  const x = ramp(length);
  const holders = Object.entries(floatHolders(x));
  const codes = quantize(x, parameters);

  it.each(holders)('are read from %s', (_name, holder) => {
    expectSameBytes(quantize(holder, parameters), codes);
    expectSameBytes(linearQuantize(holder, 0.01, -3, 'int8'), codes);
    if (length > 0) {
      expect(minMax(holder)).toEqual(minMax(x));
      expectSameResult(quantizeDynamic(holder, { dtype: 'uint8' }), quantizeDynamic(x, { dtype: 'uint8' }));
    }
  });

  it('are written at any offset, and nothing beside them', () => {
    const expected = bytesOf(dequantize(codes, parameters));
    const stores = [(bytes: number) => new ArrayBuffer(bytes), resizable, growable];
    const offsets = Array.from({ length: 9 }, (_, offset) => stores.map((make) => [offset, make] as const));
    for (const [offset, make] of offsets.flat()) {
      const codeBytes = Buffer.from(make(length + 32)).fill(0xaa);
      const out = codeBytes.subarray(offset, offset + length);
      expect(quantize(x, parameters, { out })).toBe(out);
      expectSameBytes(out, bytesOf(codes));
      const floatBytes = Buffer.from(make(length * 4 + 32)).fill(0xaa);
      const floats = floatBytes.subarray(offset, offset + length * 4);
      expect(dequantize(codes, parameters, { out: floats })).toBe(floats);
      expectSameBytes(floats, expected);
      for (const [all, part] of [
        [codeBytes, out],
        [floatBytes, floats],
      ] as const) {
        const beside = Buffer.concat([all.subarray(0, offset), all.subarray(offset + part.length)]);
        expectSameBytes(beside, Buffer.alloc(32, 0xaa));
      }
    }
  });

  it('come back from codes in any holder', () => {
    const expected = dequantize(codes, parameters);
    const bytes = bytesOf(codes);
    const odd = Buffer.alloc(length + 3);
    odd.set(bytes, 3);
    const shared = new SharedArrayBuffer(length);
    new Uint8Array(shared).set(bytes);
    const arrayBuffer = new ArrayBuffer(length);
    new Uint8Array(arrayBuffer).set(bytes);
    const view = new DataView(odd.buffer, odd.byteOffset + 3, length);
    const resized = new Int8Array(resizable(length));
    resized.set(codes);
    const typed = [new Int8Array(shared), resized];
    for (const holder of [odd.subarray(3), shared, arrayBuffer, view, ...typed]) {
      expectSameBytes(dequantize(holder, parameters), expected);
    }
  });
});
