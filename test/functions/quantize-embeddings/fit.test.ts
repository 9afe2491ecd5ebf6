// Rule 'row' with fewer bits: fit 'least-squares' beside a search of all thresholds, codes of both fits, and what is refused.

import { backend, convert, dequantize, quantize, quantizeDynamic } from 'linquant';
import { type FittedParameters, quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, fixture } from '../../support/data.js';
import { limits } from '../../support/definition/dtypes.js';
import { quantizeLoosely, someVectors } from '../../support/embeddings.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { decodeBytes } from '../../support/golden.js';
import { load } from '../../support/load.mjs';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

const dtypes = ['int8', 'int4', 'int2', 'uint1'] as const;
type FewBits = (typeof dtypes)[number];

interface Golden {
  readonly name: string;
  readonly x: string;
  readonly cosines: Readonly<Record<FewBits, number>>;
}

/** The largest cosine of any scale, by numpy. */
const goldens = fixture<{ cases: readonly Golden[] }>('fit.json').cases.map((golden) => {
  const x = new Float32Array(new Uint8Array(decodeBytes(golden.x)).buffer);
  return { ...golden, x, dimensions: x.length };
});

/** The fallback, beside the backend that this run is about. */
const javascript = load({ LINQUANT_BACKEND: 'javascript' }, 'linquant/embeddings');

function fitted(x: Float32Array, dimensions: number, dtype: FewBits) {
  return quantizeEmbeddings(x, { dimensions, rule: 'row', dtype, fit: 'least-squares' });
}

/** Codes of the goldens, which several tests look at: a long row of int8 takes the fallback half a second. */
const fits = new Map<string, ReturnType<typeof fitted>>();
function fittedGolden({ name, x, dimensions }: (typeof goldens)[number], dtype: FewBits) {
  const key = `${name} ${dimensions} ${dtype}`;
  const found = fits.get(key) ?? fitted(x, dimensions, dtype);
  fits.set(key, found);
  return found;
}

/** The cosine of a row with its codes, in float64: of codes k with k + 1/2, of uint1 with k - 1/2. */
function cosineOf(x: Float32Array, scale: number, restored: Float32Array): number {
  let [product, square, norm] = [0, 0, 0];
  x.forEach((value, i) => {
    const step = Math.round((restored[i]! / scale) * 2) / 2;
    product += value * step;
    square += step * step;
    norm += value * value;
  });
  return product / Math.sqrt(square * norm);
}

