import { dequantize, linearDequantize, linearQuantize, minMax, quantize, quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatHolders, growable, resizable } from '../../support/data.js';
import { dequantizeOne, minMaxOf, quantizeOne } from '../../support/reference.js';

const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: -3 } as const;

/** Lengths that are whole blocks, have tails, and are all tail, on every backend and instruction set. */
const lengths = [0, 1, 3, 4, 15, 16, 17, 33, 63, 64, 65, 100, 257, 1024, 4096, 9001];

const ramp = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7) * 2);

describe.each(lengths)('%i floats', (length) => {
  const x = ramp(length);
  const holders = Object.entries(floatHolders(x));
  const codes = quantize(x, parameters);

  it('are what the definition says', () => {
    expect(codes).toEqual(Int8Array.from(x, (value) => quantizeOne(value, 0.01, -3, -128, 127)));
    expect(dequantize(codes, parameters)).toEqual(
      Float32Array.from(codes, (q) => dequantizeOne(q, 0.01, -3)),
    );
    if (length > 0) expect(minMax(x)).toEqual(minMaxOf(x));
  });

  it.each(holders)('are read from %s', (_name, holder) => {
    expect(quantize(holder, parameters)).toEqual(codes);
    expect(linearQuantize(holder, 0.01, -3, 'int8')).toEqual(codes);
    if (length > 0) {
      expect(minMax(holder)).toEqual(minMax(x));
      expect(quantizeDynamic(holder, { dtype: 'uint8' })).toEqual(quantizeDynamic(x, { dtype: 'uint8' }));
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
      expect(out).toEqual(bytesOf(codes));
      const floatBytes = Buffer.from(make(length * 4 + 32)).fill(0xaa);
      const floats = floatBytes.subarray(offset, offset + length * 4);
      expect(dequantize(codes, parameters, { out: floats })).toBe(floats);
      expect(floats).toEqual(expected);
      for (const [all, part] of [
        [codeBytes, out],
        [floatBytes, floats],
      ] as const) {
        const beside = Buffer.concat([all.subarray(0, offset), all.subarray(offset + part.length)]);
        expect(beside.equals(Buffer.alloc(32, 0xaa))).toBe(true);
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
      expect(dequantize(holder, parameters)).toEqual(expected);
    }
  });
});

describe('results', () => {
  it('are typed arrays of the dtype over memory of their own', () => {
    const x = ramp(5);
    expect(quantize(x, parameters)).toBeInstanceOf(Int8Array);
    expect(quantize(x, { dtype: 'uint8', scale: 1, zeroPoint: 0 })).toBeInstanceOf(Uint8Array);
    expect(quantize(x, parameters).buffer.byteLength).toBe(5);
    expect(dequantize(Int8Array.of(1), parameters).buffer.byteLength).toBe(4);
  });

  it('are the very object given as out', () => {
    const x = ramp(4);
    for (const out of [new Int8Array(4), Buffer.alloc(4), new Int8Array(new SharedArrayBuffer(9), 1, 4)]) {
      expect(quantize(x, parameters, { out })).toBe(out);
      expect(quantizeDynamic(x, { dtype: 'int8', out }).data).toBe(out);
    }
  });

  it('are uint8 for bytes in the linear pair', () => {
    const bytes = Buffer.of(138, 153);
    expect(linearDequantize(bytes, 0.5, 128)).toEqual(Float32Array.of(5, 12.5));
    expect(linearDequantize(Int8Array.of(-1), 0.5, 1)).toEqual(Float32Array.of(-1));
  });

  it('are nothing for nothing', () => {
    expect(quantize(new Float32Array(0), parameters)).toEqual(new Int8Array(0));
    expect(dequantize(new Int8Array(0), parameters)).toEqual(new Float32Array(0));
    expect(linearQuantize(Buffer.alloc(0), 1, 0, 'uint8')).toEqual(new Uint8Array(0));
  });

  it('touching the input at its end is no overlap', () => {
    const buffer = new ArrayBuffer(20);
    const x = new Float32Array(buffer, 0, 4);
    x.set([1, 2, 3, 4]);
    const out = new Int8Array(buffer, 16, 4);
    quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0 }, { out });
    expect(Array.from(out)).toEqual([1, 2, 3, 4]);
  });
});
