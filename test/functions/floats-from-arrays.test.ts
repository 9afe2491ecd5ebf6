// Numbers in arrays, as JSON brings them, become float data with a shape; what is no number or no row is named by its place.
import { floatsFromArrays } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError } from '../support/errors.js';

const loosely = floatsFromArrays as (values: unknown) => unknown;
const type = 'ERR_LINQUANT_INVALID_TYPE';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';

function fieldsOf(values: unknown) {
  try {
    loosely(values);
  } catch (error) {
    const { code, row, column, index } = error as Record<string, unknown>;
    return { code, row, column, index };
  }
  return undefined;
}

describe('floatsFromArrays', () => {
  it('takes any depth, and typed rows', () => {
    expect(floatsFromArrays(0.1)).toEqual({ data: Float32Array.of(0.1), shape: [] });
    expect(floatsFromArrays([1, -0, Number.NaN])).toEqual({ data: Float32Array.of(1, -0, NaN), shape: [3] });
    const rows = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] };
    expect(floatsFromArrays([[1, 2], Float64Array.of(3, 4)])).toEqual(rows);
    expect(floatsFromArrays([Float32Array.of(1, 2), [3, 4]])).toEqual(rows);
    const deep = [[[1], [2]], [[3], [4]], [[5], [6]]]; // biome-ignore format: a row for each
    expect(floatsFromArrays(deep)).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2, 1] });
  });

  it('takes what is empty', () => {
    expect(floatsFromArrays([])).toEqual({ data: new Float32Array(0), shape: [0] });
    expect(floatsFromArrays([[], []])).toEqual({ data: new Float32Array(0), shape: [2, 0] });
  });

  it('rounds to float32, as Math.fround does', () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10 ** ((i % 80) - 44));
    const { data } = floatsFromArrays(numbers);
    expect(Array.from(data)).toEqual(numbers.map(Math.fround));
  });

  it('names the place of what is no number', () => {
    expect(fieldsOf([1, null])).toEqual({ code: type, index: 1 });
    expect(fieldsOf([[1, 2], [3, null]])).toEqual({ code: type, row: 1, column: 1 }); // biome-ignore format: a row for each
    expectError(
      () =>
        loosely([
          [1, 2],
          [3, null],
        ]),
      'values[1][1]',
      type,
    );
    expect(() => loosely([[1, null]])).toThrow('JSON has null for NaN');
    for (const wrong of ['1', undefined, 1n, {}, [1], Int8Array.of(1)]) {
      expect(fieldsOf([[1, 2], [3, wrong]])).toEqual({ code: type, row: 1, column: 1 }); // biome-ignore format: a row for each
    }
    const holes = [[1, 2], new Array(2)];
    expect(fieldsOf(holes)).toEqual({ code: type, row: 1, column: 0 });
  });

  it('refuses rows of different length, and numbers among rows', () => {
    expect(fieldsOf([[1, 2], [3]])).toEqual({ code: shape, row: 1 });
    expect(
      fieldsOf([
        [1, 2],
        [3, 4, 5],
      ]),
    ).toEqual({ code: shape, row: 1 });
    expect(fieldsOf([[1, 2], null])).toEqual({ code: type, row: 1 });
    expect(fieldsOf([[1, 2], 3])).toEqual({ code: type, row: 1 });
    expect(fieldsOf([1, [2]])).toEqual({ code: type, index: 1 });
    for (const wrong of [null, undefined, '1', {}, Int8Array.of(1), new Map()]) {
      expectError(() => loosely(wrong), 'values', type);
    }
  });

  it('refuses numbers that float32 does not have', () => {
    const range = 'ERR_LINQUANT_INVALID_RANGE';
    expect(fieldsOf([[1], [1e39]])).toEqual({ code: range, row: 1, column: 0 });
    expect(fieldsOf([-1e300])).toEqual({ code: range, index: 0 });
    expect(floatsFromArrays([Infinity, 3.4028235e38]).data[0]).toBe(Infinity);
  });

  it('ends at once at what is endless', () => {
    const endless: unknown[] = [];
    endless.push(endless);
    expectError(() => loosely(endless), 'values', shape);
    let shared: unknown[] = [];
    for (let i = 0; i < 60; i++) shared = [shared, shared];
    expectError(() => loosely(shared), 'values', shape);
    const claims = (length: unknown) => new Proxy([], { get: () => length });
    for (const length of [2 ** 32 - 1, 2 ** 53, -1, 0.5, NaN, '2']) {
      expectError(() => loosely(claims(length)), 'values', shape);
    }
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expectError(() => loosely(proxy), 'values', type);
    expectError(() => loosely([[0, 0], new Array(2 ** 32 - 1)]), 'values[1]', shape);
  });
});
