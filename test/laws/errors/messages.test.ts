// What messages say: lists of what fits, defaults that were not given, cures, and the index of a NaN.

import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const {
  minMax,
  chooseParameters,
  quantize,
  quantizeDynamic,
  linearQuantize,
  convert,
  fakeQuantize,
  parametersToJSON,
} = untyped;

const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const range = { min: -1, max: 1 };

describe('messages', () => {
  const message = (call: () => unknown): string => (thrownBy(call) as Error).message;
  const data = 'int8, uint8, int16, uint16, int4, uint4, int2, uint2, uint1';
  const floats = Float32Array.of(1, 2);

  it('list only dtypes that the function takes', () => {
    for (const dtype of ['int5', 'int32']) {
      expect(message(() => quantizeDynamic!(floats, { dtype }))).toContain(`must be one of ${data}`);
      expect(message(() => chooseParameters!(range, { dtype }))).toContain(`must be one of ${data}`);
      expect(message(() => fakeQuantize!(floats, { ...p, dtype }))).toContain(`must be one of ${data}`);
    }
    expect(message(() => quantize!(floats, { ...p, dtype: 'int5' }))).toContain('one of int8, uint8, int16');
    expect(message(() => quantize!(floats, { ...p, dtype: 'int5' }))).toContain('int32');
    for (const dtype of ['int5', 'int4']) {
      const of = () => linearQuantize!(floats, 1, 0, dtype);
      expect(message(of)).toBe(`dtype must be one of int8, uint8, int16, uint16, int32; got "${dtype}"`);
    }
    for (const dtype of ['int5', 'uint8']) {
      const of = () => quantizeDynamic!(floats, { rule: 'absmax', dtype });
      expect(message(of)).toBe(`options.dtype must be 'int8' with rule 'absmax'; got "${dtype}"`);
    }
    for (const scheme of ['sym', 'symmetric']) {
      const of = () => quantizeDynamic!(floats, { rule: 'onnx', scheme });
      expect(message(of)).toBe(`options.scheme must be 'asymmetric' with rule 'onnx'; got "${scheme}"`);
    }
  });

  it('say why one bit has no symmetric scheme', () => {
    const options = { dtype: 'uint1', scheme: 'symmetric' };
    const words =
      "options.scheme must be 'asymmetric' with dtype 'uint1', whose two codes leave no zero point in their middle; got \"symmetric\"";
    expect(message(() => quantizeDynamic!(floats, options))).toBe(words);
    expect(message(() => chooseParameters!(range, { ...options, eps: 1 }))).toBe(words);
  });

  it('list only float types that fit the array', () => {
    for (const floatType of ['float8', 'float64']) {
      expect(message(() => quantize!(floats, p, { floatType }))).toBe(
        `options.floatType must be 'float32', or left out, beside a Float32Array; got "${floatType}"`,
      );
      const bits = new Uint16Array(2);
      expect(message(() => quantize!(bits, p, { floatType }))).toBe(
        `options.floatType must be 'float16' or 'bfloat16' beside a Uint16Array; got "${floatType}"`,
      );
      expect(message(() => convert!(floats, { to: floatType, out: new Float32Array(2) }))).toBe(
        `options.to must be 'float32' beside a Float32Array; got "${floatType}"`,
      );
    }
    expectError(
      () => quantize!(floats, p, { floatType: 1 }),
      'options.floatType',
      'ERR_LINQUANT_INVALID_TYPE',
    );
  });

  it('say that a bound was not given', () => {
    expect(message(() => quantize!(floats, { ...p, qmin: 127 }))).toBe(
      'parameters.qmin must be below parameters.qmax; got 127 and 127 (the default)',
    );
    expect(message(() => chooseParameters!(range, { dtype: 'uint8', qmax: 0 }))).toBe(
      'options.qmin must be below options.qmax; got 0 (the default) and 0',
    );
  });

  it('name the cure for what JSON made of a typed array', () => {
    const along = { dtype: 'int8', axis: 0, scale: Float32Array.of(1, 1), zeroPoint: new Int32Array(2) };
    const parsed = JSON.parse(JSON.stringify(along));
    const given = 'got an object with keys 0, 1, ... as JSON makes of a typed array';
    expect(message(() => quantize!(floats, parsed))).toBe(
      `parameters.scale must be a Float32Array, a Float64Array or an array of numbers (after JSON: use parametersToJSON before JSON.stringify); ${given}`,
    );
    const sent = JSON.parse(JSON.stringify(parametersToJSON!(along)));
    expect(quantize!(floats, sent)).toEqual(Int8Array.of(1, 2));
    const ranges = JSON.parse(JSON.stringify(minMax!(floats, { shape: [2, 1], axis: 0 })));
    expect(message(() => chooseParameters!(ranges, { dtype: 'int8' }))).toContain(
      'use rangeToJSON before JSON.stringify',
    );
    expect(message(() => quantize!(JSON.parse(JSON.stringify(floats)), p))).toContain(given);
    const hidden = Object.defineProperty({}, '0', { get: () => expect.unreachable('a getter was run') });
    expect(message(() => quantize!(hidden, p))).toContain('got an object');
  });

  // One NaN or infinity in each kind of layout, near and far: found among 3000 elements, so past the first chunks.
  it.each<[string, object, (index: number) => string]>([
    ['the whole', { shape: [30, 100] }, () => 'x'],
    ['rows', { shape: [2, 1500], axis: 0 }, (i) => `row ${Math.floor(i / 1500)} of x`],
    ['columns', { shape: [30, 100], axis: 1 }, (i) => `index ${i % 100} of axis 1 of x`],
    [
      'an inner axis',
      { shape: [3, 10, 100], axis: 1 },
      (i) => `index ${Math.floor(i / 100) % 10} of axis 1 of x`,
    ],
    [
      'blocks of the last axis',
      { shape: [2, 1500], axis: 1, blockSize: 700 },
      (i) => `block ${Math.floor(i / 1500) * 3 + Math.floor((i % 1500) / 700)} of x`,
    ],
    [
      'blocks of the first axis',
      { shape: [30, 100], axis: 0, blockSize: 4 },
      (i) => `block ${Math.floor(i / 400) * 100 + (i % 100)} of x`,
    ],
  ])('name the index of what is not finite: %s', (_name, options, part) => {
    for (const value of [NaN, Infinity, -Infinity]) {
      for (const index of [0, 511, 512, 1499, 1500, 2999]) {
        const x = new Float32Array(3000).fill(0.5);
        x[index] = value;
        const name = part(index);
        const told = `${name} must hold no NaN and no infinity; got ${value} at index ${index}${name === 'x' ? '' : ' of x'}`;
        for (const to of ['float32', 'float64', 'float16', 'bfloat16']) {
          const floats = to === 'float32' ? x : (convert!(x, { to }) as Uint16Array);
          const floatType = floats instanceof Uint16Array ? to : undefined;
          const call = () => quantizeDynamic!(floats, { dtype: 'int8', floatType, ...options });
          expect(thrownBy(call)).toMatchObject({ message: told, index });
        }
      }
    }
    // A float64 that is infinite as float32 counts as an infinity.
    const x = new Float64Array(3000).fill(0.5);
    x[1700] = -1e300;
    expect(message(() => quantizeDynamic!(x, { dtype: 'int8', ...options }))).toContain(
      '-Infinity at index 1700',
    );
  });
});
