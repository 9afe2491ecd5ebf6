// Calls that are longer than what a backend works on at once (the memory of WebAssembly, a chunk of the fallback), in each layout.

import { createHash } from 'node:crypto';
import * as linquant from 'linquant';
import * as embeddings from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { load } from '../../support/load.mjs';
import { outcome } from '../../support/outcomes.js';

type Untyped = Record<string, (...args: unknown[]) => unknown>;
const here = { ...linquant, ...embeddings } as unknown as Untyped;
const javascript = {
  ...load({ LINQUANT_BACKEND: 'javascript' }),
  ...load({ LINQUANT_BACKEND: 'javascript' }, 'linquant/embeddings'),
} as unknown as Untyped;

const count = 300_000;
const values = (length: number, least: number, most: number) =>
  Float32Array.from({ length }, (_, i) => least + (((i * 2654435761) >>> 8) / 2 ** 24) * (most - least));
const x = values(count, -1, 1);
const withNan = Float32Array.from(x);
withNan[250_001] = NaN;
const doubles = Float64Array.from(x);

/** Shape, axis and block: short and long rows, many and few parameters, more of them than fit beside the data. */
const layouts: [number[], number?, number?][] = [
  [[count]],
  [[300, 1000], 0],
  [[3, 100_000], 0],
  [[100_000, 3], 0],
  [[count, 1], 0],
  [[1000, 300], 1],
  [[3, 100_000], 1],
  [[10, 300, 100], 1],
  [[100, 3000], 1, 32],
  [[300, 1000], 0, 32],
  [[2, 150_000], 1, 32],
  [[60_000, 5], 1, 2],
  [[150_000, 2], 0, 1],
];

/** A result as text, with the hashes of arrays. */
const told = (result: unknown) =>
  JSON.stringify(result, (_key, value) =>
    ArrayBuffer.isView(value)
      ? createHash('sha1')
          .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          .digest('hex')
      : value,
  );

function expectSame(call: (package_: Untyped) => unknown): void {
  const [a, b] = [here, javascript].map((package_) => outcome(() => told(call(package_))));
  expect(a).toEqual(b);
  // Nothing but NaN may be refused, or the call shows nothing.
  const { code } = a as { code?: string };
  if (code !== undefined) expect(code).toBe('ERR_LINQUANT_INVALID_RANGE');
}

describe.each(['int8', 'uint16', 'int4'])('long calls of %s', (dtype) => {
  it.each(layouts)('in shape %j, axis %j, block %j', (shape, axis, blockSize) => {
    const place = axis === undefined ? {} : { axis, ...(blockSize && { blockSize }) };
    const sets = shape.reduce(
      (all, length, i) => (i === axis ? all * Math.ceil(length / (blockSize ?? length)) : all * length),
      1,
    );
    const length = axis === undefined ? 1 : blockSize === undefined ? shape[axis]! : sets;
    const each = <T>(array: Float32Array, map: (v: number) => T) =>
      axis === undefined ? map(array[0]!) : array;
    const scale = each(values(length, 0.01, 0.05), (v) => v);
    const zeroPoint = axis === undefined ? 1 : Int32Array.from({ length }, (_, i) => i % 2);
    const offset = each(values(length, -0.1, 0.1), (v) => v);
    for (const more of [{}, { offset }]) {
      const p = { dtype, scale, zeroPoint, ...place, ...more };
      expectSame(({ quantize }) => quantize!(x, p, { shape }));
      const codes = here.quantize!(x, p, { shape });
      const options = { shape, length: count };
      expectSame(({ dequantize }) => dequantize!(codes, p, options));
      expectSame(({ dequantize }) => dequantize!(codes, p, { ...options, floatType: 'float16' }));
      expectSame(({ requantize }) =>
        requantize!(codes, p, { dtype: 'int8', scale: 0.03, zeroPoint: 5 }, options),
      );
      expectSame(({ fakeQuantize }) => fakeQuantize!(x, p, { shape }));
      expectSame(({ quantize }) => quantize!(doubles, { ...p, rounding: 'half-away' }, { shape }));
    }
    for (const data of [x, withNan]) {
      const options = { shape, ...place };
      expectSame(({ quantizeDynamic }) => quantizeDynamic!(data, { dtype, ...options }));
      expectSame(({ minMax }) => minMax!(data, axis === undefined ? {} : options));
    }
  });
});

it('long calls of one set give the same bytes', () => {
  for (const data of [x, withNan]) {
    for (const type of ['q8_0', 'q4_0']) expectSame(({ quantizeGgml }) => quantizeGgml!(data, type));
    for (const floatType of ['float16', 'bfloat16', 'float64', 'float8_e4m3fn']) {
      expectSame(({ convert }) => convert!(data, { to: floatType }));
    }
    for (const dimensions of [60, 1000, 150_000, count]) {
      expectSame(({ binarizeEmbeddings }) => binarizeEmbeddings!(data, { dimensions }));
      expectSame(({ quantizeEmbeddings }) => quantizeEmbeddings!(data, { dimensions, rule: 'row' }));
      expectSame(({ quantizeEmbeddings }) =>
        quantizeEmbeddings!(data, { dimensions, rule: 'row', fit: 'least-squares', dtype: 'int4' }),
      );
    }
  }
});
