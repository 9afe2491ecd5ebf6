// Arbitraries of fast-check for calls of every dtype.
import fc from 'fast-check';
import { dataDtypes, limits } from './definition/dtypes.js';
import { asParameters, Dice, randomParameters, randomShape } from './random.js';

export const anyDtype = fc.constantFrom(...dataDtypes);
export const anySeed = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** Random parameters for a random shape, and floats for it. */
export function caseOf(s: number, name: (typeof dataDtypes)[number]) {
  const dice = new Dice(s);
  const shape = randomShape(dice).slice(0, 2);
  const full = randomParameters(dice, shape, name);
  const count = shape.reduce((product, size) => product * size);
  const x = Float32Array.from({ length: count }, () => dice.real() * 300);
  return { shape, count, x, full, parameters: asParameters(dice, full) };
}

export const anyByteDtype = fc.constantFrom('int8' as const, 'uint8' as const);
/** Any positive finite float32, and doubles that round to one. */
export const anyScale = fc.oneof(
  fc.float({ min: Math.fround(2 ** -149), noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
);

/** Parameters with any bounds and any zero point between them. */
export const anyByteParameters = fc
  .tuple(anyByteDtype, anyScale, fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)))
  .filter(([, , numbers]) => new Set(numbers).size > 1)
  .map(([name, s, numbers]) => {
    const [qmin, zeroPoint, qmax] = [...numbers].sort((a, b) => a - b).map((n) => n + limits[name].qmin);
    return { dtype: name, scale: s, zeroPoint: zeroPoint!, qmin: qmin!, qmax: qmax! };
  });
