// What pgvector sends and takes for vector and halfvec, as text.
import {
  decodePgHalfvecText,
  decodePgVectorText,
  encodePgHalfvecText,
  encodePgVectorText,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { floatFromBits, neighbour, randomBits } from '../../support/data.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';
import { formatError } from '../hex.js';

/** The exact value of decimal text times 10^60 times 2^150, an integer for all numbers tried here. */
function exactly(text: string): bigint {
  const [, sign, whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)\.?(\d*)(?:e([+-]?\d+))?$/.exec(text) ?? [];
  const shift = Number(power) - fraction.length + 60;
  const digits = BigInt(whole + fraction) * 2n ** 150n;
  const value = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -value : value;
}

/** A float32 times the same, by its bits. */
function exactFloat(x: number): bigint {
  let [significand, exponent] = [Math.abs(x), 0];
  while (significand !== 0 && !Number.isInteger(significand))
    [significand, exponent] = [significand * 2, exponent - 1];
  const value = BigInt(significand) * 10n ** 60n * 2n ** BigInt(150 + exponent);
  return x < 0 ? -value : value;
}

/** Whether the text is nearer to x than to its neighbours, by exact arithmetic: what a reader with one rounding asks. */
function isNearest(text: string, x: number): boolean {
  const [t, own] = [exactly(text), exactFloat(x)];
  const size = Math.abs(x);
  const sides = size === 0 ? [] : [neighbour(size, 1), neighbour(size, -1)].filter(Number.isFinite);
  const distance = (a: bigint) => (a > t ? a - t : t - a);
  return sides.every((side) => distance(own) < distance(exactFloat(x < 0 ? -side : side)));
}

describe('the text of vector', () => {
  it('has the digits that are needed', () => {
    const x = Float32Array.of(1, -2.5, 0.1, 0.3, 1e6, 1e30, 16777216, 3.4028234e38, 1.1754944e-38, -0, 0);
    expect(encodePgVectorText(x)).toBe(
      '[1,-2.5,0.1,0.3,1000000,1e+30,16777216,3.4028235e+38,1.1754944e-38,-0,0]',
    );
    expectSameResult(decodePgVectorText(encodePgVectorText(x)), {
      data: x,
      dtype: 'float32',
      dimensions: x.length,
    });
  });

  it('reads back the same, by one rounding and by two', () => {
    const next = randomBits(13);
    const special = [1, 0x7fffff, 0x800000, 0x800001, 0x7f7fffff, 0x3f7fffff, 0x3f800001, 0x4b800000, 0];
    const bits = [...special, ...Array.from({ length: 20_000 }, next)];
    const floats = Float32Array.from(bits, floatFromBits).filter(Number.isFinite);
    for (let i = 0; i < floats.length; i += 8000) {
      const x = floats.subarray(i, i + 8000);
      const text = encodePgVectorText(x);
      expectSameBytes(decodePgVectorText(text).data, x);
      const numbers = text.slice(1, -1).split(',');
      expectSameBytes(Float32Array.from(numbers, Number), x);
      for (let k = 0; k < x.length; k++) {
        if (!isNearest(numbers[k]!, x[k]!)) expect.fail(`${numbers[k]} is not nearest to ${x[k]}`);
      }
    }
  });

  it('is read by one rounding, also beside the middle of two floats', () => {
    // 1 + 2^-24 is the middle of 1 and the next float; both of these are that middle as doubles.
    const middle = '1.000000059604644775390625';
    expectSameBytes(
      decodePgVectorText(`[${middle},${middle}01,${middle.slice(0, -1)}4999]`).data,
      Float32Array.of(1, neighbour(1, 1), 1),
    );
    const other = '-1.000000178813934326171875';
    expectSameBytes(
      decodePgVectorText(`[${other},${other}1,${other.slice(0, -1)}4999]`).data,
      Float32Array.of(-neighbour(1, 2), -neighbour(1, 2), -neighbour(1, 1)),
    );
  });

  it('is read with white space, as the server reads it', () => {
    expectSameBytes(decodePgVectorText(' [ 1 ,\t+2.e0, .5e1 ] \n').data, Float32Array.of(1, 2, 5));
    const out = new Float32Array(1);
    expect(decodePgVectorText('[3]', { out }).data).toBe(out);
    expect(out[0]).toBe(3);
  });

  it.each([
    '',
    '1,2',
    '[]',
    '[ ]',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[NaN]',
    '[1e39]',
    '[0x1]',
    '[1]2',
    '[[1]]',
    '[1',
    '[\u00a01]',
    '[1\ufeff]',
    '\u2003[1]',
    '[\u00a0]',
  ])('is refused where it is broken: %s', (text) =>
    expect(() => decodePgVectorText(text)).toThrow(formatError),
  );

  it('is read up to the largest float', () => {
    // The middle of the largest float and 2^128, and what lies next to it.
    const middle = '340282356779733661637539395458142568448';
    const largest = 2 ** 128 - 2 ** 104;
    expectSameBytes(
      decodePgVectorText(`[${middle.slice(0, -1)}7,-${middle.slice(0, -1)}7.9]`).data,
      Float32Array.of(largest, -largest),
    );
    for (const text of [`[${middle}]`, `[-${middle}]`, `[${middle}.1]`]) {
      expect(() => decodePgVectorText(text)).toThrow(formatError);
    }
  });

  it('is refused in one pass, however long it is', () => {
    // By going back over each digit this would take the minutes after which the test is given up.
    const digits = '1'.repeat(400_000);
    for (const text of [
      `[${digits}x]`,
      `[${digits}e]`,
      `[${digits}.${digits}x]`,
      `[1${' '.repeat(400_000)}x]`,
    ]) {
      expect(() => decodePgVectorText(text)).toThrow(formatError);
    }
  });

  it('names the place of what is wrong', () => {
    expect(() => decodePgVectorText('[1,2,x]')).toThrow('got "x" at index 2');
    expect(() => decodePgVectorText('[1,2,x]')).toThrow(expect.objectContaining({ index: 2 }));
    expect(() => encodePgVectorText(Float32Array.of(1, -Infinity))).toThrow('got -Infinity at index 1');
    expect(() => encodePgVectorText(new Float32Array(16001))).toThrow('1 to 16000 dimensions');
  });
});

describe('the text of halfvec', () => {
  it('is that of the halves', () => {
    expect(encodePgHalfvecText(Float32Array.of(1, 0.1, 65504))).toBe('[1,0.099975586,65504]');
    const halves = Uint16Array.from({ length: 0x7c00 }, (_, i) => i).subarray(0, 16000);
    const decoded = decodePgHalfvecText(encodePgHalfvecText(halves, { floatType: 'float16' }));
    expectSameResult(decoded, { data: halves, dtype: 'float16', dimensions: 16000 });
    expect(() => encodePgHalfvecText(Float32Array.of(1e5))).toThrow(
      'too large for float16; got 100000 at index 0',
    );
    const decode = () => decodePgHalfvecText('[1,65520]');
    expect(decode).toThrow('finite in float16; got "65520" at index 1');
    expect(decode).toThrow(expect.objectContaining({ code: 'ERR_LINQUANT_FORMAT', index: 1 }));
    expectSameBytes(decodePgHalfvecText('[65519]').data, Uint16Array.of(0x7bff));
  });
});
