// quantizeGgml: arguments that do not fit together, and blocks that have no scale.

import { quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { Dice } from '../../support/random.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

const types = ['q8_0', 'q4_0'] as const;
const blockBytes = { q8_0: 34, q4_0: 18 } as const;
const range = 'ERR_LINQUANT_INVALID_RANGE';
/** What a block may hold: each takes a random number in -1..1. */
const kinds: readonly ((real: number, i: number) => number)[] = [
  (r) => r,
  (r) => r * 1000,
  () => 0,
  () => -0,
  (_r, i) => (i % 2 ? 1 : -1),
  (r, i) => (i === 7 ? 127 : Math.round(r * 254) / 2),
  (r, i) => (i === 9 ? -8 : Math.round(r * 16) / 2),
  (r, i) => (i === 30 ? 8 : Math.round(r * 16) / 2 - 2 ** -20),
  (r) => r * 2 ** -20,
  (r) => r * 2 ** -125,
  (r) => Math.round(r * 40) * 2 ** -149,
  (r) => r * 500_000,
  (r, i) => (i < 3 ? 5 : -5) + (i > 2 ? r : 0),
];

function blocksFor(count: number, seed: number): Float32Array {
  const dice = new Dice(seed);
  const x = new Float32Array(count * 32);
  for (let block = 0; block < count; block++) {
    const kind = block < kinds.length ? kinds[block]! : dice.pick(kinds);
    for (let i = 0; i < 32; i++) x[block * 32 + i] = kind(dice.real(), i);
  }
  return x;
}

describe.each(types)('%s', (type) => {
  it('names the block that has no scale', () => {
    const limit = type === 'q8_0' ? 65504 * 127 : 65504 * 8;
    for (const [value, told] of [
      [NaN, 'hold no NaN and no infinity; got NaN at index 4817 of x'],
      [-Infinity, 'hold no NaN and no infinity; got -Infinity at index 4817 of x'],
      [-limit * 1.001, 'hold no magnitude that gives a scale above 65504, the largest float16; got '],
    ] as const) {
      const x = blocksFor(200, 8);
      x[150 * 32 + 17] = value;
      x[160 * 32] = value;
      const error = thrownBy(() => quantizeGgml(x, type)) as Error;
      expect(error.message.startsWith(`block 150 of x must ${told}`), error.message).toBe(true);
      expectError(() => quantizeGgml(x, type), 'block 150 of x', range);
    }
    expect(quantizeGgml(new Float32Array(32).fill(limit), type)).toHaveLength(blockBytes[type]);
  });
});

describe('wrong arguments', () => {
  const x = new Float32Array(32);

  it.each<[string, string, () => unknown]>([
    ['x', 'ERR_LINQUANT_INVALID_SHAPE', () => quantizeGgml(new Float32Array(33), 'q8_0')],
    ['x', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.quantizeGgml!(new Uint8Array(128), 'q8_0')],
    ['x', 'ERR_LINQUANT_INVALID_TYPE', () => untyped.quantizeGgml!(new Uint16Array(32), 'q8_0')],
    ['type', 'ERR_LINQUANT_INVALID_OPTION', () => untyped.quantizeGgml!(x, 'q8_1')],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => quantizeGgml(x, 'q4_0', { out: new Uint8Array(34) })],
    [
      'options.out',
      'ERR_LINQUANT_INVALID_TYPE',
      () => untyped.quantizeGgml!(x, 'q4_0', { out: new Int8Array(18) }),
    ],
    [
      'options.out',
      'ERR_LINQUANT_OVERLAP',
      () => quantizeGgml(x, 'q4_0', { out: new Uint8Array(x.buffer, 8, 18) }),
    ],
    ['options', 'ERR_LINQUANT_INVALID_OPTION', () => untyped.quantizeGgml!(x, 'q4_0', { shape: [32] })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
    expectSameBytes(x, new Float32Array(32));
  });
});
