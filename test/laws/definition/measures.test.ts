// Equal to the definition, bit for bit: measureQuantization of every dtype, float type, layout of parameters and axis of results.

import { measureQuantization } from 'linquant';
import { describe, it } from 'vitest';
import { dtypeNames, packOf } from '../../support/definition/dtypes.js';
import { decode, floatNames } from '../../support/definition/floats.js';
import { measuresOf } from '../../support/definition/measures.js';
import { type Full, quantizeOf } from '../../support/definition/tensors.js';
import { asFloats, asParameters, Dice, randomParameters, randomShape } from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';

type Loose = (...args: unknown[]) => Record<string, number | Float64Array>;
const measure = measureQuantization as unknown as Loose;

function expectMeasures(dice: Dice, shape: readonly number[], p: Full, axis: number | undefined): void {
  const count = shape.reduce((product, size) => product * size);
  const scale = p.scale[0]!;
  const own = Array.from({ length: count }, () =>
    dice.under(9) === 0 ? 0 : Math.min(6e4, Math.max(-6e4, dice.real() * 200 * scale)),
  );
  const type = dice.pick(floatNames);
  const { x, options, bytes } = asFloats(dice, type, own);
  const values = decode(type, bytes);
  const codes = quantizeOf(values, shape, p);
  // Some codes that are not those of quantize.
  for (let i = dice.under(3); i > 0; i--) codes[dice.under(count)] = p.qmax;
  const wanted = measuresOf(values, codes, shape, p, axis === undefined ? {} : { axis });
  const given = measure(x, packOf(p.dtype, codes), asParameters(dice, p), { ...options, shape, axis });
  const share = count / wanted.length;
  const expected = {
    signal: wanted.map(({ signal }) => signal),
    noise: wanted.map(({ noise }) => noise),
    sqnr: wanted.map(({ signal, noise }) => (noise === 0 ? Infinity : 10 * Math.log10(signal / noise))),
    meanSquaredError: wanted.map(({ noise }) => noise / share),
    meanAbsoluteError: wanted.map(({ absolute }) => absolute / share),
    maxAbsoluteError: wanted.map(({ largest }) => largest),
    maxErrorIndex: wanted.map(({ index }) => index),
    cosine: wanted.map(({ signal, restored, product }) => {
      const length = Math.sqrt(signal * restored);
      return length === 0 || length === Infinity ? NaN : Math.max(-1, Math.min(1, product / length));
    }),
    clipped: wanted.map(({ clipped }) => clipped / share),
  };
  for (const [name, values] of Object.entries(expected)) {
    const own = given[name]!;
    const found = Float64Array.from(typeof own === 'number' ? [own] : own);
    expectSameBytes(found, Float64Array.from(values), `${name} of ${shape} along ${axis}`);
  }
}

describe.each(dtypeNames)('%s', (dtype) => {
  it.each([1, 2, 3, 4])('random shapes (%i)', (seed) => {
    const dice = new Dice(seed * 613 + dtypeNames.indexOf(dtype));
    const shape = randomShape(dice).slice(0, 2);
    const p = randomParameters(dice, shape, dtype);
    expectMeasures(dice, shape, p, dice.under(2) === 0 ? undefined : dice.under(shape.length));
  });
});

it.each([
  [[9000], undefined],
  [[2, 4101], 0],
  [[4099, 2], 1],
  [[3, 2, 700], 1],
  [[2, 2, 4098], 1],
] as const)('several chunks and parts: shape %s along %s', (shape, axis) => {
  const dice = new Dice(shape.length);
  const p = { ...randomParameters(dice, [1], axis === 0 ? 'int2' : 'int8') };
  expectMeasures(dice, shape, { ...p, axis: undefined } as unknown as Full, axis);
});

it('chunks that begin inside a byte, with several rows and parameters of columns', () => {
  const dice = new Dice(5);
  // Three rows of 1365 numbers are a chunk, so that the second one begins with the last code of a byte.
  const columns = 1365;
  const each = <T>(make: () => T) => Array.from({ length: columns }, make);
  const p: Full = {
    ...randomParameters(dice, [1], 'uint1'),
    axis: 1,
    scale: each(() => 0.25 + dice.under(9)),
    zeroPoint: each(() => 0),
    offset: each(() => 0.5),
    rounding: 'half-even',
    qmin: 0,
    qmax: 1,
  };
  const { blockSize: _, ...ofColumns } = p;
  expectMeasures(dice, [6, columns], ofColumns, 0);
});
