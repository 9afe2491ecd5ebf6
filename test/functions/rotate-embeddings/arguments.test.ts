// What rotateEmbeddings takes, where it writes, and its errors.

import { convert } from 'linquant';
import { rotateEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatHolders } from '../../support/data.js';
import { detach } from '../../support/dying.js';
import { someVectors } from '../../support/embeddings.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';

type Loose = (x: unknown, options: unknown) => Float32Array;
const loosely = rotateEmbeddings as unknown as Loose;
const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const range = 'ERR_LINQUANT_INVALID_RANGE';
const dimensions = 6;
const x = someVectors(4, dimensions);
const expected = rotateEmbeddings(x, { dimensions, seed: 1 });

describe('vectors', () => {
  it('are read from every holder, and not changed', () => {
    const before = x.slice();
    for (const [name, holder] of Object.entries(floatHolders(x))) {
      expectSameBytes(loosely(holder, { dimensions, seed: 1 }), expected, name);
    }
    expectSameBytes(x, before);
  });

  it('are of every float type', () => {
    for (const floatType of ['float16', 'bfloat16', 'float64'] as const) {
      const stored = convert(x, { to: floatType }) as Uint16Array;
      const wanted = convert(stored, { from: floatType as 'float16', to: 'float32' });
      const given = { dimensions, seed: 1, floatType };
      expectSameBytes(loosely(stored, given), rotateEmbeddings(wanted, { dimensions, seed: 1 }));
      expectSameBytes(loosely(bytesOf(stored), given), rotateEmbeddings(wanted, { dimensions, seed: 1 }));
    }
  });

  it('are rotated each by itself, in every chunk', () => {
    const many = someVectors(700, 131);
    const all = rotateEmbeddings(many, { dimensions: 131, seed: 9 });
    for (const row of [0, 499, 500, 501, 699]) {
      const one = many.subarray(row * 131, (row + 1) * 131);
      expectSameBytes(
        rotateEmbeddings(one, { dimensions: 131, seed: 9 }),
        all.subarray(row * 131, (row + 1) * 131),
      );
    }
  });

  it('may be none, of any dimensions', () => {
    expect(loosely(new Float32Array(0), { dimensions: 2 ** 53 - 1, seed: 1 })).toEqual(new Float32Array(0));
  });

  it('of zeros stay zeros without a sign', () => {
    const zeros = Float32Array.of(0, -0, 0, -0, -0, 0);
    for (const inverse of [false, true]) {
      expectSameBytes(rotateEmbeddings(zeros, { dimensions, seed: 1, inverse }), new Float32Array(6));
      expectSameBytes(rotateEmbeddings(zeros, { dimensions: 1, seed: 1, inverse }), new Float32Array(6));
    }
  });

  it('that are too long for float32 are an error', () => {
    const most = Math.fround(2 ** 128 - 2 ** 104);
    const long = new Float32Array(3 * 64);
    long.fill(most, 64, 128);
    const error = thrownBy(() => rotateEmbeddings(long, { dimensions: 64, seed: 1 }));
    expect(error).toMatchObject({ code: range, row: 1 });
    const { column } = error as { column: number };
    const small = rotateEmbeddings(new Float32Array(64).fill(1), { dimensions: 64, seed: 1 });
    expect(small.findIndex((value) => Math.abs(value) > 1)).toBe(column);
    expectError(() => rotateEmbeddings(long, { dimensions: 64, seed: 1 }), 'x', range);
    // The largest numbers alone are none.
    expect(Math.abs(rotateEmbeddings(Float32Array.of(most), { dimensions: 1, seed: 1 })[0]!)).toBe(most);
  });
});

describe('seeds', () => {
  it('are other rotations', () => {
    const rotations = [0, 1, 2, 2 ** 31, 2 ** 32 - 1].map((seed) =>
      String(rotateEmbeddings(x, { dimensions, seed })),
    );
    expect(new Set(rotations).size).toBe(5);
  });

  it('are whole numbers of 32 bits', () => {
    for (const [wrong, code] of [
      [-1, option],
      [1.5, option],
      [2 ** 32, option],
      [NaN, option],
      [Infinity, option],
      ['1', type],
      [1n, type],
      [undefined, type],
    ] as const) {
      expectError(() => loosely(x, { dimensions, seed: wrong }), 'options.seed', code);
    }
  });
});

describe('out', () => {
  it('is returned, at any offset', () => {
    const store = new Float32Array(x.length + 3).fill(7);
    const out = store.subarray(2, 2 + x.length);
    expect(rotateEmbeddings(x, { dimensions, seed: 1, out })).toBe(out);
    expectSameBytes(out, expected);
    expect([store[0], store[1], store[x.length + 2]]).toEqual([7, 7, 7]);
  });

  it('is written by its own memory, whatever an heir says', () => {
    class Heir extends Float32Array {
      override get length() {
        return 2 ** 20;
      }
      override set() {
        throw new Error('not called');
      }
    }
    const out = new Heir(x.length);
    rotateEmbeddings(x, { dimensions, seed: 1, out });
    expectSameBytes(new Float32Array(out.buffer), expected);
  });

  it('has a kind and a size', () => {
    const call = (more: object) => () => loosely(x, { dimensions, seed: 1, ...more });
    for (const out of [new Float64Array(24), Buffer.alloc(96), [], {}, null, 1]) {
      expectError(call({ out }), 'options.out', type);
    }
    for (const size of [0, 23, 25]) {
      expectError(call({ out: new Float32Array(size) }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
    }
    expectError(call({ out: x }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectError(call({ inverse: 1 }), 'options.inverse', type);
    expectError(call({ seeds: 1 }), 'options', option);
  });

  it('stays as it is after other errors than those of values', () => {
    const out = new Float32Array(24).fill(7);
    expectError(() => loosely(x, { dimensions: 5, seed: 1, out }), 'x', 'ERR_LINQUANT_INVALID_SHAPE');
    expectError(() => loosely(x, { dimensions, seed: -1, out }), 'options.seed', option);
    expect(out.every((value) => value === 7)).toBe(true);
  });

  it('may not die within the call', () => {
    const [dying, out] = [x.slice(), new Float32Array(24)];
    const options = (dead: Float32Array) => ({
      dimensions,
      out,
      get seed() {
        detach(dead);
        return 1;
      },
    });
    expectError(() => loosely(dying, options(dying)), 'x', 'ERR_LINQUANT_DETACHED');
    expectError(() => loosely(x, options(out)), 'options.out', 'ERR_LINQUANT_DETACHED');
  });
});
