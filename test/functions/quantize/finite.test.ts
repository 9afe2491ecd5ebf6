// quantize with `finite`: names the first NaN or infinity, wherever it is, and gives the same codes where there is none.

import fc from 'fast-check';
import { convert, type FloatType, quantize } from 'linquant';
import { quantize as quantizeLater } from 'linquant/promises';
import { describe, expect, it } from 'vitest';
import { dtypeNames, limits } from '../../support/definition/dtypes.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const count = 3 * 2 ** 16;
const some = (length: number) => Array.from({ length }, (_, i) => 0.02 + (i % 7) / 100);
const zeros = (length: number) => new Array<number>(length).fill(0);
const along = (axis: number, length: number, blockSize?: number) => ({
  axis,
  scale: some(length),
  zeroPoint: zeros(length),
  ...(blockSize === undefined ? {} : { blockSize }),
});

/** Parameters but for the dtype, and the shape that they are for. */
const layouts: Readonly<Record<string, readonly [parameters: object, shape: readonly number[]]>> = {
  'one set': [{ scale: 0.05, zeroPoint: 0 }, [count]],
  'one set with an offset': [{ scale: 0.05, zeroPoint: 0, offset: 0.25 }, [count]],
  'rounded down': [{ scale: 0.05, zeroPoint: 0, rounding: 'down' }, [count]],
  'a tiny scale': [{ scale: 2 ** -130, zeroPoint: 0 }, [count]],
  'long rows': [along(0, 3), [3, count / 3]],
  rows: [along(0, 256), [256, 768]],
  columns: [along(1, 768), [256, 768]],
  'a middle axis': [along(1, 12), [64, 12, 256]],
  blocks: [along(1, 256 * 24, 32), [256, 768]],
  'blocks of columns': [along(0, 2 * 768, 128), [256, 768]],
};

const types: readonly FloatType[] = ['float32', 'float64', 'float16', 'bfloat16'];
const finite = Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i) * 3));

/** The same floats as bytes of a type. */
function bytesOf(floatType: FloatType): Buffer {
  const { buffer } = floatType === 'float32' ? finite.slice() : convert(finite, { to: floatType });
  return Buffer.from(buffer);
}
const clean = Object.fromEntries(types.map((type) => [type, bytesOf(type)])) as Record<FloatType, Buffer>;

function put(bytes: Buffer, floatType: FloatType, index: number, value: number): void {
  const one = convert(Float64Array.of(value), { to: floatType });
  Buffer.from(one.buffer, one.byteOffset, one.byteLength).copy(bytes, index * one.byteLength);
}

const wrong = (index: number, value: number) => ({
  name: 'RangeError',
  code: 'ERR_LINQUANT_INVALID_RANGE',
  message: `x must hold no NaN and no infinity; got ${value} at index ${index}`,
  index,
});

describe.each(Object.entries(layouts))('%s', (_name, [given, shape]) => {
  it.each(types)('of %s', (floatType) => {
    const parameters = { dtype: 'int8', ...given } as never;
    const options = { shape, floatType };
    const expected = quantize(clean[floatType], parameters, options);
    expectSameBytes(quantize(clean[floatType], parameters, { ...options, finite: true }), expected);
    const x = Buffer.from(clean[floatType]);
    const ends = [0, 1, 4095, 4096, 65_535, 65_536, 65_537, count / 2, count - 2, count - 1];
    for (const [i, index] of ends.entries()) {
      put(x, floatType, index, [NaN, Infinity, -Infinity][i % 3]!);
      // Another behind it, which is not the first.
      if (index + 5000 < count) put(x, floatType, index + 5000, NaN);
      const error = thrownBy(() => quantize(x, parameters, { ...options, finite: true }));
      expect(error).toMatchObject(wrong(index, [NaN, Infinity, -Infinity][i % 3]!));
      clean[floatType].copy(x);
    }
  });
});

