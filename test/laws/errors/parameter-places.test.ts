// One wrong scale or zero point among several is found wherever it is, and named.

import { expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { quantize, dequantize, parametersToJSON } = untyped;

const counts = Array.from({ length: 14 }, (_, i) => i);
/** Each place among up to 13 parameters. */
const places = counts.flatMap((count) => counts.slice(0, count).map((place) => ({ count, place })));
const x = (count: number) => new Float32Array(count).fill(1);
const good = (count: number) => ({
  dtype: 'int8',
  axis: 0,
  scale: new Float32Array(count).fill(0.5),
  zeroPoint: new Int32Array(count),
});

it.each([0, -1, -0, Number.NaN, Infinity, -Infinity])('a scale of %s', (wrong) => {
  for (const { count, place } of places) {
    const p = good(count);
    for (const scale of [p.scale, Float64Array.from(p.scale), [...p.scale]]) {
      scale[place] = wrong;
      const out = new Int8Array(count).fill(99);
      const call = () => quantize!(x(count), { ...p, scale }, { out });
      expectError(call, `parameters.scale[${place}]`, 'ERR_LINQUANT_INVALID_SCALE');
      expect(out.every((code) => code === 99)).toBe(true);
      if (Number.isFinite(wrong)) dequantize!(out, { ...p, scale });
    }
  }
});

it.each([
  [Int32Array, 128],
  [Int32Array, -129],
  [Int32Array, 2 ** 31 - 1],
  [Int32Array, -(2 ** 31)],
  [Int8Array, 5],
  [Int8Array, -5],
])('a zero point in %o of %i', (Typed, wrong) => {
  const bounds = Typed === Int8Array ? { qmin: -4, qmax: 4 } : {};
  for (const { count, place } of places) {
    const p = { ...good(count), ...bounds };
    for (const zeroPoint of [new Typed(count), new Array(count).fill(0)]) {
      zeroPoint[place] = wrong;
      const name = `parameters.zeroPoint[${place}]`;
      expectError(() => quantize!(x(count), { ...p, zeroPoint }), name, 'ERR_LINQUANT_INVALID_ZERO_POINT');
      expectError(() => parametersToJSON!({ ...p, zeroPoint }), name, 'ERR_LINQUANT_INVALID_ZERO_POINT');
    }
  }
});

it('the largest and the smallest that are allowed', () => {
  const scale = Float32Array.of(3.4028234663852886e38, 1e-45, 3.4028234663852886e38, 3.4028234663852886e38);
  const zeroPoint = Int8Array.of(-128, 127, 0, -128);
  expect(quantize!(x(4), { dtype: 'int8', axis: 0, scale, zeroPoint })).toEqual(
    Int8Array.of(-128, 127, 0, -128),
  );
});
