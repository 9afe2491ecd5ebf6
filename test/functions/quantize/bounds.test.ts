import { dequantize, linearDequantize, linearQuantize, minMax, quantize } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, floatFromBits, neighbour } from '../../support/data.js';
import { dequantizeOne, quantizeOne } from '../../support/reference.js';

const dtypes = { int8: [-128, 127], uint8: [0, 255] } as const;
const float32Max = floatFromBits(0x7f7fffff);
const float32Min = 2 ** -126;
const subnormal = 2 ** -149;

/** Both sides of every border that the kernels know, and scales that are no float32. */
const scales = [
  0.1,
  1,
  3.7e-5,
  neighbour(1, 1),
  neighbour(2, -1),
  float32Min,
  neighbour(float32Min, -1),
  subnormal,
  3 * subnormal,
  2 ** 100,
  neighbour(2 ** 100, 1),
  2 ** 120,
  float32Max,
  2 ** -100,
];

const specials = [
  NaN,
  floatFromBits(0xffc00001),
  floatFromBits(0x7f800001),
  Infinity,
  -Infinity,
  0,
  -0,
  1e30,
  -1e30,
  float32Max,
  -float32Max,
  float32Min,
  -float32Min,
  subnormal,
  -subnormal,
  floatFromBits(0x007fffff),
];

/** Ties between codes and their float neighbours, quotients around 2^15 and 2^31, and the specials. */
function inputsFor(scale: number): number[] {
  const s = Math.fround(scale);
  const steps = [...Array(24).keys(), 126, 127, 128, 254, 255, 256, 32640, 32767, 32768, 2 ** 20, 2 ** 31];
  const ties = steps.flatMap((k) => [k * s, (k + 0.5) * s]).map(Math.fround);
  const around = ties
    .filter((x) => x > 0 && x < float32Max)
    .flatMap((x) => [x, neighbour(x, 1), neighbour(x, -1)]);
  return [...specials, ...around, ...around.map((x) => -x)];
}

describe.each(Object.keys(dtypes) as ('int8' | 'uint8')[])('%s', (dtype) => {
  const [qmin, qmax] = dtypes[dtype];

  it.each(scales)('quantizes ties, neighbours and special values by scale %s', (scale) => {
    const x = Float32Array.from(inputsFor(scale));
    for (const zeroPoint of [qmin, qmin + 1, 0, 3, qmax - 1, qmax].filter((z) => z >= qmin)) {
      for (const bounds of [{}, { qmin: qmin + 1 }, { qmax: zeroPoint }, { qmin: zeroPoint }]) {
        const low = 'qmin' in bounds ? bounds.qmin : qmin;
        const high = 'qmax' in bounds ? bounds.qmax : qmax;
        if (low >= high || zeroPoint < low) continue;
        const expected = Array.from(x, (value) => quantizeOne(value, scale, zeroPoint, low, high));
        expect(Array.from(quantize(x, { dtype, scale, zeroPoint, ...bounds }))).toEqual(expected);
      }
    }
  });

  it.each(scales)('dequantizes every code by scale %s', (scale) => {
    const codes = Array.from({ length: qmax - qmin + 1 }, (_, i) => qmin + i);
    const q = dtype === 'int8' ? Int8Array.from(codes) : Uint8Array.from(codes);
    for (const zeroPoint of [qmin, 0, 1, qmax]) {
      const expected = Float32Array.from(codes, (code) => dequantizeOne(code, scale, zeroPoint));
      expect(bytesOf(dequantize(q, { dtype, scale, zeroPoint }))).toEqual(bytesOf(expected));
    }
  });

  it('gives the nearest code for NaN where the zero point is none, in long data too', () => {
    const x = Float32Array.from({ length: 9001 }, (_, i) => (i % 3 === 0 ? NaN : i));
    for (const zeroPoint of [300, -300, 2 ** 31 - 1, -(2 ** 31)]) {
      const expected = Uint8Array.from(x, (value) => quantizeOne(value, 16, zeroPoint, 0, 255));
      expect(linearQuantize(x, 16, zeroPoint, 'uint8')).toEqual(expected);
    }
  });

  it('gives the zero point for NaN wherever it stands, and leaves its neighbours alone', () => {
    for (const length of [1, 7, 63, 64, 65, 131]) {
      for (let at = 0; at < length; at++) {
        const x = new Float32Array(length).fill(2);
        x[at] = NaN;
        const expected = Array.from(x, (value) => (Number.isNaN(value) ? 5 : 9));
        expect(Array.from(quantize(x, { dtype, scale: 0.5, zeroPoint: 5 }))).toEqual(expected);
      }
    }
  });

  it('takes any int32 zero point in the linear pair', () => {
    for (const zeroPoint of [
      -(2 ** 31),
      -(2 ** 30),
      -32769,
      -3554,
      -1793,
      -1792,
      1792,
      1793,
      3555,
      40000,
      2 ** 24 + 1,
      2 ** 31 - 1,
    ]) {
      for (const scale of [1, 0.1, 2 ** -140, 2 ** 101]) {
        const near = [-3, -0.5, 0, 0.5, 1, 100].map((d) => (d - zeroPoint) * scale);
        const x = Float32Array.from([...near, ...specials]);
        const expected = Array.from(x, (value) => quantizeOne(value, scale, zeroPoint, qmin, qmax));
        const codes = linearQuantize(x, scale, zeroPoint, dtype);
        expect(Array.from(codes)).toEqual(expected);
        const floats = Float32Array.from(codes, (code) => dequantizeOne(code, scale, zeroPoint));
        expect(bytesOf(linearDequantize(codes, scale, zeroPoint))).toEqual(bytesOf(floats));
      }
    }
  });
});

