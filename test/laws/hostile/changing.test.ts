// Values that change while they are read are taken as they were when they were checked.

import { describe, expect, it } from 'vitest';
import { optionsThat } from '../../support/dying.js';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { quantize, dequantize, fakeQuantize, requantize, quantizeDynamic } = untyped;

describe('parameters of rows', () => {
  const { x, q, shape, p, o } = twoRows();

  /** The array with a first element that is another one each time it is read. */
  function changing<T>(array: T[], ...values: T[]): T[] {
    let reads = 0;
    return Object.defineProperty(array, 0, { get: () => values[Math.min(reads++, values.length - 1)] });
  }

  /** The array with an iterator that gives something else. */
  function lying<T>(array: T[], ...values: T[]): T[] {
    return Object.assign(array, { [Symbol.iterator]: () => values[Symbol.iterator]() });
  }

  it('are taken as they were when they were checked', () => {
    const expected = Int8Array.of(1, 2, 3, 4, 5, 6);
    for (const scale of [changing([1, 1], 1, NaN), lying([1, 1], NaN, 0), new Proxy([1, 1], {})]) {
      expectSameBytes(quantize!(x, { ...p, scale }, { shape }), expected);
    }
    for (const zeroPoint of [changing([0, 0], 0, 300), lying([0, 0], 300), new Proxy([0, 0], {})]) {
      expectSameBytes(quantize!(x, { ...p, zeroPoint }, { shape }), expected);
    }
    for (const sizes of [changing([2, 3], 2, 6), lying([2, 3], 6, 1, 1), new Proxy([2, 3], {})]) {
      expectSameBytes(quantize!(x, p, { shape: sizes }), expected);
    }
    const { shape: told } = quantizeDynamic!(x, { ...o, shape: changing([2, 3], 2, 6) }) as {
      shape: unknown;
    };
    expect(told).toEqual([2, 3]);
  });

  it('are checked after all properties were read', () => {
    const scale = Float32Array.of(1, 1);
    const parameters = {
      ...p,
      scale,
      get qmax() {
        scale[1] = NaN;
        return 127;
      },
    };
    expectError(
      () => quantize!(x, parameters, { shape }),
      'parameters.scale[1]',
      'ERR_LINQUANT_INVALID_SCALE',
    );
  });

  it('are checked after all elements were read', () => {
    const invalid = 'ERR_LINQUANT_INVALID_SCALE';
    const scale = new Float32Array(2);
    /** The array with a first element that spoils the scales where it is read. */
    const spoiling = (array: number[], first: number) =>
      Object.defineProperty(array, 0, {
        get() {
          scale[0] = NaN;
          return first;
        },
      });
    const given = (more: object) => {
      scale.fill(1);
      return { ...p, scale, zeroPoint: Int32Array.of(0, 0), ...more };
    };
    for (const more of [{ zeroPoint: spoiling([0, 0], 0) }, { offset: spoiling([0, 0], 0) }]) {
      expectError(() => quantize!(x, given(more), { shape }), 'parameters.scale[0]', invalid);
    }
    const sizes = spoiling([2, 3], 2);
    expectError(() => quantize!(x, given({}), { shape: sizes }), 'parameters.scale[0]', invalid);
    expectError(() => dequantize!(q, given({}), { shape: sizes }), 'parameters.scale[0]', invalid);
    expectError(() => fakeQuantize!(x, given({}), { shape: sizes }), 'parameters.scale[0]', invalid);
    expectError(() => requantize!(q, given({}), p, { shape: sizes }), 'from.scale[0]', invalid);
    const to = { ...p, zeroPoint: spoiling([0, 0], 0) };
    expectError(() => requantize!(q, given({}), to, { shape }), 'from.scale[0]', invalid);
  });
});

describe('parameters of a whole tensor', () => {
  it('keep their own parameters where a getter calls the library', () => {
    const inner = { dtype: 'uint8', scale: 0.5, zeroPoint: 128, qmin: 3 };
    const call = () => quantize!(Float32Array.of(9, 9, 9), inner);
    const options = optionsThat(call, { out: new Int8Array(2) });
    expectSameBytes(
      quantize!(Float32Array.of(1, 2), { dtype: 'int8', scale: 1, zeroPoint: 0 }, options),
      Int8Array.of(1, 2),
    );
    const parameters = Object.defineProperty({ dtype: 'int8', zeroPoint: 0 }, 'scale', {
      get: () => call() && 1,
      enumerable: true,
    });
    expectSameBytes(quantize!(Float32Array.of(1, 2), parameters), Int8Array.of(1, 2));
    const shape = new Proxy([2], { get: (array, name) => call() && Reflect.get(array, name) });
    expectSameBytes(
      quantize!(Float32Array.of(1, 2), { dtype: 'int8', scale: 1, zeroPoint: 0 }, { shape }),
      Int8Array.of(1, 2),
    );
  });
});