it.each(dtypeNames)('%s', (dtype) => {
  const zeroPoint = limits[dtype].qmin > 0 ? limits[dtype].qmin : 0;
  const parameters = { dtype, scale: 0.5, zeroPoint } as const;
  for (const length of [1, 3, 31, 64, 100, 255, 257, 5000]) {
    const x = finite.slice(0, length);
    expectSameBytes(quantize(x, parameters, { finite: true }), quantize(x, parameters));
    for (const index of new Set([0, length >> 1, length - 1])) {
      x[index] = -Infinity;
      expect(thrownBy(() => quantize(x, parameters, { finite: true }))).toMatchObject(
        wrong(index, -Infinity),
      );
      expect(() => quantize(x, parameters, { finite: false })).not.toThrow();
      x[index] = 0;
    }
  }
});

it('takes the largest numbers of each type, and a float64 as the float32 that it rounds to', () => {
  const parameters = { dtype: 'int8', scale: 1e-3, zeroPoint: 0 } as const;
  const largest = Math.fround(3.4028234e38);
  // Half of a step above the largest float32, where rounding gives infinity, and just below.
  const [tie, below] = [3.4028235677973366e38, 3.402823567797336e38];
  for (const length of [5, 600, 150_000]) {
    const x = new Float64Array(length).fill(largest);
    x[length - 1] = below;
    expect(quantize(x, parameters, { finite: true })).toEqual(new Int8Array(length).fill(127));
    expect(quantize(Float32Array.from(x), parameters, { finite: true })).toEqual(
      new Int8Array(length).fill(127),
    );
    for (const value of [tie, -tie, 1e300]) {
      x[length - 2] = value;
      const error = thrownBy(() => quantize(x, parameters, { finite: true }));
      expect(error).toMatchObject(wrong(length - 2, value > 0 ? Infinity : -Infinity));
    }
  }
  const halves = new Uint16Array(300).fill(0x7bff);
  const options = { floatType: 'float16', finite: true } as const;
  expect(quantize(halves, parameters, options)).toEqual(new Int8Array(300).fill(127));
});

it('takes no floats', () => {
  expect(quantize(new Float32Array(0), { dtype: 'int8', scale: 1, zeroPoint: 0 }, { finite: true })).toEqual(
    new Int8Array(0),
  );
});

it('judges x last: after any other error, out is as it was', () => {
  const x = Float32Array.of(1, NaN, 3);
  const out = new Int8Array(2).fill(99);
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
  expectError(() => quantize(x, p, { out, finite: true }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
  expectError(
    () => quantize(x, p, { out: new Int8Array(x.buffer, 0, 3), finite: true }),
    'options.out',
    'ERR_LINQUANT_OVERLAP',
  );
  expect(out).toEqual(new Int8Array(2).fill(99));
  expect(x).toEqual(Float32Array.of(1, NaN, 3));
});

it('does not stay: the next call without it takes everything', () => {
  const x = new Float32Array(700).fill(NaN);
  const p = { dtype: 'uint8', scale: 1, zeroPoint: 3 } as const;
  expect(() => quantize(x, p, { finite: true })).toThrow(RangeError);
  expect(quantize(x, p)).toEqual(new Uint8Array(700).fill(3));
});

it('names the first by promises too, in whatever order pieces are done', async () => {
  const places = fc.array(fc.nat(count - 1), { minLength: 1, maxLength: 4 });
  const threads = fc.constantFrom(1, 2, 3);
  const names = fc.constantFrom(...Object.keys(layouts));
  const shared = new Float32Array(new SharedArrayBuffer(4 * count));
  await fc.assert(
    fc.asyncProperty(places, threads, names, async (indices, lanes, name) => {
      const [given, shape] = layouts[name]!;
      const parameters = { dtype: 'int4', ...given } as never;
      for (const x of [finite.slice(), shared]) {
        x.set(finite);
        for (const index of indices) x[index] = NaN;
        const later = quantizeLater(x, parameters, { shape, finite: true, threads: lanes });
        const error = await later.then(
          () => undefined,
          (reason: unknown) => reason,
        );
        expect(error).toMatchObject(wrong(Math.min(...indices), NaN));
      }
    }),
    { numRuns: 40 },
  );
});
