import fc from 'fast-check';
import {
  binarizeEmbeddings,
  measureEmbeddings,
  parametersForRanges,
  quantileRange,
  quantizeEmbeddings,
  RangeCalibration,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { rangesCode, rangesOfColumns, someVectors } from '../support/embeddings.js';
import { expectError, thrownBy } from '../support/errors.js';
import { detached } from '../support/wrong.js';

type Loose = (x: unknown, options: unknown) => unknown;
const quantizeLoosely = quantizeEmbeddings as unknown as Loose;
const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';
const range = 'ERR_LINQUANT_INVALID_RANGE';

const x = someVectors(4, 6);
const ranges = rangesOfColumns(x, 6);
const rules: Readonly<Record<string, object>> = {
  row: { rule: 'row' },
  matrix: { rule: 'matrix' },
  range: { rule: 'range' },
  ranges: { rule: 'ranges', ranges },
  'own ranges': { rule: 'ranges' },
};

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
    expectError(() => parametersForRanges(new Float32Array(3)), 'ranges', shape);
    expectError(() => parametersForRanges(new Float32Array(0)), 'ranges', shape);
    expectError(() => parametersForRanges(ranges, { dtype: 'int16' as 'int8' }), 'options.dtype', option);
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
    expect(source).toEqual(before);
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

  it('by ranges is its definition, on any numbers', () => {
    const finite = { noNaN: true, noDefaultInfinity: true } as const;
    const column = fc.tuple(
      fc.float({ ...finite, min: -(2 ** 100), max: 2 ** 100 }),
      fc.float({ ...finite, min: -(2 ** 100), max: 2 ** 100 }),
    );
    fc.assert(
      fc.property(
        fc.array(column, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 5 }),
        fc.infiniteStream(fc.float(finite)),
        (columns, rows, stream) => {
          const low = columns.map(([a, b]) => Math.min(a, b));
          const high = columns.map(([a, b]) => Math.max(a, b));
          const dimensions = columns.length;
          const values = Float32Array.from(
            { length: rows * dimensions },
            () => stream.next().value as number,
          );
          const options = { dimensions, rule: 'ranges', ranges: [low, high], dtype: 'uint8' } as const;
          const expected = Array.from(values, (value, i) =>
            rangesCode(value, low[i % dimensions]!, high[i % dimensions]!),
          );
          expect(Array.from(quantizeEmbeddings(values, options).data)).toEqual(expected);
        },
      ),
    );
  });
});

