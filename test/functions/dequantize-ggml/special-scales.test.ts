// dequantizeGgml: scales that are infinite or NaN.

import { dequantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';

const types = ['q8_0', 'q4_0'] as const;
const blockBytes = { q8_0: 34, q4_0: 18 } as const;

describe.each(types)('%s', (type) => {
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
