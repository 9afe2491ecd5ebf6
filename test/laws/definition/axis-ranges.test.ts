// Equal to the definition along an axis or in blocks: minMax, chooseParameters, quantizeDynamic.

import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dataDtypes, packOf } from '../../support/definition/dtypes.js';
import { decode, floatNames } from '../../support/definition/floats.js';
import { type Choice, chooseOf } from '../../support/definition/parameters.js';
import { type Full, quantizeOf, rangesOf } from '../../support/definition/tensors.js';
import { asFloats, Dice, randomPlace, randomShape } from '../../support/random.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';

import { untyped } from '../../support/untyped.js';

const seeds = Array.from({ length: 24 }, (_, i) => i + 1);

describe('ranges and parameters along an axis', () => {
  it.each(seeds)('are their definition (%i)', (seed) => {
    const dice = new Dice(seed * 7919);
    const shape = randomShape(dice);
    const count = shape.reduce((product, size) => product * size);
    const { axis = -1, blockSize } = randomPlace(dice, shape);
    const place = blockSize === undefined ? { axis } : { axis, blockSize };
    const type = dice.pick(floatNames);
    const tame = Array.from({ length: count }, () => dice.real() * (dice.under(3) === 0 ? 900 : 1));
    const { x, options, bytes } = asFloats(dice, type, tame);
    const values = decode(type, bytes);
    const { min, max } = rangesOf(values, shape, place);
    const front = axis < 0 ? axis + shape.length : axis;
    const told = blockSize === undefined ? { axis: front } : { axis: front, blockSize };
    const range = untyped.minMax!(x, { shape, ...place, ...options });
    expectSameResult(range, { min: Float32Array.from(min), max: Float32Array.from(max), ...told });

    const dtype = dice.pick(dataDtypes);
    const choice = {
      dtype,
      scheme: dtype === 'uint1' ? ('asymmetric' as const) : dice.pick(['asymmetric', 'symmetric'] as const),
      narrowRange: dtype !== 'int2' && dtype !== 'uint1' && dice.under(2) === 0,
    };
    const chosen = min.map((low, i) => chooseOf(low, max[i]!, choice as Choice));
    const { qmin, qmax } = chosen[0]!;
    const parameters = untyped.chooseParameters!(range, choice) as Record<string, unknown>;
    expect(parameters).toMatchObject({
      dtype,
      ...told,
      scale: Float32Array.from(chosen, ({ scale }) => scale),
      zeroPoint: Int32Array.from(chosen, ({ zeroPoint }) => zeroPoint),
    });
    const plain = { ...(range as object), min, max };
    expect(untyped.chooseParameters!(plain, choice)).toEqual(parameters);

    const full: Full = {
      dtype,
      scale: chosen.map(({ scale }) => scale),
      zeroPoint: chosen.map(({ zeroPoint }) => zeroPoint),
      offset: chosen.map(() => 0),
      rounding: 'half-even',
      qmin,
      qmax,
      ...place,
    };
    const result = untyped.quantizeDynamic!(x, { ...choice, shape, ...place, ...options }) as {
      data: ArrayBufferView;
      parameters: object;
    };
    expect(result.parameters).toEqual(parameters);
    expectSameBytes(bytesOf(result.data), packOf(dtype, quantizeOf(values, shape, full)));
  });
});
