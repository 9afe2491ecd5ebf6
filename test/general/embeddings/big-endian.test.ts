import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type * as embeddings from 'linquant/embeddings';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bytesOf, root } from '../../support/data.js';

/*
 * This host is little-endian. Told that it is not, the package turns around what stands in stores, and leaves typed arrays
 * as they are: with the bytes of each element reversed, results must be the same. What JavaScript computes itself (text,
 * float8) cannot be tried so.
 */
function load(): typeof embeddings {
  const require = createRequire(path.join(root, 'package.json'));
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(path.join(root, 'dist'))) delete require.cache[file];
  }
  process.env.LINQUANT_BACKEND = 'javascript';
  try {
    return require('linquant/embeddings') as typeof embeddings;
  } finally {
    delete process.env.LINQUANT_BACKEND;
  }
}

const endianness = vi.spyOn(os, 'endianness');
/** What a call gives on a host of this order. */
function on<T>(order: 'LE' | 'BE', call: () => T): T {
  endianness.mockReturnValue(order);
  return call();
}
const little = on('LE', load);
const big = on('BE', load);
afterAll(() => {
  vi.restoreAllMocks();
});

const x = Float32Array.from({ length: 37 }, (_, i) => Math.sin(i));
const halves = Uint16Array.from({ length: 37 }, (_, i) => 0x3800 + i * 17);

/** The same array with the bytes of each element turned around. */
function reversed<T extends Float32Array | Uint16Array>(array: T): T {
  const copy = array.slice() as T;
  const bytes = bytesOf(copy);
  if (copy.BYTES_PER_ELEMENT === 2) bytes.swap16();
  else bytes.swap32();
  return copy;
}

describe('on a big-endian host', () => {
  const encoders: [
    name: string,
    encode: (of: typeof embeddings, x: Float32Array, h: Uint16Array) => unknown,
  ][] = [
    ['bson', (of, floats) => of.encodeBsonVector(floats, { dtype: 'float32' })],
    ['vector', (of, floats) => of.encodePgVector(floats)],
    ['halfvec of bits', (of, _, bits) => of.encodePgHalfvec(bits, { floatType: 'float16' })],
    ['sqlite-vec', (of, floats) => of.encodeSqliteVec(floats, { dtype: 'float32' })],
    ['libSQL float32', (of, floats) => of.encodeLibsqlVector(floats, { type: 'float32' })],
    ['blob of bits', (of, _, bits) => of.encodeVectorBlob(bits, { dtype: 'float16', floatType: 'float16' })],
    ['base64', (of, floats) => of.encodeVectorBase64(floats)],
    ['base64, big-endian', (of, floats) => of.encodeVectorBase64(floats, { byteOrder: 'big-endian' })],
  ];
  it.each(encoders)('%s is the same', (_, encode) => {
    const expected = on('LE', () => encode(little, x, halves));
    expect(on('BE', () => encode(big, reversed(x), reversed(halves)))).toEqual(expected);
  });

  // JavaScript reads numbers by its own order still: what is converted comes out turned around, element by element.
  const converters: [name: string, encode: (of: typeof embeddings) => Buffer, begin: number, end?: number][] =
    [
      ['halfvec', (of) => of.encodePgHalfvec(x), 4],
      ['libSQL float16', (of) => of.encodeLibsqlVector(x, { type: 'float16' }), 0, -1],
      ['libSQL floatb16', (of) => of.encodeLibsqlVector(x, { type: 'floatb16' }), 0, -1],
      ['blob of bfloat16', (of) => of.encodeVectorBlob(x, { dtype: 'bfloat16' }), 0],
    ];
  it.each(converters)('%s is turned around', (_, encode, begin, end) => {
    const expected = on('LE', () => encode(little));
    expected.subarray(begin, end).swap16();
    expect(on('BE', () => encode(big))).toEqual(expected);
  });

  const stored = on('LE', () => ({
    bson: little.encodeBsonVector(x, { dtype: 'float32' }),
    vector: little.encodePgVector(x),
    halfvec: little.encodePgHalfvec(x),
    blob: little.encodeVectorBlob(x, { out: Buffer.alloc(x.byteLength) }),
    base64: little.encodeVectorBase64(x),
    other: little.encodeVectorBase64(x, { byteOrder: 'big-endian' }),
  }));
  const decoders: [name: string, decode: (of: typeof embeddings) => Float32Array | Uint16Array][] = [
    ['bson', (of) => of.decodeBsonVector(stored.bson).data as Float32Array],
    ['vector', (of) => of.decodePgVector(stored.vector)],
    ['halfvec', (of) => of.decodePgHalfvec(stored.halfvec)],
    ['sqlite-vec', (of) => of.decodeSqliteVec(stored.blob, { dtype: 'float32' })],
    ['blob', (of) => of.decodeVectorBlob(stored.blob)],
    ['base64', (of) => of.decodeVectorBase64(stored.base64)],
    ['base64, big-endian', (of) => of.decodeVectorBase64(stored.other, { byteOrder: 'big-endian' })],
  ];
  it.each(decoders)('%s is read the same', (_, decode) => {
    const expected = on('LE', () => decode(little));
    expect(bytesOf(on('BE', () => decode(big)))).toEqual(bytesOf(reversed(expected)));
  });

  it('raw bytes stay a view', () => {
    const bytes = Buffer.from(x.buffer);
    endianness.mockReturnValue('BE');
    expect(big.encodeVectorBlob(bytes).buffer).toBe(x.buffer);
    expect(big.encodeVectorBlob(reversed(x)).equals(bytes)).toBe(true);
  });
});
