// measureQuantization: what is given for no error, no signal, and restored floats that overflow.

import { measureQuantization } from 'linquant';
import { describe, expect, it } from 'vitest';

const p = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;

describe('measures', () => {
  it('have a ratio of Infinity where there is no error', () => {
    const { sqnr, noise, maxAbsoluteError, maxErrorIndex, cosine } = measureQuantization(
      Float32Array.of(1, 2),
      Int8Array.of(1, 2),
      p,
    );
    expect([sqnr, noise, maxAbsoluteError, maxErrorIndex, cosine]).toEqual([Infinity, 0, 0, 0, 1]);
  });

  it('of zeros have a ratio of Infinity or -Infinity, and no cosine', () => {
    const zeros = new Float32Array(2);
    const right = measureQuantization(zeros, Int8Array.of(0, 0), p);
    expect([right.sqnr, right.cosine, right.signal]).toEqual([Infinity, NaN, 0]);
    const wrong = measureQuantization(zeros, Int8Array.of(0, 2), p);
    expect([wrong.sqnr, wrong.cosine, wrong.maxErrorIndex]).toEqual([-Infinity, NaN, 1]);
    const lost = measureQuantization(Float32Array.of(0.25, 0), Int8Array.of(0, 0), p);
    expect([lost.sqnr, lost.cosine]).toEqual([0, NaN]);
  });

  it('give the first of equally large errors', () => {
    const x = new Float32Array(6000).fill(0.25);
    x[4321] = 0.5;
    x[5000] = -0.5;
    expect(measureQuantization(x, new Int8Array(6000), p).maxErrorIndex).toBe(4321);
    const shape = [2, 3000];
    const { maxErrorIndex } = measureQuantization(x, new Int8Array(6000), p, { shape, axis: 0 });
    expect(maxErrorIndex).toEqual(Float64Array.of(0, 4321));
    const columns = measureQuantization(x, new Int8Array(6000), p, { shape: [3000, 2], axis: -1 });
    expect(columns.maxErrorIndex).toEqual(Float64Array.of(5000, 4321));
    expect(columns.axis).toBe(1);
  });

  it('are infinite where restored floats overflow', () => {
    const huge = { dtype: 'int8', scale: 3e38, zeroPoint: 0 } as const;
    const { noise, sqnr, maxAbsoluteError, maxErrorIndex, cosine, clipped } = measureQuantization(
      Float32Array.of(1, -1),
      Int8Array.of(1, -2),
      huge,
    );
    expect([noise, sqnr, maxAbsoluteError, maxErrorIndex, cosine, clipped]).toEqual([
      Infinity,
      -Infinity,
      Infinity,
      1,
      NaN,
      0,
    ]);
  });

  it('are those of the float32 that a float64 rounds to', () => {
    const x = Float64Array.of(0.1, 1 + 2 ** -30);
    const codes = Int8Array.of(0, 1);
    expect(measureQuantization(x, codes, p)).toEqual(measureQuantization(Float32Array.from(x), codes, p));
  });

  it('of an axis without indices are empty', () => {
    const none = measureQuantization(new Float32Array(0), new Int8Array(0), p, { shape: [0, 3], axis: 0 });
    expect(none.sqnr).toEqual(new Float64Array(0));
  });
});
