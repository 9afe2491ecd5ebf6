import fc from 'fast-check';
import {
  type AnyParameters,
  chooseParameters,
  convert,
  dequantize,
  fakeQuantize,
  minMax,
  parametersToJSON,
  quantize,
  quantizeDynamic,
  requantize,
} from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { asParameters, Dice, dataDtypes, randomParameters, randomShape } from '../../support/family.js';
import { limits, unpackOf } from '../../support/family-reference.js';
import { untyped } from '../../support/untyped.js';

const dtype = fc.constantFrom(...dataDtypes);
const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const tameFloats = fc.float32Array({ min: -1000, max: 1000, noNaN: true, minLength: 1, maxLength: 200 });

/** Without the types that say which dtype it is: known at run time only. */
const loose = { dequantize: dequantize as Loose, requantize: requantize as Loose };
type Loose = (...args: unknown[]) => Float32Array;

/** Random parameters for a random shape, and floats for it. */
function caseOf(s: number, name: (typeof dataDtypes)[number]) {
  const dice = new Dice(s);
  const shape = randomShape(dice).slice(0, 2);
  const full = randomParameters(dice, shape, name);
  const count = shape.reduce((product, size) => product * size);
  const x = Float32Array.from({ length: count }, () => dice.real() * 300);
  return { shape, count, x, full, parameters: asParameters(dice, full) };
}

describe('every dtype', () => {
  it('comes back within half a step', () => {
    fc.assert(
      fc.property(tameFloats, dtype, fc.constantFrom('asymmetric', 'symmetric'), (x, name, scheme) => {
        const { data, parameters: p } = quantizeDynamic(x, { dtype: name, scheme } as const);
        const { qmin, qmax } = limits[name];
        const back = dequantize(data as Uint8Array, p as AnyParameters<'uint4'>, { length: x.length });
        const bound = p.scale * (0.5 + (qmax - qmin) * 2 ** -23);
        const [low, high] = [qmin, qmax].map((code) => Math.fround((code - p.zeroPoint) * p.scale));
        x.forEach((value, i) => {
          if (value >= low! && value <= high!) expect(Math.abs(value - back[i]!)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('is monotone, for every rounding and offset', () => {
    fc.assert(
      fc.property(tameFloats, dtype, seed, (x, name, s) => {
        const dice = new Dice(s);
        const { axis, blockSize, ...one } = randomParameters(dice, [1], name);
        void [axis, blockSize];
        const codes = quantize(x.sort(), asParameters(dice, one));
        const numbers = unpackOf(name, bytesOf(codes), x.length);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });

  it('fakeQuantize is dequantize of quantize, and does it once', () => {
    fc.assert(
      fc.property(dtype, seed, (name, s) => {
        const { shape, count, x, full, parameters } = caseOf(s, name);
        const codes = quantize(x, parameters, { shape });
        const expected = loose.dequantize(codes, parameters, { shape, length: count });
        const mask = new Uint8Array(count);
        const fake = fakeQuantize(x, parameters, { shape, mask });
        expect(bytesOf(fake).equals(bytesOf(expected))).toBe(true);
        // Half-even and no offset: what was a code stays one.
        if (full.rounding !== 'half-even' || full.offset.some((offset) => offset !== 0)) return;
        if (!expected.every((value) => Math.abs(value) < 1e37 && (value === 0 || Math.abs(value) > 1e-30)))
          return;
        expect(bytesOf(quantize(expected, parameters, { shape })).equals(bytesOf(codes))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('requantize is quantize of dequantize', () => {
    fc.assert(
      fc.property(dtype, dtype, seed, (name, other, s) => {
        const { shape, count, x, parameters } = caseOf(s, name);
        const dice = new Dice(s + 1);
        const to = asParameters(dice, randomParameters(dice, shape, other));
        const codes = quantize(x, parameters, { shape });
        const floats = loose.dequantize(codes, parameters, { shape, length: count });
        const result = loose.requantize(codes, parameters, to, { shape });
        expect(bytesOf(result).equals(bytesOf(quantize(floats, to, { shape })))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('parametersToJSON', () => {
  it('survives JSON, with the same effect', () => {
    fc.assert(
      fc.property(dtype, seed, (name, s) => {
        const { shape, x, parameters } = caseOf(s, name);
        const stored = JSON.parse(JSON.stringify(parametersToJSON(parameters))) as AnyParameters;
        const codes = quantize(x, parameters, { shape });
        expect(bytesOf(quantize(x, stored, { shape })).equals(bytesOf(codes))).toBe(true);
        expect(parametersToJSON(stored)).toEqual(parametersToJSON(parameters));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what is usual, and tells the float32 that are used', () => {
    const usual = { dtype: 'int8', scale: 0.1, zeroPoint: 0, qmin: -128, qmax: 127, offset: 0 } as const;
    expect(parametersToJSON({ ...usual, rounding: 'half-even' })).toEqual({
      dtype: 'int8',
      scale: Math.fround(0.1),
      zeroPoint: 0,
    });
    const axis = { dtype: 'uint4', axis: -1, scale: [1], zeroPoint: [1], offset: [0], qmax: 14 } as const;
    expect(parametersToJSON({ ...axis, blockSize: 4, rounding: 'down' })).toEqual({
      dtype: 'uint4',
      axis: -1,
      blockSize: 4,
      scale: [1],
      zeroPoint: [1],
      qmax: 14,
      rounding: 'down',
    });
  });
});

describe('float types', () => {
  it('give what their float32 give, everywhere', () => {
    fc.assert(
      fc.property(tameFloats, fc.constantFrom('float64', 'float16', 'bfloat16'), seed, (x, floatType, s) => {
        const other = convert(x, { to: floatType as 'float64' });
        const options = { floatType: floatType as 'float64' };
        const read = convert(other, { from: floatType as 'float64', to: 'float32' });
        expect(minMax(other, options)).toEqual(minMax(read));
        const p = chooseParameters(minMax(read), { dtype: 'int16' });
        expect(quantize(other, p, options)).toEqual(quantize(read, p));
        const dynamic = { dtype: 'uint8', shape: [x.length], axis: 0, blockSize: 1 + (s % 9) } as const;
        expect(untyped.quantizeDynamic!(other, { ...dynamic, ...options })).toEqual(
          quantizeDynamic(read, dynamic),
        );
        const codes = quantize(read, p);
        const floats = dequantize(codes, p);
        expect(dequantize(codes, p, options)).toEqual(convert(floats, { to: floatType as 'float64' }));
      }),
      { numRuns: 150 },
    );
  });
});
