// Backends agree, or throw the same error, on random calls of every function in memory where all may overlap.

import * as linquant from 'linquant';
import { expect, it } from 'vitest';
import { dtypeNames, limits } from '../../support/definition/dtypes.js';
import { float8Names, float8Targets } from '../../support/definition/float8.js';
import { floatNames, floatWidth } from '../../support/definition/floats.js';
import { load } from '../../support/load.mjs';
import { copyOf, outcome } from '../../support/outcomes.js';
import {
  asFloats,
  asParameters,
  Dice,
  randomFloats,
  randomParameters,
  randomPlace,
  randomShape,
} from '../../support/random.js';

/** The fallback, beside the backend that this run is about. */
const javascript = load({ LINQUANT_BACKEND: 'javascript' });

type Loose = Record<string, (...args: unknown[]) => unknown>;
const size = 1 << 17;
/** Random calls in one piece of memory, where everything may overlap; the same for every package. */
function callsFor(seed: number): ((package_: Loose, memory: ArrayBuffer) => unknown)[] {
  const dice = new Dice(seed);
  const shape = randomShape(dice);
  const count = shape.reduce((product, one) => product * one);
  const [dtype, toDtype] = [dice.pick(dtypeNames), dice.pick(dtypeNames)];
  const [floatType, to] = [dice.pick(floatNames), dice.pick(floatNames)];
  const columns = shape.at(-1)!;
  const bitBytes = (count / columns) * Math.ceil(columns / 8);
  const bytesFor = (name: keyof typeof limits) => Math.ceil((count * limits[name].bits) / 8);
  const p = randomParameters(dice, shape, dtype);
  const parameters = asParameters(dice, p);
  const toParameters = asParameters(dice, randomParameters(dice, shape, toDtype));
  const place = randomPlace(dice, shape);
  // Sometimes one byte too many, or a shape that does not fit.
  const wrong = dice.under(12) === 0 ? 1 : 0;
  const [fromFloat8, float8, saturate] = [
    dice.pick(float8Names),
    dice.pick(float8Targets),
    dice.under(2) === 0,
  ];
  const places = Array.from({ length: 8 }, () => dice.bits());
  const at = (memory: ArrayBuffer, i: number, bytes: number) =>
    Buffer.from(memory, places[i]! % Math.max(1, size - bytes - wrong), bytes + wrong);
  const floats = (memory: ArrayBuffer, i: number, name: keyof typeof floatWidth) =>
    at(memory, i, count * floatWidth[name]);
  return [
    (l, m) => l.minMax!(floats(m, 0, floatType), { floatType, shape, axis: 0, ...place }),
    (l, m) =>
      l.quantize!(floats(m, 0, floatType), parameters, { shape, floatType, out: at(m, 1, bytesFor(dtype)) }),
    (l, m) =>
      l.dequantize!(at(m, 2, bytesFor(dtype)), parameters, {
        shape,
        floatType,
        out: floats(m, 3, floatType),
      }),
    (l, m) =>
      l.fakeQuantize!(floats(m, 0, floatType), parameters, {
        shape,
        floatType,
        out: floats(m, 4, floatType),
        mask: at(m, 5, count),
      }),
    (l, m) =>
      l.requantize!(at(m, 2, bytesFor(dtype)), parameters, toParameters, {
        shape,
        out: at(m, 6, bytesFor(toDtype)),
      }),
    (l, m) => l.convert!(floats(m, 0, floatType), { from: floatType, to, out: floats(m, 7, to) }),
    (l, m) =>
      l.convert!(floats(m, 0, floatType), { from: floatType, to: float8, out: at(m, 1, count), saturate }),
    (l, m) => l.convert!(at(m, 2, count), { from: fromFloat8, to, out: floats(m, 7, to) }),
    (l, m) => l.convert!(at(m, 2, count), { from: fromFloat8, to: float8, out: at(m, 1, count) }),
    (l, m) =>
      l.quantizeDynamic!(floats(m, 0, floatType), {
        dtype,
        floatType,
        shape,
        ...place,
        out: at(m, 1, bytesFor(dtype)),
      }),
    (l, m) => {
      const blocks = Math.ceil(count / 32);
      const x = at(m, 0, blocks * 32 * floatWidth[floatType]);
      return l.quantizeGgml!(x, 'q8_0', { floatType, out: at(m, 1, blocks * 34) });
    },
    (l, m) => l.dequantizeGgml!(at(m, 0, Math.ceil(count / 32) * 18), 'q4_0', { floatType: to }),
    (l, m) => l.packBits!(floats(m, 0, floatType), { floatType, shape, out: at(m, 1, bitBytes) }),
    (l, m) => l.unpackBits!(at(m, 2, bitBytes), { shape, out: floats(m, 3, 'float32') }),
    (l, m) =>
      l.measureQuantization!(floats(m, 0, floatType), at(m, 2, bytesFor(dtype)), parameters, {
        shape,
        floatType,
        ...('axis' in place ? { axis: place.axis } : {}),
      }),
  ];
}

it.each(Array.from({ length: 60 }, (_, i) => i + 1))(
  'the backend of this run and the fallback agree or throw the same error (%i)',
  (seed) => {
    const dice = new Dice(seed * 13);
    const filling = asFloats(dice, 'float32', randomFloats(dice, size / 4, 0.5)).bytes;
    callsFor(seed * 101).forEach((call, i) => {
      const results = [linquant, javascript].map((package_) => {
        const memory = new ArrayBuffer(size);
        new Uint8Array(memory).set(filling);
        const result = copyOf(outcome(() => call(package_ as unknown as Loose, memory)));
        // What outputs hold after a data error is unspecified.
        const isDataError = result.includes('ERR_LINQUANT_INVALID_RANGE');
        return { i, result, memory: isDataError ? undefined : Buffer.from(memory) };
      });
      expect(results[0]!.result).toBe(results[1]!.result);
      expect(results[0]!.memory?.equals(results[1]!.memory!) ?? true).toBe(true);
    });
  },
);
