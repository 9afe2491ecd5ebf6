// Views are taken at their true length and place, whatever their properties say, and no code of the caller runs for it.

import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { arrayThat } from '../../support/dying.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { twoRows, untyped } from '../../support/untyped.js';

const { minMax, quantize, quantizeDynamic, dequantize } = untyped;

describe('with parameters of a whole tensor', () => {
  const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
  const o = { dtype: 'int8' };

  describe('views whose prototype runs code', () => {
    it('cannot be made to die after they were checked: nothing of the caller runs then', () => {
      let ran = 0;
      const out = arrayThat(() => ran++, 2);
      expectError(
        () => quantize!(Float32Array.of(1, 2), p, { out }),
        'options.out',
        'ERR_LINQUANT_INVALID_TYPE',
      );
      expectError(
        () => quantizeDynamic!(Float32Array.of(1, 2), { ...o, out }),
        'options.out',
        'ERR_LINQUANT_INVALID_TYPE',
      );
      const floats = arrayThat(() => ran++, 8);
      expectError(() => quantize!(floats, p), 'x', 'ERR_LINQUANT_INVALID_TYPE');
      expect(ran).toBe(0);
    });
  });

  describe('views that lie', () => {
    it('are taken at their true length', () => {
      for (const property of ['length', 'byteLength', 'byteOffset', 'buffer']) {
        const floats = Float32Array.of(1, 2, 3);
        const out = new Int8Array(3);
        Object.defineProperty(floats, property, { value: 1e9 });
        Object.defineProperty(out, property, { value: 1 });
        quantize!(floats, p, { out });
        expect([out[0], out[1], out[2]]).toEqual([1, 2, 3]);
        expect(minMax!(floats)).toEqual({ min: 1, max: 3 });
      }
    });
  });
});

describe('with parameters of rows', () => {
  const { x, q, shape, p, o } = twoRows();

  it('are taken at their true length and place', () => {
    const lies = <T extends object>(view: T): T => {
      const values = { length: 1, byteLength: 1e9, byteOffset: 3, buffer: 'none' };
      for (const [name, value] of Object.entries(values)) Object.defineProperty(view, name, { value });
      return view;
    };
    const expected = quantizeDynamic!(x, o) as linquant.QuantizedAxisData;
    const scale = lies(new Float32Array(2));
    Object.defineProperty(scale, 'fill', { value: () => expect.unreachable('fill of the caller was run') });
    const zeroPoint = lies(new Int32Array(2).fill(9));
    const data = lies(new Int8Array(6));
    quantizeDynamic!(lies(x.slice()), { ...o, out: { data, scale, zeroPoint } });
    for (let i = 0; i < 6; i++) expect(data[i]).toBe(expected.data[i]);
    for (let i = 0; i < 2; i++) {
      expect([scale[i], zeroPoint[i]]).toEqual([expected.parameters.scale[i], 0]);
    }
    const back = dequantize!(q, { ...p, scale, zeroPoint }, { shape });
    expectSameBytes(back, linquant.dequantize(q, expected.parameters, { shape }));
    const error = thrownBy(() => quantizeDynamic!(lies(Float32Array.of(1, 2, 3, 4, 5, NaN)), o));
    expect(error).toMatchObject({
      message: 'row 1 of x must hold no NaN and no infinity; got NaN at index 5 of x',
    });
    const memory = new ArrayBuffer(16);
    const touching = { data: new Int8Array(6), scale: lies(new Float32Array(memory, 0, 2)) };
    const touched = { ...touching, zeroPoint: lies(new Int32Array(memory, 4, 2)) };
    expectError(
      () => quantizeDynamic!(x, { ...o, out: touched }),
      'options.out.data, options.out.scale and options.out.zeroPoint',
      'ERR_LINQUANT_OVERLAP',
    );
  });
});