describe.each(dtypes)('%s of least squares', (dtype) => {
  it.each(goldens)('of $dimensions numbers ($name) has the largest cosine', (golden) => {
    const { x, cosines } = golden;
    const { data, parameters, shape } = fittedGolden(golden, dtype);
    const { scale, offset } = parameters;
    const cosine = cosineOf(x, scale[0]!, dequantize(data, parameters, { shape }));
    expect(Math.abs(cosine - cosines[dtype])).toBeLessThan(1e-12);
    expect(offset[0]).toBe(dtype === 'uint1' ? -scale[0]! / 2 : scale[0]! / 2);
    expectSameBytes(bytesOf(quantize(x, parameters, { shape })), bytesOf(data));
  });

  it('has the scale of least squares of its codes', () => {
    for (const golden of goldens) {
      const { x } = golden;
      const { data, parameters, shape } = fittedGolden(golden, dtype);
      const scale = parameters.scale[0]!;
      let [product, square] = [0, 0];
      dequantize(data, parameters, { shape }).forEach((restored, i) => {
        const step = Math.round((restored / scale) * 2) / 2;
        product += x[i]! * step;
        square += step * step;
      });
      expect(Math.abs(product / square / scale - 1)).toBeLessThan(2 ** -23);
    }
  });

  it.skipIf(backend.name === 'javascript')('is the same by the fallback, for every kind of number', () => {
    const all = [someVectors(40, 16), someVectors(9, 104)];
    const wide = someVectors(20, 40).map((value, i) => value * 2 ** ((i * 37) % 90));
    for (const x of [...all, wide]) {
      const dimensions = x === wide ? 40 : [16, 104][all.indexOf(x)]!;
      const options = { dimensions, rule: 'row', dtype, fit: 'least-squares' } as const;
      expectSameResult(quantizeEmbeddings(x, options), javascript.quantizeEmbeddings(x, options));
    }
    // A long row of int8 takes the fallback half a second.
    const some = dtype === 'int8' ? goldens.filter(({ name }) => name !== 'long') : goldens;
    for (const golden of some) {
      const { x, dimensions } = golden;
      const options = { dimensions, rule: 'row', dtype, fit: 'least-squares' } as const;
      expectSameResult(fittedGolden(golden, dtype), javascript.quantizeEmbeddings(x, options));
    }
  });

  it('has scale 1, offset 0 and codes 0 for rows of zeros, and counts them alone', () => {
    const x = Float32Array.from({ length: 24 }, (_, i) => (i < 8 ? -1 : i < 16 ? -0 : 0.25));
    const { data, parameters, zeroRows, warnings } = fitted(x, 8, dtype);
    expect([parameters.scale[1], parameters.offset[1], parameters.zeroPoint[1]]).toEqual([1, 0, 0]);
    const bytes = limits[dtype].bits;
    expect(
      bytesOf(data)
        .subarray(bytes, 2 * bytes)
        .every((byte) => byte === 0),
    ).toBe(true);
    expect(zeroRows).toBe(1);
    expect(warnings.map(({ code }) => code)).toEqual(['zero-rows']);
  });

  it('has a finite scale for the smallest and the largest numbers', () => {
    for (const value of [2 ** -149, 2 ** -126, 3.4028234663852886e38]) {
      const x = Float32Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? -value : value));
      const { data, parameters } = fitted(x, 16, dtype);
      expect(parameters.scale[0]).toBeGreaterThanOrEqual(2 ** -126);
      expect(parameters.scale[0]).toBeLessThan(Infinity);
      expectSameBytes(bytesOf(quantize(x, parameters, { shape: [1, 16] })), bytesOf(data));
    }
  });

  it('is written where the caller wants it, of every float type', () => {
    const x = someVectors(5, 24);
    const bytes = (24 * 5 * limits[dtype].bits) / 8;
    const out = {
      data: Buffer.alloc(bytes + 3).subarray(3),
      scale: new Float32Array(5),
      zeroPoint: new Int32Array(5).fill(7),
      offset: new Float32Array(5),
    };
    const options = { dimensions: 24, rule: 'row', dtype, fit: 'least-squares' } as const;
    const wanted = fitted(x, 24, dtype);
    const found = quantizeEmbeddings(x, { ...options, out });
    expect(found.data).toBe(out.data);
    expect((found.parameters as FittedParameters<FewBits>).offset).toBe(out.offset);
    expectSameResult(found.parameters, wanted.parameters);
    expectSameBytes(bytesOf(found.data), bytesOf(wanted.data));
    for (const floatType of ['float64', 'float16', 'bfloat16'] as const) {
      const stored = convert(x, { to: floatType }) as Uint16Array;
      const floats = convert(stored, { from: floatType as 'float16', to: 'float32' });
      const given = { ...options, floatType } as never;
      expectSameResult(quantizeEmbeddings(stored, given), fitted(floats, 24, dtype) as never);
    }
  });

  it('is that of the converted floats, of rows that are read in pieces too', () => {
    const long = goldens.find(({ name }) => name === 'long')!;
    // Of int8 it takes the fallback half a second.
    if (dtype === 'int8' && backend.name === 'javascript') return;
    for (const floatType of ['float64', 'bfloat16'] as const) {
      const stored = convert(long.x, { to: floatType }) as Uint16Array;
      const floats = convert(stored, { from: floatType as 'bfloat16', to: 'float32' });
      const { dimensions } = long;
      const options = { dimensions, rule: 'row', dtype, fit: 'least-squares', floatType } as never;
      expectSameResult(quantizeEmbeddings(stored, options), fitted(floats, dimensions, dtype) as never);
    }
  });

  it('refuses NaN and infinities by row and column', () => {
    for (const wrong of [NaN, Infinity, -Infinity]) {
      const x = someVectors(5, 16);
      x[3 * 16 + 9] = wrong;
      const error = thrownBy(() => fitted(x, 16, dtype));
      expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row: 3, column: 9 });
    }
  });
});

