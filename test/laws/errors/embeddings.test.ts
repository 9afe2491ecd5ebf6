// Wrong vectors and options of every function that takes vectors.

import { binarizeEmbeddings, quantileRange, rotateEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { rangesOfColumns } from '../../support/definition/embeddings.js';
import { quantizeLoosely, rulesWith, someVectors } from '../../support/embeddings.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { detached } from '../../support/wrong/views.js';

const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';
const range = 'ERR_LINQUANT_INVALID_RANGE';
const x = someVectors(4, 6);
const ranges = rangesOfColumns(x, 6);
const rules = rulesWith(ranges);

type Loose = (x: unknown, options: unknown) => unknown;

/** Every function that takes vectors, with what it needs. */
const calls: Readonly<Record<string, (x: unknown, more: object) => unknown>> = {
  ...Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      name,
      (values: unknown, more: object) => quantizeLoosely(values, { dimensions: 6, ...rule, ...more }),
    ]),
  ),
  binarize: (values, more) => (binarizeEmbeddings as unknown as Loose)(values, { dimensions: 6, ...more }),
  quantileRange: (values, more) => (quantileRange as unknown as Loose)(values, { dimensions: 6, ...more }),
  rotate: (values, more) =>
    (rotateEmbeddings as unknown as Loose)(values, { dimensions: 6, seed: 1, ...more }),
};

describe.each(Object.entries(calls))('%s', (name, call) => {
  it('takes floats only', () => {
    for (const wrong of [new Uint8Array(24), new Int8Array(24), [0, 1], '000000', null, undefined, 6, {}]) {
      expectError(() => call(wrong, {}), 'x', type);
    }
    expectError(() => call(new Uint16Array(6), {}), 'x', type);
    expectError(
      () =>
        call(
          detached((buffer) => new Float32Array(buffer)),
          {},
        ),
      'x',
      'ERR_LINQUANT_DETACHED',
    );
    expectError(
      () =>
        call(
          detached((buffer) => buffer),
          {},
        ),
      'x',
      'ERR_LINQUANT_DETACHED',
    );
    expect((thrownBy(() => call(new Uint8Array(24), {})) as Error).message).toContain('Buffer.from(');
  });

  it('takes whole vectors only', () => {
    expectError(() => call(new Float32Array(7), {}), 'x', shape);
    expectError(() => call(Buffer.alloc(25), {}), 'x', shape);
    expectError(() => call(x, { dimensions: 5 }), 'x', shape);
    for (const [wrong, code] of [
      [0, option],
      [-6, option],
      [1.5, option],
      [NaN, option],
      ['6', type],
      [undefined, type],
      [6n, type],
    ] as const) {
      expectError(() => call(x, { dimensions: wrong }), 'options.dimensions', code);
    }
  });

  it('knows its options', () => {
    expectError(() => call(x, { dimension: 6 }), 'options', option);
    expectError(() => call(x, { floatType: 'float8' }), 'options.floatType', option);
    expectError(() => call(x, { floatType: 8 }), 'options.floatType', type);
    expectError(() => call(x, { floatType: 'float64' }), 'options.floatType', option);
    expectError(() => call(new Uint16Array(6), { floatType: 'float32' }), 'options.floatType', option);
  });

  it('names row and column of what is not finite, wherever it is', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      for (let at = 0; at < x.length; at++) {
        const y = x.slice();
        y[at] = value;
        y[x.length - 1] = at === x.length - 1 ? value : NaN; // the first is named
        const [row, column] = [Math.floor(at / 6), at % 6];
        const error = thrownBy(() => call(y, {})) as Error;
        expect(error).toMatchObject({ code: range, row, column });
        expect(error.message).toBe(
          `x must hold no NaN and no infinity; got ${value} in row ${row}, column ${column}`,
        );
        const buffer = Buffer.from(y.buffer);
        expect(thrownBy(() => call(buffer, {}))).toMatchObject({ row, column });
      }
    }
    const doubles = new Float64Array(12);
    doubles[8] = name === 'binarize' ? Infinity : 1e39; // no float32, which bits do not become
    expect(thrownBy(() => call(doubles, {}))).toMatchObject({ code: range, row: 1, column: 2 });
    const halves = new Uint16Array(18);
    halves[17] = 0x7c00;
    expect(thrownBy(() => call(halves, { floatType: 'float16' }))).toMatchObject({ row: 2, column: 5 });
  });

  it('names them behind many blocks too', () => {
    const y = new Float32Array(6 * 40_000);
    y[6 * 33_333 + 4] = NaN;
    expect(thrownBy(() => call(y, {}))).toMatchObject({ code: range, row: 33_333, column: 4 });
  });
});
