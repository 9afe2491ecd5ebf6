// quantizeEmbeddings: wrong options and outputs.

import { quantizeEmbeddings, RangeCalibration } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { rangesOfColumns } from '../../support/definition/embeddings.js';
import { quantizeLoosely, rulesWith, someVectors } from '../../support/embeddings.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { detached } from '../../support/wrong/views.js';

const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';
const range = 'ERR_LINQUANT_INVALID_RANGE';
const x = someVectors(4, 6);
const ranges = rangesOfColumns(x, 6);
const rules = rulesWith(ranges);

describe('quantizeEmbeddings', () => {
  it('needs a rule that there is, and takes the options of that rule', () => {
    for (const options of [undefined, null, 'row', x, []]) {
      expectError(() => quantizeLoosely(x, options), 'options', type);
    }
    expectError(() => quantizeLoosely(x, { dimensions: 6 }), 'options.rule', type);
    expectError(() => quantizeLoosely(x, { dimensions: 6, rule: 'rows' }), 'options.rule', option);
    const one = (more: object) => () => quantizeLoosely(x, { dimensions: 6, ...more });
    expectError(one({ rule: 'row', ranges }), 'options.ranges', option);
    expectError(one({ rule: 'row', countClipped: true }), 'options.countClipped', option);
    expectError(one({ rule: 'matrix', range: {} }), 'options.range', option);
    expectError(one({ rule: 'range', ranges }), 'options.ranges', option);
    expectError(one({ rule: 'ranges', range: {} }), 'options.range', option);
    expectError(one({ rule: 'range', countClipped: 1 }), 'options.countClipped', type);
    expectError(one({ rule: 'range', clipped: true }), 'options', option);
    expectError(one({ rule: 'row', dtype: 'uint8' }), 'options.dtype', option);
    expectError(one({ rule: 'range', dtype: 'uint8' }), 'options.dtype', option);
    expectError(one({ rule: 'ranges', dtype: 'int4' }), 'options.dtype', option);
    expectError(one({ rule: 'range', range: 1 }), 'options.range', type);
    expectError(one({ rule: 'range', range: { min: 0 } }), 'options.range.max', type);
    expectError(one({ rule: 'range', range: { min: 1, max: 0 } }), 'options.range', range);
    expectError(one({ rule: 'range', range: { min: 0, max: 1e39 } }), 'options.range', range);
    expectError(one({ rule: 'range', range: { min: NaN, max: 1 } }), 'options.range', range);
  });

  it('takes ranges of its dimensions only', () => {
    const by = (wrong: unknown) => () => quantizeLoosely(x, { dimensions: 6, rule: 'ranges', ranges: wrong });
    expectError(by(new Float32Array(10)), 'options.ranges', shape);
    expectError(by(new Float32Array(13)), 'options.ranges', shape);
    expectError(by([[0], [1]]), 'options.ranges', shape);
    expectError(by(new RangeCalibration(5).observe(new Float32Array(5))), 'options.ranges', shape);
    expectError(by(new Float64Array(12)), 'options.ranges', type);
    expectError(by([0, 1]), 'options.ranges', type);
    expectError(by(Buffer.alloc(48)), 'options.ranges', type);
    expectError(by(new RangeCalibration(6)), 'options.ranges', 'ERR_LINQUANT_EMPTY');
    for (const [min, max] of [
      [1, 0],
      [NaN, 1],
      [0, Infinity],
      [-3e38, 3e38],
    ] as const) {
      const wrong = Float32Array.from(ranges);
      [wrong[3], wrong[9]] = [min, max];
      expectError(by(wrong), 'options.ranges', range);
      expect((thrownBy(by(wrong)) as Error).message).toContain('in dimension 3');
    }
    expectError(
      () => quantizeEmbeddings(new Float32Array(0), { dimensions: 6, rule: 'ranges' }),
      'options.ranges',
      'ERR_LINQUANT_EMPTY',
    );
    expectError(
      () => quantizeEmbeddings(new Float32Array(0), { dimensions: 6, rule: 'matrix' }),
      'x',
      'ERR_LINQUANT_EMPTY',
    );
  });

  it.each(Object.entries(rules))('judges out before it writes: %s', (_, rule) => {
    const into = (out: unknown) => () => quantizeLoosely(x, { dimensions: 6, ...rule, out });
    const out = new Int8Array(23).fill(5);
    expectError(into(out), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
    expectError(into(new Uint8Array(24)), 'options.out', type);
    expectError(into(null), 'options.out', type);
    const lost = detached((buffer) => new Int8Array(buffer));
    expectError(into(lost), 'options.out', 'ERR_LINQUANT_DETACHED');
    expect((thrownBy(into(lost)) as Error).message).toContain('options.out must be a view on live memory');
    expect(out.every((code) => code === 5)).toBe(true);
    const memory = new ArrayBuffer(200);
    const source = new Float32Array(memory, 0, 24);
    const before = source.fill(0.5).slice();
    const shared = () =>
      quantizeLoosely(source, { dimensions: 6, ...rule, out: new Int8Array(memory, 90, 24) });
    expectError(shared, 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectSameBytes(source, before);
  });

  it('sees overlap across blocks', () => {
    const memory = new ArrayBuffer(4 * 128 * 1100);
    const source = new Float32Array(memory);
    const out = new Int8Array(memory, memory.byteLength - 128 * 1100);
    const options = { dimensions: 128, rule: 'range', out } as const;
    source.fill(0.5);
    expectError(() => quantizeEmbeddings(source, options), 'options.out', 'ERR_LINQUANT_OVERLAP');
    // Where the first block goes lies another one.
    expect(source.every((value) => value === 0.5)).toBe(true);
  });
});
