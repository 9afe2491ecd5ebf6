import { type AxisParameters, dequantize, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatHolders, growable, resizable } from '../../support/data.js';
import { dequantizeOne, quantizeOne } from '../../support/reference.js';
import { choices, dynamic, dynamicRows, parametersOfRow, rowsFor } from '../../support/rows.js';

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
    expect(dynamicRows(holder, options)).toEqual(expected);
    expect(dynamic(holder, { dtype: 'uint8', shape })).toEqual(tensor);
    expect(quantize(holder as Float32Array, expected.parameters, { shape })).toEqual(expected.data);
  });

  it('are written at any offset, and nothing beside them', () => {
    for (const make of stores) {
      for (let offset = 0; offset < 9; offset++) {
        const { part, untouched } = guarded(make(x.length + 32), offset, x.length);
        const result = dynamicRows(x, { ...options, out: part });
        expect(result.data).toBe(part);
        expect(part).toEqual(bytesOf(expected.data));
        expect(result.parameters).toEqual(expected.parameters);
        part.fill(0);
        expect(quantize(x, expected.parameters, { shape, out: part })).toBe(part);
        expect(part).toEqual(bytesOf(expected.data));
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
        expect(result).toEqual(expected);
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
    expect(result).toEqual(expected);
    expect(floats).toEqual(x);
    expect(quantize(floats, result.parameters, { shape, out: data })).toEqual(expected.data);
  });

  it('come back at any offset, and nothing beside them', () => {
    const floats = dequantize(expected.data, expected.parameters, { shape });
    for (let offset = 0; offset < 9; offset++) {
      const { part, untouched } = guarded(new ArrayBuffer(x.length * 4 + 32), offset, x.length * 4);
      expect(dequantize(expected.data, expected.parameters, { shape, out: part })).toBe(part);
      expect(part).toEqual(bytesOf(floats));
      expect(untouched()).toBe(true);
    }
  });
});

describe.each(choices.map((options) => ({ name: JSON.stringify(options), options })))(
  '$name',
  ({ options }) => {
    it.each([
      [1, 5],
      [4, 1],
      [6, 33],
      [17, 100],
      [3, 5000],
    ])('there and back: %i rows of %i', (rows, columns) => {
      const shape = [rows, columns];
      const x = rowsFor(rows, columns, options, 5);
      const { data, parameters } = dynamicRows(x, { ...options, shape, axis: 0 });
      const plain = {
        ...parameters,
        scale: Array.from(parameters.scale),
        zeroPoint: Array.from(parameters.zeroPoint),
      };
      const stored = JSON.parse(JSON.stringify(plain)) as AxisParameters;
      const expected = new Float32Array(x.length);
      const raw = bytesOf(data);
      for (let row = 0; row < rows; row++) {
        const { scale, zeroPoint } = parametersOfRow(parameters, row);
        for (let i = row * columns; i < (row + 1) * columns; i++) {
          expected[i] = dequantizeOne(data[i]!, scale, zeroPoint);
        }
        const at = [row * columns, (row + 1) * columns] as const;
        const one = dequantize(data.subarray(...at), parametersOfRow(parameters, row));
        expect(bytesOf(one).equals(bytesOf(expected.subarray(...at)))).toBe(true);
      }
      for (const p of [parameters, plain, stored]) {
        expect(bytesOf(dequantize(data, p, { shape })).equals(bytesOf(expected))).toBe(true);
        expect(bytesOf(dequantize(raw, p, { shape })).equals(bytesOf(expected))).toBe(true);
        expect(bytesOf(quantize(x, p, { shape })).equals(raw)).toBe(true);
        expect(bytesOf(quantize(x, p, { shape: [rows, 1, columns] })).equals(raw)).toBe(true);
      }
    });
  },
);

describe('parameters of rows', () => {
  const scale = [0.1, 2 ** -149, 3.4e38, 1];
  const zeroPoint = [-128, 127, 0, 5];
  const x = Float32Array.from(
    { length: 4 * 37 },
    (_, i) => [NaN, Infinity, -Infinity, -0, i, -i, 1e-45][i % 7]!,
  );

  it('hold for any floats, numbers that are no float32, and bounds', () => {
    for (const bounds of [{}, { qmin: -128, qmax: 127 }]) {
      const p = { dtype: 'int8', axis: 0, scale, zeroPoint, ...bounds } as const;
      const row = (i: number) => Math.floor(i / 37);
      const expected = Int8Array.from(x, (value, i) =>
        quantizeOne(value, scale[row(i)]!, zeroPoint[row(i)]!, -128, 127),
      );
      expect(quantize(x, p, { shape: [4, 37] })).toEqual(expected);
      const typed = { ...p, scale: Float32Array.from(scale), zeroPoint: Int32Array.from(zeroPoint) };
      expect(quantize(x, typed, { shape: [4, 37] })).toEqual(expected);
    }
    const narrow = { dtype: 'int8', axis: 0, scale: [1], zeroPoint: [3], qmin: -5, qmax: 5 } as const;
    expect(quantize(Float32Array.of(-99, 0, 1, 99, NaN), narrow, { shape: [1, 5] })).toEqual(
      Int8Array.of(-5, 3, 4, 5, 3),
    );
  });

  it('may be none, and rows may be empty', () => {
    const none = { dtype: 'uint8', axis: 0, scale: [], zeroPoint: new Int32Array(0) } as const;
    expect(quantize(new Float32Array(0), none, { shape: [0, 4] })).toEqual(new Uint8Array(0));
    expect(quantize(new Float32Array(0), none)).toEqual(new Uint8Array(0));
    expect(dequantize(new Uint8Array(0), none, { shape: [0] })).toEqual(new Float32Array(0));
    // A view of no bytes overlaps nothing, wherever it lies.
    const memory = new ArrayBuffer(16);
    const three = {
      dtype: 'int8',
      axis: 0,
      scale: new Float32Array(memory, 0, 3).fill(1),
      zeroPoint: [0, 0, 0],
    } as const;
    expect(quantize(new Float32Array(memory, 4, 0), three, { shape: [3, 0] })).toEqual(new Int8Array(0));
    const result = dynamicRows(Buffer.alloc(0), { rule: 'absmax', shape: [0, 7], axis: 0 });
    expect(result).toEqual({
      data: new Int8Array(0),
      parameters: {
        dtype: 'int8',
        scale: new Float32Array(0),
        zeroPoint: new Int32Array(0),
        axis: 0,
        qmin: -127,
      },
      shape: [0, 7],
    });
  });

  it('without shape, every element is a row', () => {
    const p = { dtype: 'int8', axis: 0, scale: [1, 2], zeroPoint: [0, 1] } as const;
    expect(quantize(Float32Array.of(4, 4), p)).toEqual(Int8Array.of(4, 3));
    expect(dequantize(Int8Array.of(4, 3), p)).toEqual(Float32Array.of(4, 4));
  });

  it('do not change, and the shape of a whole tensor changes nothing', () => {
    const p = Object.freeze({
      dtype: 'int8',
      axis: 0,
      scale: Object.freeze([1, 2]),
      zeroPoint: Object.freeze([0, 1]),
    });
    quantize(Float32Array.of(4, 4), p as unknown as AxisParameters, { shape: [2, 1] });
    const whole = { dtype: 'int8', scale: 0.5, zeroPoint: 1 } as const;
    expect(quantize(x, whole, { shape: [2, 37, 2] })).toEqual(quantize(x, whole));
  });
});
