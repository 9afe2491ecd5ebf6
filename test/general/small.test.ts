import { describe, expect, it } from 'vitest';
import { randomBits } from '../support/data.js';
import { load } from '../support/load.mjs';

/*
 * Where no backend is forced, small work may be done in JavaScript although the addon is there. The suite of the API runs
 * with forced backends, so that choice is looked at here.
 */
const unforced = load({});
const javascript = load({ LINQUANT_BACKEND: 'javascript' });

describe('without a forced backend', () => {
  const next = randomBits(11);
  const bits = new Float32Array(Uint32Array.from({ length: 4096 }, next).buffer);

  it.each(Array.from({ length: 40 }, (_, count) => count + 1))('%i floats have the same range', (count) => {
    for (let at = 0; at + count < bits.length; at += count) {
      const x = bits.subarray(at, at + count);
      expect(unforced.minMax(x)).toEqual(javascript.minMax(x));
      const finite = x.map((value) => (Number.isNaN(value) ? -0 : value));
      expect(unforced.minMax(finite)).toEqual(javascript.minMax(finite));
    }
  });

  it('a view that tells a wrong length is read as it is', () => {
    const x = Float32Array.from({ length: 100 }, (_, i) => i);
    Object.defineProperty(x, 'length', { value: 3 });
    Object.defineProperty(x, 'byteLength', { value: 12 });
    expect(unforced.minMax(x)).toEqual({ min: 0, max: 99 });
  });

  it('nothing, and a detached view, are errors', () => {
    const x = new Float32Array(4);
    structuredClone(x.buffer, { transfer: [x.buffer] });
    expect(() => unforced.minMax(x)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' }),
    );
    expect(() => unforced.minMax(new Float32Array(0))).toThrow(
      expect.objectContaining({ name: 'RangeError', code: 'ERR_LINQUANT_EMPTY' }),
    );
  });
});