it('rounds right where two operations would call a quotient of 13 bits a tie', () => {
  const x = 0x146d598 / 2 ** 12;
  const scale = 0x1789ffe / 2 ** 24; // x / scale lies just above 3554.5
  expect(linearQuantize(Float32Array.of(x), scale, -3554, 'int8')[0]).toBe(1);
  expect(linearQuantize(Float32Array.of(x), scale, -3300, 'uint8')[0]).toBe(255);
  expect(linearQuantize(Float32Array.of(-x), scale, 3555, 'uint8')[0]).toBe(0);
});

describe('the lab', () => {
  const tensor = Float32Array.of(1, 2.5, 3, 4.5, 5);

  it('quantizes its sample as uint8', () => {
    expect(linearQuantize(tensor, 0.1, 128, 'uint8')).toEqual(Uint8Array.of(138, 153, 158, 173, 178));
  });

  it('saturates where its own code wraps', () => {
    expect(linearQuantize(tensor, 0.1, 128, 'int8')).toEqual(Int8Array.of(127, 127, 127, 127, 127));
  });
});

describe('minMax', () => {
  const bits = (x: number[]) => {
    const { min, max } = minMax(Float32Array.from(x));
    return [Object.is(min, -0) ? '-0' : min, Object.is(max, -0) ? '-0' : max];
  };

  it.each([
    [[3], [3, 3]],
    [[-3], [-3, -3]],
    [
      [0, -0],
      [0, 0],
    ],
    [[-0], [0, 0]],
    [
      [-0, -1],
      [-1, 0],
    ],
    [
      [-0, 1],
      [0, 1],
    ],
    [
      [-5, -1, -2],
      [-5, -1],
    ],
    [
      [5, 1, 2],
      [1, 5],
    ],
    [
      [Infinity, -Infinity, 0],
      [-Infinity, Infinity],
    ],
    [
      [-subnormal, subnormal],
      [-subnormal, subnormal],
    ],
    [
      [float32Max, -float32Max],
      [-float32Max, float32Max],
    ],
  ])('of %j is %j', (x, expected) => {
    // Alone, and among enough copies to fill vectors and tails.
    for (const copies of [1, 17, 64, 131]) {
      expect(bits(Array.from({ length: copies }, () => x).flat())).toEqual(expected);
    }
  });

  it('finds the extremes and NaN wherever they stand', () => {
    for (const length of [1, 15, 64, 65, 200]) {
      for (let at = 0; at < length; at++) {
        const x = new Float32Array(length).fill(1);
        x[at] = -7;
        expect(minMax(x).min).toBe(-7);
        x[at] = 7;
        expect(minMax(x).max).toBe(7);
        for (const nan of [0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff]) {
          new Uint32Array(x.buffer)[at] = nan;
          expect(minMax(x)).toEqual({ min: NaN, max: NaN });
        }
      }
    }
  });
});
