// quantizeGgml: arguments that do not fit together, and blocks that have no scale.

import { quantizeGgml } from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { blocksFor, ggmlNames as types } from '../../support/ggml-blocks.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

const blockBytes = { q8_0: 34, q4_0: 18 } as const;
const range = 'ERR_LINQUANT_INVALID_RANGE';
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
