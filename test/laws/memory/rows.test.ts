// Rows are read and written in every kind of view and buffer, at any offset.

import { dequantize, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { dynamic, dynamicRows, rowsFor } from '../../support/choices.js';
import { bytesOf, floatHolders, growable, resizable } from '../../support/data.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

const shapes = [
  [1, 9],
  [3, 1],
  [5, 21],
  [9, 64],
  [4, 131],
  [2, 3000],
] as const;

/** A view with bytes around it that must stay as they are, and the check that they did. */
function guarded(store: ArrayBufferLike, offset: number, length: number) {
  const all = Buffer.from(store).fill(0xaa);
  const part = all.subarray(offset, offset + length);
  const untouched = () =>
    [...all.subarray(0, offset), ...all.subarray(offset + length)].every((byte) => byte === 0xaa);
  return { part, untouched };
}

const stores = [
  (bytes: number) => new ArrayBuffer(bytes),
  (bytes: number) => new SharedArrayBuffer(bytes),
  resizable,
  growable,
];

describe.each(shapes)('%i rows of %i', (rows, columns) => {
  const shape = [rows, columns];
  const x = rowsFor(rows, columns, { dtype: 'int8' }, 3);
  const options = { dtype: 'int8', scheme: 'asymmetric', shape, axis: 0 } as const;
  const expected = dynamicRows(x, options);
  const tensor = dynamic(x, { dtype: 'uint8', shape });

  it.each(Object.entries(floatHolders(x)))('are read from %s', (_name, holder) => {
    expectSameResult(dynamicRows(holder, options), expected);
    expectSameResult(dynamic(holder, { dtype: 'uint8', shape }), tensor);
    expectSameBytes(quantize(holder as Float32Array, expected.parameters, { shape }), expected.data);
  });

  it('are written at any offset, and nothing beside them', () => {
    for (const make of stores) {
      for (let offset = 0; offset < 9; offset++) {
        const { part, untouched } = guarded(make(x.length + 32), offset, x.length);
        const result = dynamicRows(x, { ...options, out: part });
        expect(result.data).toBe(part);
        expectSameBytes(part, bytesOf(expected.data));
        expectSameResult(result.parameters, expected.parameters);
        part.fill(0);
        expect(quantize(x, expected.parameters, { shape, out: part })).toBe(part);
        expectSameBytes(part, bytesOf(expected.data));
        expect(untouched()).toBe(true);
      }
    }
  });

  it('are written with their parameters where the caller wants them', () => {
    for (const make of stores) {
      const bytes = rows * 4;
      const scales = guarded(make(bytes + 48), 8, bytes);
      const zeroPoints = guarded(make(bytes + 48), 12, bytes);
      const codes = guarded(make(x.length + 32), 5, x.length);
      const scale = new Float32Array(scales.part.buffer, 8, rows);
      const zeroPoint = new Int32Array(zeroPoints.part.buffer, 12, rows);
      const data = new Int8Array(codes.part.buffer, 5, x.length);
      for (const out of [
        { data, scale, zeroPoint },
        { data },
        { data, scale },
        { data, zeroPoint },
      ] as const) {
        const result = dynamicRows(x, { ...options, out });
        expectSameResult(result, expected);
        expect(result.data).toBe(data);
        if ('scale' in out) expect(result.parameters.scale).toBe(scale);
        if ('zeroPoint' in out) expect(result.parameters.zeroPoint).toBe(zeroPoint);
      }
      for (const { untouched } of [scales, zeroPoints, codes]) expect(untouched()).toBe(true);
    }
  });

  it('may lie side by side in one buffer, x among them', () => {
    const all = new ArrayBuffer(x.length * 5 + rows * 8);
    const floats = new Float32Array(all, 0, x.length);
    floats.set(x);
    const scale = new Float32Array(all, x.length * 4, rows);
    const zeroPoint = new Int32Array(all, x.length * 4 + rows * 4, rows);
    const data = new Int8Array(all, x.length * 4 + rows * 8, x.length);
    const result = dynamicRows(floats, { ...options, out: { data, scale, zeroPoint } });
    expectSameResult(result, expected);
    expectSameBytes(floats, x);
    expectSameBytes(quantize(floats, result.parameters, { shape, out: data }), expected.data);
  });

  it('come back at any offset, and nothing beside them', () => {
    const floats = dequantize(expected.data, expected.parameters, { shape });
    for (let offset = 0; offset < 9; offset++) {
      const { part, untouched } = guarded(new ArrayBuffer(x.length * 4 + 32), offset, x.length * 4);
      expect(dequantize(expected.data, expected.parameters, { shape, out: part })).toBe(part);
      expectSameBytes(part, bytesOf(floats));
      expect(untouched()).toBe(true);
    }
  });
});
