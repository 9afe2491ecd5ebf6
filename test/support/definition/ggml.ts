import { bitsOfValue, valueOfBits } from './floats.js';
import { clamp, roundBy } from './quotient.js';

/*
 * The definition of ggml's blocks: its quantize_row_q8_0_ref and quantize_row_q4_0_ref, and back.
 */
const f32 = Math.fround;

function scaleBytes(d: number): number[] {
  const bits = bitsOfValue('float16', d);
  return [bits & 255, bits >> 8];
}

/** Blocks of finite floats whose scales are float16. */
export function quantizeGgmlOf(type: 'q8_0' | 'q4_0', x: Float32Array): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at < x.length; at += 32) {
    const values = Array.from(x.subarray(at, at + 32));
    let largest = 0;
    for (const value of values) if (Math.abs(value) > Math.abs(largest)) largest = value;
    const d = type === 'q8_0' ? f32(Math.abs(largest) / 127) : f32(largest / -8);
    const id = d === 0 ? 0 : f32(1 / d);
    bytes.push(...scaleBytes(d));
    const isInfinite = Math.abs(id) === Infinity;
    if (type === 'q8_0') {
      bytes.push(...values.map((value) => (isInfinite ? 0 : roundBy('half-away', f32(value * id)) & 255)));
    } else {
      const codes = values.map((value) =>
        isInfinite ? 0 : clamp(Math.trunc(f32(f32(value * id) + 8.5)), 0, 15),
      );
      for (let i = 0; i < 16; i++) bytes.push(codes[i]! + 16 * codes[i + 16]!);
    }
  }
  return Buffer.from(bytes);
}

/** The floats of blocks. */
export function dequantizeGgmlOf(type: 'q8_0' | 'q4_0', blocks: Buffer): number[] {
  const size = type === 'q8_0' ? 34 : 18;
  const floats: number[] = [];
  for (let at = 0; at < blocks.length; at += size) {
    const d = valueOfBits('float16', blocks.readUInt16LE(at));
    for (let i = 0; i < 32; i++) {
      const byte = blocks[at + 2 + (i % 16)]!;
      const code = type === 'q8_0' ? blocks.readInt8(at + 2 + i) : (i < 16 ? byte % 16 : byte >> 4) - 8;
      floats.push(f32(code * d));
    }
  }
  return floats;
}
