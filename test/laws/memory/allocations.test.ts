// With out nothing is allocated, without it the result and nothing else.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  convert,
  dequantize,
  dequantizeGgml,
  fakeQuantize,
  minMax,
  packBits,
  quantize,
  quantizeDynamic,
  quantizeGgml,
  requantize,
  unpackBits,
} from 'linquant';
import { expect, it } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
/** Results are kept: the engine frees buffers on another thread, at a time of its own. */
const kept: unknown[] = [];

/** Array buffer memory taken by a call, in bytes: the median of several tries, since the test runner allocates too. */
function allocated(call: () => unknown): number {
  collectGarbage();
  const tries = Array.from({ length: 7 }, () => {
    const before = process.memoryUsage().arrayBuffers;
    const result = call();
    const after = process.memoryUsage().arrayBuffers;
    kept.push(result);
    return after - before;
  });
  return tries.sort((a, b) => a - b)[3]!;
}

const count = 1 << 20;
const p = { dtype: 'int8', scale: 0.5, zeroPoint: 0 } as const;
// At odd addresses, where a lesser library would copy first.
const floats = Buffer.alloc(count * 4 + 1).subarray(1);

const codes = Buffer.alloc(count + 1).subarray(1);
/** Room for small objects of the test runner; a copy of either side would take a megabyte at least. */
const slack = 1 << 16;

it('with out, nothing is allocated', () => {
  expect(allocated(() => quantize(floats, p, { out: codes }))).toBeLessThan(slack);
  expect(allocated(() => dequantize(codes, p, { out: floats }))).toBeLessThan(slack);
  expect(allocated(() => quantizeDynamic(floats, { dtype: 'int8', out: codes }))).toBeLessThan(slack);
  expect(allocated(() => minMax(floats))).toBeLessThan(slack);
});

// 256 rows.
const shape = [256, count / 256];

const rows = { rule: 'absmax', shape, axis: 0 } as const;
const scale = new Float32Array(256).fill(0.5);
const zeroPoint = new Int32Array(256);
const ofRows = { dtype: 'int8', axis: 0, scale, zeroPoint } as const;

it('with out, nothing is allocated for rows', () => {
  const out = { data: codes, scale: scale.slice(), zeroPoint };
  expect(allocated(() => quantizeDynamic(floats, { ...rows, out }))).toBeLessThan(slack);
  expect(allocated(() => quantizeDynamic(floats, { rule: 'absmax', out: codes }))).toBeLessThan(slack);
  expect(allocated(() => quantize(floats, ofRows, { shape, out: codes }))).toBeLessThan(slack);
  expect(allocated(() => dequantize(codes, ofRows, { shape, out: floats }))).toBeLessThan(slack);
});

// 1024 columns in blocks of 64.
const blockSize = 64;

const blocks = 256 * (shape[1]! / blockSize);
const ofBlocks = {
  dtype: 'int4',
  axis: 1,
  blockSize,
  scale: new Float32Array(blocks).fill(0.5),
  zeroPoint: new Int32Array(blocks),
  offset: new Float32Array(blocks).fill(1),
} as const;

it('with out, nothing is allocated for blocks, packed codes, halves and masks', () => {
  const packed = codes.subarray(0, count / 2);
  const halves = floats.subarray(0, count * 2);
  const others = Buffer.alloc(count * 4);
  const out = { data: packed, scale: ofBlocks.scale.slice(), zeroPoint: ofBlocks.zeroPoint.slice() };
  const dynamic = { dtype: 'int4', shape, axis: 1, blockSize, out } as const;
  expect(allocated(() => quantizeDynamic(floats, dynamic))).toBeLessThan(slack);
  expect(allocated(() => quantize(floats, ofBlocks, { shape, out: packed }))).toBeLessThan(slack);
  const to16 = { shape, floatType: 'float16', out: halves } as const;
  expect(allocated(() => dequantize(packed, ofBlocks, to16))).toBeLessThan(slack);
  expect(allocated(() => fakeQuantize(floats, p, { out: others, mask: codes }))).toBeLessThan(slack);
  expect(
    allocated(() => requantize(packed, ofBlocks, p, { shape, out: others.subarray(0, count) })),
  ).toBeLessThan(slack);
  expect(allocated(() => convert(others, { to: 'bfloat16', out: halves }))).toBeLessThan(slack);
  const ggml = others.subarray(0, (count / 32) * 18);
  expect(allocated(() => quantizeGgml(floats, 'q4_0', { out: ggml }))).toBeLessThan(slack);
  expect(allocated(() => dequantizeGgml(ggml, 'q4_0', { out: floats }))).toBeLessThan(slack);
  const bits = others.subarray(0, count / 8);
  expect(allocated(() => packBits(floats, { shape, out: bits }))).toBeLessThan(slack);
  expect(allocated(() => unpackBits(bits, { shape, out: floats }))).toBeLessThan(slack);
});

it('without out, codes and parameters of rows are allocated and nothing else', () => {
  expect(Math.abs(allocated(() => quantizeDynamic(floats, rows)) - count)).toBeLessThan(slack);
  expect(Math.abs(allocated(() => quantize(floats, ofRows, { shape })) - count)).toBeLessThan(slack);
});

it('without out, the result is allocated and nothing else', () => {
  expect(Math.abs(allocated(() => quantize(floats, p)) - count)).toBeLessThan(slack);
  expect(Math.abs(allocated(() => dequantize(codes, p)) - 4 * count)).toBeLessThan(slack);
});
