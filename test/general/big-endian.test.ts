import os from 'node:os';
import type * as linquant from 'linquant';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bytesOf } from '../support/data.js';
import { load } from '../support/load.mjs';

/*
 * This host is little-endian. Told that it is not, the package turns around what stands in raw bytes, and leaves typed
 * arrays as they are: with the bytes of each element reversed, results must be the same.
 */
const little = load({ LINQUANT_BACKEND: 'javascript' }) as typeof linquant;
vi.spyOn(os, 'endianness').mockReturnValue('BE');
const big = load({ LINQUANT_BACKEND: 'javascript' }) as typeof linquant;
afterAll(() => {
  vi.restoreAllMocks();
});

/** The bytes with those of each element turned around. */
function reversed(view: ArrayBufferView, width: number): Buffer {
  const bytes = Buffer.from(bytesOf(view));
  if (width === 2) return bytes.swap16();
  if (width === 4) return bytes.swap32();
  return width === 8 ? bytes.swap64() : bytes;
}

const x = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 100);
const widths = { float32: 4, float64: 8, float16: 2, bfloat16: 2 } as const;
const codeBytes = { int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, int4: 1, uint2: 1 } as const;
type Named = keyof typeof codeBytes;
type FloatType = keyof typeof widths;

describe.each(Object.keys(widths) as FloatType[])('%s', (floatType) => {
  const width = widths[floatType];
  const floats = little.convert(x, { to: floatType });
  const raw = reversed(floats, width);

  it.each(Object.keys(codeBytes) as Named[])('to %s and back', (dtype) => {
    const p = { dtype, scale: 0.5, zeroPoint: 0 } as const;
    const own = little.quantize(Buffer.from(bytesOf(floats)), p, { floatType });
    const out = Buffer.alloc(own.byteLength);
    big.quantize(raw, p, { floatType, out });
    expect(out.equals(reversed(own, codeBytes[dtype]))).toBe(true);
    expect(big.quantize(raw, p, { floatType })).toEqual(own);
    const options = { floatType, length: x.length };
    const back = bytesOf(little.dequantize(own as Uint8Array, p as linquant.AnyParameters<'uint2'>, options));
    const result = Buffer.alloc(back.length);
    big.dequantize(out, p, { ...options, out: result });
    expect(result.equals(reversed(back, width))).toBe(true);
  });

  it('is converted and measured', () => {
    expect(big.minMax(raw, { floatType })).toEqual(
      little.minMax(Buffer.from(bytesOf(floats)), { floatType }),
    );
    for (const to of Object.keys(widths) as FloatType[]) {
      const expected = little.convert(Buffer.from(bytesOf(floats)), { from: floatType, to });
      expect(bytesOf(big.convert(raw, { from: floatType, to }))).toEqual(bytesOf(expected));
      const out = Buffer.alloc(expected.byteLength);
      big.convert(raw, { from: floatType, to, out });
      expect(out.equals(reversed(expected, widths[to]))).toBe(true);
    }
  });
});
