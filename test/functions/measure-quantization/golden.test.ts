// measureQuantization: numpy's sums to 1e-12 of each, its index of the largest error and its share of clipped elements exactly.

import { type AnyParameters, measureQuantization } from 'linquant';
import { expect, it } from 'vitest';
import { fixture } from '../../support/data.js';
import { decodeBytes } from '../../support/golden.js';

type Names =
  | 'signal'
  | 'noise'
  | 'sqnr'
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'maxAbsoluteError'
  | 'maxErrorIndex'
  | 'cosine'
  | 'clipped';

interface Golden {
  readonly parameters: AnyParameters;
  readonly shape: number[];
  readonly axis: number;
  readonly x: string;
  readonly q: string;
  readonly tensor: Readonly<Record<Names, number>>;
  readonly along: Readonly<Record<Names, number[]>> | null;
}

const exact = ['maxAbsoluteError', 'maxErrorIndex'];

function expectNear(name: string, given: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(given.length, name).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const limit = exact.includes(name) ? 0 : 1e-12 * Math.abs(wanted[i]!);
    expect(
      Math.abs(given[i]! - wanted[i]!),
      `${name} ${i}: ${given[i]}, not ${wanted[i]}`,
    ).not.toBeGreaterThan(limit);
  }
}

it.each(fixture<Golden[]>('measures.json'))('$parameters.dtype, shape $shape', (golden) => {
  const { parameters, shape, axis, tensor, along } = golden;
  const x = decodeBytes(golden.x);
  const q = decodeBytes(golden.q);
  const whole = measureQuantization(x, q, parameters, { shape });
  for (const [name, wanted] of Object.entries(tensor)) {
    expectNear(name, [whole[name as Names]], [wanted]);
  }
  if (along === null) return;
  const each = measureQuantization(x, q, parameters, { shape, axis });
  for (const [name, wanted] of Object.entries(along)) expectNear(name, each[name as Names], wanted);
});
