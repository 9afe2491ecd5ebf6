import { dequantize, linearDequantize, linearQuantize, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, neighbour } from '../../support/data.js';
import {
  dtypeNames,
  type Full,
  limits,
  packOf,
  quantizeOf,
  unpackOf,
} from '../../support/family-reference.js';
import { dequantizeOne, quantizeOne } from '../../support/reference.js';

const f32 = Math.fround;
const float32Max = 3.4028234663852886e38;
const specials = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  float32Max,
  -float32Max,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
];

/** Ties between codes, their neighbours, and the ends of every dtype. */
function inputsFor(scale: number): Float32Array {
  const s = f32(scale);
  const steps = [...Array(18).keys()];
  for (const power of [7, 8, 15, 16, 24, 31, 32]) steps.push(2 ** power - 1, 2 ** power, 2 ** power + 1);
  const ties = steps.flatMap((k) => [k * s, (k + 0.5) * s]).map(f32);
  const around = ties
    .filter((x) => x > 0 && x < float32Max)
    .flatMap((x) => [x, neighbour(x, 1), neighbour(x, -1)]);
  return Float32Array.from([...specials, ...around, ...around.map((x) => -x)]);
}

const scales = [1, 0.1, 1 / 3, 2 ** -149, 3 * 2 ** -140, 2 ** -126, 2 ** -100, 1e-30, 2 ** 101, 3e38];

describe.each(dtypeNames)('%s', (dtype) => {
  const { qmin, qmax } = limits[dtype];
  const zeroPoints = dtype === 'int32' ? [0] : [qmin, 0, 1, qmax];

  it.each(scales)('ties, neighbours and special values by scale %s, in every layout', (scale) => {
    const x = inputsFor(scale);
    const columns = x.length;
    for (const rounding of ['half-even', 'half-away', 'toward-zero', 'down'] as const) {
      for (const zeroPoint of zeroPoints) {
        const p: Full = {
          dtype,
          scale: [scale],
          zeroPoint: [zeroPoint],
          offset: [0],
          rounding,
          qmin,
          qmax,
        };
        const codes = quantizeOf(Array.from(x), [columns], p);
        const expected = packOf(dtype, codes);
        expect(bytesOf(quantize(x, { dtype, scale, zeroPoint, rounding })).equals(expected)).toBe(true);
        const twice = Float32Array.from([...x, ...x]);
        const both = packOf(dtype, [...codes, ...codes]);
        const rows = { dtype, rounding, axis: 0, scale: [scale, scale], zeroPoint: [zeroPoint, zeroPoint] };
        expect(bytesOf(quantize(twice, rows, { shape: [2, columns] })).equals(both)).toBe(true);
        const some = <T>(value: T) => Array.from(x, () => value);
        const each = { dtype, rounding, axis: -1, scale: some(scale), zeroPoint: some(zeroPoint) };
        expect(bytesOf(quantize(twice, each, { shape: [2, columns] })).equals(both)).toBe(true);
      }
    }
  });

  it('saturates, and gives NaN the code of 0', () => {
    for (const zeroPoint of zeroPoints) {
      const x = Float32Array.of(Infinity, -Infinity, 1e30, -1e30, NaN);
      const codes = unpackOf(dtype, bytesOf(quantize(x, { dtype, scale: 0.5, zeroPoint })), 5);
      expect(codes).toEqual([qmax, qmin, qmax, qmin, zeroPoint]);
      const offset = 3;
      const moved = unpackOf(dtype, bytesOf(quantize(x, { dtype, scale: 0.5, zeroPoint, offset })), 5);
      expect(moved[4]).toBe(Math.min(qmax, Math.max(qmin, zeroPoint - 6)));
      expect(moved.slice(0, 4)).toEqual([qmax, qmin, qmax, qmin]);
    }
  });

  it('leaves what is left over of the last byte 0', () => {
    const { bits } = limits[dtype];
    for (let count = 0; count < 20; count++) {
      const x = new Float32Array(count).fill(-1e30);
      const out = Buffer.alloc(Math.ceil((count * bits) / 8), 0xff);
      quantize(x, { dtype, scale: 1, zeroPoint: 0 }, { out });
      expect(out).toEqual(packOf(dtype, Array<number>(count).fill(qmin)));
    }
  });
});

