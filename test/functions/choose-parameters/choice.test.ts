// chooseParameters: which codes are in use, which scale and zero point follow from a range.

import { chooseParameters } from 'linquant';
import { describe, expect, it } from 'vitest';

const unit = { min: -1, max: 1 };

describe('chooseParameters', () => {
  it('gives a plain object that survives JSON, with bounds only where they differ', () => {
    const parameters = chooseParameters(unit, { dtype: 'int8' });
    expect(Object.keys(parameters)).toEqual(['dtype', 'scale', 'zeroPoint']);
    const reduced = chooseParameters(unit, { dtype: 'int8', reduceRange: true });
    expect(reduced).toEqual({
      dtype: 'int8',
      scale: Math.fround(2 / 127),
      zeroPoint: 0,
      qmin: -64,
      qmax: 63,
    });
    expect(JSON.parse(JSON.stringify(reduced))).toEqual(reduced);
  });

  it.each([
    ['int8', {}, undefined, undefined],
    ['int8', { narrowRange: true }, -127, undefined],
    ['int8', { reduceRange: true }, -64, 63],
    ['int8', { reduceRange: true, narrowRange: true }, -63, 63],
    ['int8', { qmin: -10, qmax: 20 }, -10, 20],
    ['int8', { qmax: 20 }, undefined, 20],
    ['uint8', {}, undefined, undefined],
    ['uint8', { narrowRange: true }, 1, undefined],
    ['uint8', { reduceRange: true }, undefined, 127],
    ['uint8', { reduceRange: true, narrowRange: true }, 1, 127],
  ] as const)('%s with %j uses %s..%s', (dtype, options, qmin, qmax) => {
    const parameters = chooseParameters(unit, { dtype, ...options });
    expect([parameters.qmin, parameters.qmax]).toEqual([qmin, qmax]);
  });

  it.each([
    ['int8', {}, 0],
    ['uint8', {}, 128],
    ['uint8', { reduceRange: true }, 64],
    ['uint8', { narrowRange: true }, 128],
    ['uint8', { qmin: 0, qmax: 15 }, 8],
  ] as const)('symmetric %s with %j has zero point %s', (dtype, options, zeroPoint) => {
    expect(chooseParameters(unit, { dtype, scheme: 'symmetric', ...options }).zeroPoint).toBe(zeroPoint);
  });

  it('widens the range to hold 0, and never scales below eps', () => {
    expect(chooseParameters({ min: 2, max: 4 }, { dtype: 'uint8' })).toEqual(
      chooseParameters({ min: 0, max: 4 }, { dtype: 'uint8' }),
    );
    expect(chooseParameters({ min: 0, max: 0 }, { dtype: 'int8' }).scale).toBe(2 ** -23);
    expect(chooseParameters({ min: 0, max: 0 }, { dtype: 'int8', eps: 0.1 }).scale).toBe(Math.fround(0.1));
    expect(chooseParameters({ min: 0, max: 0 }, { rule: 'onnx' }).scale).toBe(1);
  });

  it('rounds min, max and eps to float32 first', () => {
    const rounded = { min: Math.fround(-0.1), max: Math.fround(0.3) };
    expect(chooseParameters({ min: -0.1, max: 0.3 }, { dtype: 'int8' })).toEqual(
      chooseParameters(rounded, { dtype: 'int8' }),
    );
  });

  it('limits the zero point where a subnormal scale was rounded down', () => {
    const range = { min: -300 * 2 ** -149, max: 0 };
    const parameters = chooseParameters(range, { dtype: 'uint8', eps: 2 ** -149 });
    expect(parameters).toEqual({ dtype: 'uint8', scale: 2 ** -149, zeroPoint: 255 });
  });

  it('never gives a zero point of -0', () => {
    for (const range of [
      { min: 0, max: 1 },
      { min: -0, max: 1 },
      { min: -1, max: 0 },
    ]) {
      for (const options of [{ dtype: 'uint8' }, { rule: 'onnx' }, { dtype: 'int8', qmin: 0 }] as const) {
        expect(Object.is(chooseParameters(range, options as { dtype: 'uint8' }).zeroPoint, -0)).toBe(false);
      }
    }
  });
});

describe('the rule absmax', () => {
  it('may have its dtype and scheme written out', () => {
    const options = { rule: 'absmax', dtype: 'int8', scheme: 'symmetric' } as const;
    expect(chooseParameters({ min: -1, max: 3 }, options)).toEqual(
      chooseParameters({ min: -1, max: 3 }, { rule: 'absmax' }),
    );
  });
});