describe('binarizeEmbeddings', () => {
  it('knows its dialects, and the outputs that they have', () => {
    const call = (more: object) => () =>
      (binarizeEmbeddings as unknown as Loose)(x, { dimensions: 6, ...more });
    expectError(call({ dialect: 'msb' }), 'options.dialect', option);
    expectError(call({ out: new Int8Array(4) }), 'options.out', type);
    expectError(call({ dialect: 'binary', out: new Uint8Array(4) }), 'options.out', type);
    expectError(call({ out: new Uint8Array(5) }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
    const out = Buffer.from(x.buffer, 0, 4);
    expectError(call({ out }), 'options.out', 'ERR_LINQUANT_OVERLAP');
  });
});

describe('quantileRange', () => {
  it('knows its options', () => {
    const call = (more: object) => () => (quantileRange as unknown as Loose)(x, { dimensions: 6, ...more });
    for (const quantile of [0, 0.49, 1.01, NaN]) {
      expectError(call({ quantile }), 'options.quantile', option);
    }
    expectError(call({ quantile: '1' }), 'options.quantile', type);
    expectError(call({ sample: 0 }), 'options.sample', option);
    expectError(() => quantileRange(new Float32Array(0), { dimensions: 6 }), 'x', 'ERR_LINQUANT_EMPTY');
  });
});

it('quantileRange is that of the sorted values, in whatever order they come', () => {
  const count = 2 ** 20;
  const orders: Readonly<Record<string, (i: number) => number>> = {
    rising: (i) => i,
    falling: (i) => -i,
    // Larger and larger up to the middle: a pivot from there is always the largest.
    'rising, then falling': (i) => Math.min(i, count - i),
    equal: () => 1,
    'both zeros': (i) => (i % 2 === 0 ? 0 : -0),
    'around zero': (i) => ((i * 7919) % 1009) - 500.5,
  };
  for (const [name, valueAt] of Object.entries(orders)) {
    const values = Float32Array.from({ length: count }, (_, i) => valueAt(i));
    const sorted = values.slice().sort();
    // 4096 vectors: a cut of 20 above, and one more below.
    const expected = { min: sorted[21]! + 0, max: sorted[count - 21]! + 0 };
    expect({ name, ...quantileRange(values, { dimensions: 256 }) }).toEqual({ name, ...expected });
  }
});

describe('measureEmbeddings', () => {
  const codes = quantizeEmbeddings(x, { dimensions: 6, rule: 'row' });
  const call =
    (more: object, own: unknown = codes, vectors: unknown = x) =>
    () =>
      (measureEmbeddings as unknown as (...args: unknown[]) => unknown)(vectors, own, {
        dimensions: 6,
        queries: x,
        k: 2,
        ...more,
      });

  it('knows its options', () => {
    expect(call({})()).toBeTypeOf('object');
    expectError(call({ k: 5 }), 'options.k', option);
    expectError(call({ k: 0 }), 'options.k', option);
    expect(call({ k: undefined })).toThrow(
      'options.k must be given, at most the number of vectors, 4: its default is 10; got undefined',
    );
    expect(call({ k: 5 })).toThrow('options.k must be at most the number of vectors, 4; got 5');
    expectError(call({ metric: 'euclid' }), 'options.metric', option);
    expectError(call({ search: 'ints' }), 'options.search', option);
    expectError(call({ oversampling: 0 }), 'options.oversampling', option);
    expectError(call({ queries: undefined }), 'options.queries', type);
    expectError(call({ queries: new Float32Array(5) }), 'options.queries', shape);
    expectError(call({ queries: new Float32Array(0) }), 'options.queries', 'ERR_LINQUANT_EMPTY');
    expectError(call({}, codes, new Float32Array(0)), 'x', 'ERR_LINQUANT_EMPTY');
    expectError(call({ query: x }), 'options', option);
  });

  it('judges codes and vectors', () => {
    const wrong = x.slice();
    wrong[7] = NaN;
    expect(thrownBy(call({ queries: wrong }))).toMatchObject({ code: range, row: 1, column: 1 });
    expect((thrownBy(call({ queries: wrong })) as Error).message).toMatch(/^options\.queries must /);
    expect(thrownBy(call({}, codes, wrong))).toMatchObject({ code: range, row: 1, column: 1 });
    expectError(call({}, null), 'codes', type);
    expectError(call({}, { data: codes.data }), 'codes.dialect', type);
    expectError(call({}, { data: codes.data, dialect: 'msb' }), 'codes.dialect', option);
    expectError(
      call({}, { data: new Uint8Array(3), dialect: 'faiss' }),
      'codes.data',
      'ERR_LINQUANT_BYTE_LENGTH',
    );
    expectError(call({}, { data: [1], dialect: 'faiss' }), 'codes.data', type);
    const lost = detached((buffer) => new Uint8Array(buffer));
    expectError(call({}, { data: lost, dialect: 'faiss' }), 'codes.data', 'ERR_LINQUANT_DETACHED');
    expectError(call({}, { ...codes, data: new Int8Array(23) }), 'codes.data', shape);
    expectError(call({}, { ...codes, data: new Int8Array(30) }), 'codes.data', shape);
    expectError(call({}, { ...codes, parameters: 1 }), 'codes.parameters', type);
    const rows = { dtype: 'uint8', axis: 0, scale: [1, 1, 1, 1], zeroPoint: [1, 1, 1, 1] };
    expectError(call({}, { data: new Uint8Array(24), parameters: rows }), 'options.search', option);
    expect(call({ search: 'values' }, { data: new Uint8Array(24), parameters: rows })()).toBeTypeOf('object');
  });
});
