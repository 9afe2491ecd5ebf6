// rangeToJSON: ranges of minMax go through JSON and give the same parameters.

import { chooseParameters, minMax, rangeToJSON } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError } from '../support/errors.js';

describe('ranges', () => {
  it('go through JSON and back', () => {
    const x = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i) / 3);
    for (const options of [
      { shape: [4, 6], axis: 0 },
      { shape: [4, 6], axis: 1, blockSize: 4 },
    ]) {
      const range = minMax(x, options);
      const back = JSON.parse(JSON.stringify(rangeToJSON(range)));
      const rule = { dtype: 'uint8' } as const;
      expect(chooseParameters(back, rule)).toEqual(chooseParameters(range, rule));
    }
    expect(rangeToJSON({ min: -0.1, max: 2 })).toEqual({ min: Math.fround(-0.1), max: 2 });
  });

  it('say where they are not finite', () => {
    const code = 'ERR_LINQUANT_INVALID_RANGE';
    expectError(() => rangeToJSON({ min: NaN, max: NaN }), 'range.min', code);
    const range = { min: Float32Array.of(0, 0), max: Float32Array.of(1, Infinity), axis: 0 };
    expectError(() => rangeToJSON(range), 'range.max[1]', code);
    expectError(() => rangeToJSON(null as never), 'range', 'ERR_LINQUANT_INVALID_TYPE');
  });
});