describe('fit absmax', () => {
  it.each(['int4', 'int2'] as const)('of %s is max|x| / qmax, with codes -qmax..qmax', (dtype) => {
    const { qmax } = limits[dtype];
    const x = someVectors(7, 20);
    const { data, parameters, shape, zeroRows } = quantizeEmbeddings(x, {
      dimensions: 20,
      rule: 'row',
      dtype,
    });
    for (let row = 0; row < 7; row++) {
      const most = Math.max(...x.subarray(20 * row, 20 * row + 20).map(Math.abs));
      expect(parameters.scale[row]).toBe(most === 0 ? 1 : Math.fround(most / qmax));
    }
    expect(parameters).toMatchObject({ dtype, axis: 0, qmin: -qmax });
    expectSameBytes(bytesOf(quantize(x, parameters, { shape })), bytesOf(data));
    expect(zeroRows).toBe(1);
  });

  it('of int8 is the default, as quantizeDynamic gives it', () => {
    const x = someVectors(7, 20);
    const { data, parameters } = quantizeDynamic(x, { rule: 'absmax', shape: [7, 20], axis: 0 });
    const found = quantizeEmbeddings(x, { dimensions: 20, rule: 'row', dtype: 'int8', fit: 'absmax' });
    expectSameResult([found.data, found.parameters], [data, parameters]);
  });
});

describe('wrong options of rule row', () => {
  const x = someVectors(2, 6);
  const one = (more: object) => () => quantizeLoosely(x, { dimensions: 6, rule: 'row', ...more });
  const message = (more: object) => (thrownBy(one(more)) as Error).message;
  const option = 'ERR_LINQUANT_INVALID_OPTION';

  it('are named', () => {
    expectError(one({ fit: 'best' }), 'options.fit', option);
    expectError(one({ fit: 1 }), 'options.fit', 'ERR_LINQUANT_INVALID_TYPE');
    expectError(one({ dtype: 'uint4' }), 'options.dtype', option);
    for (const rule of ['matrix', 'range', 'ranges'])
      expectError(one({ rule, fit: 'absmax' }), 'options.fit', option);
    expectError(one({ fit: 'absmax', out: { data: new Int8Array(12), offset: x } }), 'options.out', option);
    const out = { data: new Int8Array(12), offset: new Float32Array(3) };
    expectError(one({ fit: 'least-squares', out }), 'options.out.offset', 'ERR_LINQUANT_OUT_SIZE');
  });

  it('stay what they are where a getter throws', () => {
    for (const wrong of [null, undefined, 'a text', new Error('own')]) {
      const options = {
        fit: 'least-squares',
        get out() {
          throw wrong;
        },
      };
      const call = () =>
        quantizeLoosely(
          x,
          Object.defineProperties({ dimensions: 6, rule: 'row' }, Object.getOwnPropertyDescriptors(options)),
        );
      expect(thrownBy(call)).toBe(wrong);
    }
  });

  it('of rows that begin inside a byte say so', () => {
    expect(message({ dtype: 'int2', fit: 'least-squares' })).toBe(
      "options.dimensions must be a multiple of 4 with dtype 'int2', so that each row begins at a byte; got 6",
    );
    expectError(
      one({ dtype: 'uint1', fit: 'least-squares' }),
      'options.dimensions',
      'ERR_LINQUANT_INVALID_SHAPE',
    );
  });

  it('say that one bit has no absolute maximum', () => {
    const eight = { dtype: 'uint1', dimensions: 4 * 2 };
    const batch = (more: object) => () =>
      quantizeLoosely(someVectors(2, 8), { rule: 'row', ...eight, ...more });
    const words =
      "options.fit must be 'least-squares' with dtype 'uint1', since one bit has no code for 0; got";
    expect((thrownBy(batch({})) as Error).message).toBe(`${words} 'absmax' (the default)`);
    expect((thrownBy(batch({ fit: 'absmax' })) as Error).message).toBe(`${words} "absmax"`);
  });

  it('of outputs that overlap', () => {
    const memory = new Float32Array(12);
    const out = { data: Buffer.alloc(12), scale: memory.subarray(0, 2), offset: memory.subarray(1, 3) };
    expectError(one({ fit: 'least-squares', out }), 'the views of options.out', 'ERR_LINQUANT_OVERLAP');
    const inside = { data: Buffer.from(x.buffer, 0, 12) };
    expectError(one({ fit: 'least-squares', out: inside }), 'options.out', 'ERR_LINQUANT_OVERLAP');
  });
});