describe('the linear pair', () => {
  it('takes floats of every type that an array tells', () => {
    const values = [0.5, -1.5, 2.5, NaN, 1e9, -7];
    const expected = Int16Array.of(1, -1, 3, 1, 32767, -6);
    const floats = Float32Array.from(values);
    expect(linearQuantize(floats, 1, 1, 'int16')).toEqual(expected);
    expect(linearQuantize(Buffer.from(floats.buffer), 1, 1, 'int16')).toEqual(expected);
    // Rounded to float32 first: 0.5 + 2^-30 is a tie then.
    const doubles = Float64Array.from(values, (value) => (value === 0.5 ? 0.5 + 2 ** -30 : value));
    expect(linearQuantize(doubles, 1, 1, 'int16')).toEqual(expected);
    // Whatever the call before it was of.
    quantize(Buffer.alloc(12), { dtype: 'int8', scale: 1, zeroPoint: 0 }, { floatType: 'bfloat16' });
    expect(linearQuantize(floats, 1, 1, 'int16')).toEqual(expected);
    expect(linearQuantize(doubles, 1, 1, 'int16')).toEqual(expected);
  });

  const dtypes = ['int8', 'uint8', 'int16', 'uint16', 'int32'] as const;

  it.each(dtypes)('takes any int32 zero point for %s', (dtype) => {
    const { qmin, qmax } = limits[dtype];
    const ends = [-(2 ** 31), 2 ** 31 - 1, -(2 ** 24) - 1, 2 ** 24 + 1, 2 ** 23, -(2 ** 23) - 1];
    for (const zeroPoint of [...ends, 0, 1, -1, 300, -300, 40000, -40000]) {
      for (const scale of [1, 0.1, 2 ** -140, 2 ** 101]) {
        const near = [-3, -0.5, 0, 0.5, 1, 100, 2 ** 31, -(2 ** 31)].map((d) => (d - zeroPoint) * scale);
        const x = Float32Array.from([...near, ...specials]);
        const expected = Array.from(x, (value) => quantizeOne(value, scale, zeroPoint, qmin, qmax));
        const codes = linearQuantize(x, scale, zeroPoint, dtype);
        expect(Array.from(codes)).toEqual(expected);
        const all = codes.slice();
        all.set([qmin, qmax, 0, 1, qmax - 1]);
        const floats = Float32Array.from(all as ArrayLike<number>, (code) =>
          dequantizeOne(code, scale, zeroPoint),
        );
        expect(bytesOf(linearDequantize(all, scale, zeroPoint)).equals(bytesOf(floats))).toBe(true);
      }
    }
  });

  it('adds in more than 32 bits', () => {
    const x = Float32Array.of(2 ** 31, -(2 ** 31), 3, -3);
    const top = 2 ** 31 - 1;
    expect(linearQuantize(x, 1, top, 'int32')).toEqual(Int32Array.of(top, -1, top, top - 3));
    expect(linearQuantize(x, 1, -top, 'int32')).toEqual(Int32Array.of(1, -top - 1, 3 - top, -top - 1));
  });
});

describe('an offset', () => {
  // sentence-transformers, per dimension: start = min, step = (max - min) / 255, floor, minus 128.
  it('and rounding down are how embeddings are stored by dimension', () => {
    const x = Float32Array.of(-1, 2, 0.3, 5, 1, 8);
    const min = [-1, 2];
    const scale = [f32(f32(1 - -1) / 255), f32(f32(8 - 2) / 255)];
    const expected = Array.from(x, (value, i) => {
      const step = Math.floor(f32(f32(value - min[i % 2]!) / scale[i % 2]!));
      return Math.min(Math.max(step, 0), 255) - 128;
    });
    const parameters = {
      dtype: 'int8',
      axis: 1,
      scale,
      zeroPoint: [-128, -128],
      offset: min,
      rounding: 'down',
    } as const;
    const codes = quantize(x, parameters, { shape: [3, 2] });
    expect(Array.from(codes)).toEqual(expected);
    const back = dequantize(codes, parameters, { shape: [3, 2] });
    back.forEach((value, i) => {
      expect(Math.abs(value - x[i]!)).toBeLessThanOrEqual(scale[i % 2]! * 1.001);
    });
  });

  it('of 0 changes nothing, and one beyond the data saturates', () => {
    const x = Float32Array.of(-0, 1, 1e38, NaN);
    const p = { dtype: 'int16', scale: 2 ** -120, zeroPoint: 7 } as const;
    expect(quantize(x, { ...p, offset: -0 })).toEqual(quantize(x, p));
    expect(Array.from(quantize(x, { ...p, offset: -3.4e38 }))).toEqual([32767, 32767, 32767, 32767]);
    expect(dequantize(Int16Array.of(7), { ...p, offset: 0.1 })).toEqual(Float32Array.of(0.1));
  });
});
