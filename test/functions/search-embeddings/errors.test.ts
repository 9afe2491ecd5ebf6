// Wrong and hostile arguments: the error names them, and out stays as it was.

import { quantize } from 'linquant';
import { binarizeEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { scoreEmbeddings, searchEmbeddings } from 'linquant/search';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';

const x = Float32Array.from({ length: 24 }, (_, i) => Math.cos(i * i));
const y = x.subarray(0, 4);
const codes = quantizeEmbeddings(x, { dimensions: 4, rule: 'row' });
const asked = quantizeEmbeddings(y, { dimensions: 4, rule: 'row' });
const bits = binarizeEmbeddings(x, { dimensions: 4 });
const askedBits = binarizeEmbeddings(y, { dimensions: 4 });
const whole = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;

const option = 'ERR_LINQUANT_INVALID_OPTION';
const type = 'ERR_LINQUANT_INVALID_TYPE';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';

const search = searchEmbeddings as unknown as (...args: unknown[]) => unknown;
const score = scoreEmbeddings as unknown as (...args: unknown[]) => unknown;

/** Arguments, the argument that the message names, and the code. */
type Wrong = readonly [corpus: unknown, queries: unknown, options: unknown, argument: string, code: string];

const ofBoth: readonly Wrong[] = [
  [x, y, undefined, 'options', type],
  [x, y, { dimensions: 4, top: 3 }, 'options', option],
  [x, y, {}, 'options.dimensions', type],
  [x, y, { dimensions: 0 }, 'options.dimensions', option],
  [x, y, { dimensions: 5 }, 'corpus', shape],
  [x, x.subarray(0, 3), { dimensions: 4 }, 'queries', shape],
  [x, y, { dimensions: 4, metric: 'hamming' }, 'options.metric', option],
  [x, y, { dimensions: 4, metric: 3 }, 'options.metric', type],
  [x, y, { dimensions: 4, search: 'code' }, 'options.search', option],
  [x, y, { dimensions: 4, search: 'codes' }, 'options.search', option],
  [x, y, { dimensions: 4, floatType: 'float16' }, 'options.floatType', option],
  [codes, y, { dimensions: 4, floatType: 'half' }, 'options.floatType', option],
  [null, y, { dimensions: 4 }, 'corpus', type],
  [[1, 2, 3, 4], y, { dimensions: 4 }, 'corpus', type],
  [{}, y, { dimensions: 4 }, 'corpus', type],
  [new Uint8Array(16), y, { dimensions: 4 }, 'corpus', type],
  [x, 'abcd', { dimensions: 4 }, 'queries', type],
  [x, askedBits, { dimensions: 4 }, 'queries', type],
  [codes, y, { dimensions: 4, search: 'codes' }, 'queries', type],
  [bits, askedBits, { dimensions: 4, metric: 'cosine' }, 'options.metric', option],
  [bits, y, { dimensions: 4, metric: 'l2' }, 'options.metric', option],
  [bits, y, { dimensions: 4, metric: 'dot', search: 'codes' }, 'options.metric', option],
  [{ data: bits.data, dialect: 'big' }, y, { dimensions: 4 }, 'corpus.dialect', option],
  [{ data: bits.data }, y, { dimensions: 4 }, 'corpus.dialect', type],
  [{ data: x, dialect: 'faiss' }, y, { dimensions: 4 }, 'corpus.data', type],
  [{ data: bits.data, dialect: 'faiss' }, y, { dimensions: 17 }, 'queries', shape],
  [{ data: new Uint8Array(7), dialect: 'faiss' }, y, { dimensions: 9 }, 'corpus.data', shape],
  [{ data: new Int8Array(7), parameters: whole }, y, { dimensions: 4 }, 'corpus.data', shape],
  [{ data: new Uint8Array(8), parameters: whole }, y, { dimensions: 4 }, 'corpus.data', type],
  [{ data: x, parameters: whole }, y, { dimensions: 4 }, 'corpus.data', type],
  [x, { data: new Int8Array(5), parameters: whole }, { dimensions: 4 }, 'queries.data', shape],
  [{ data: new Int8Array(8), parameters: 1 }, y, { dimensions: 4 }, 'corpus.parameters', type],
  [
    { data: new Int8Array(8), parameters: { ...whole, scale: 0 } },
    y,
    { dimensions: 4 },
    'corpus.parameters.scale',
    'ERR_LINQUANT_INVALID_SCALE',
  ],
  [
    { data: new Int8Array(8), parameters: { ...whole, zeroPoint: 128 } },
    y,
    { dimensions: 4 },
    'corpus.parameters.zeroPoint',
    'ERR_LINQUANT_INVALID_ZERO_POINT',
  ],
  [
    { data: new Int16Array(8), parameters: { ...whole, dtype: 'int16' } },
    y,
    { dimensions: 4 },
    'corpus.parameters.dtype',
    'ERR_LINQUANT_INVALID_DTYPE',
  ],
  [
    { data: new Uint8Array(9), parameters: { ...whole, dtype: 'int4' } },
    y.subarray(0, 3),
    { dimensions: 3 },
    'options.dimensions',
    shape,
  ],
  [
    { data: new Int8Array(8), parameters: { ...whole, axis: 0, scale: [1], zeroPoint: [0] } },
    y,
    { dimensions: 4 },
    'corpus.parameters.scale',
    shape,
  ],
  [
    { data: new Int8Array(8), parameters: { ...whole, axis: 2, scale: [1], zeroPoint: [0] } },
    y,
    { dimensions: 4 },
    'corpus.parameters.axis',
    option,
  ],
  [
    {
      data: new Int8Array(8),
      parameters: { ...whole, axis: 1, blockSize: 2, scale: [1, 1, 1, 1], zeroPoint: [0, 0, 0, 0] },
    },
    y,
    { dimensions: 4 },
    'corpus.parameters.blockSize',
    option,
  ],
];

const ofSearch: readonly Wrong[] = [
  [x, y, { dimensions: 4, k: 0 }, 'options.k', option],
  [x, y, { dimensions: 4, k: 2.5 }, 'options.k', option],
  [x, y, { dimensions: 4, k: '3' }, 'options.k', type],
  [x, y, { dimensions: 4, filter: [1] }, 'options.filter', type],
  [x, y, { dimensions: 4, filter: Uint32Array.of(1, 6) }, 'options.filter[1]', option],
  [x, y, { dimensions: 4, filter: new Uint8Array(2) }, 'options.filter', 'ERR_LINQUANT_BYTE_LENGTH'],
  [x, y, { dimensions: 4, oversampling: 2 }, 'options.vectors', option],
  [codes, y, { dimensions: 4, vectors: x }, 'options.oversampling', option],
  [codes, y, { dimensions: 4, vectors: x, oversampling: 0 }, 'options.oversampling', option],
  [codes, y, { dimensions: 4, vectors: x.subarray(4), oversampling: 2 }, 'options.vectors', shape],
  [codes, y, { dimensions: 4, vectors: bits, oversampling: 2 }, 'options.vectors', type],
  [bits, askedBits, { dimensions: 4, vectors: x, oversampling: 2 }, 'queries', type],
  [bits, y, { dimensions: 4, vectors: x, oversampling: 2, metric: 'hamming' }, 'options.metric', option],
  [x, y, { dimensions: 4, out: new Uint32Array(6) }, 'options.out', type],
  [x, y, { dimensions: 4, out: { rows: 1 } }, 'options.out', option],
  [
    x,
    y,
    { dimensions: 4, out: { indices: new Int32Array(6), scores: new Float64Array(6) } },
    'options.out.indices',
    type,
  ],
  [
    x,
    y,
    { dimensions: 4, out: { indices: new Uint32Array(6), scores: new Float32Array(6) } },
    'options.out.scores',
    type,
  ],
  [
    x,
    y,
    { dimensions: 4, out: { indices: new Uint32Array(6), scores: new Float64Array(7) } },
    'options.out.scores',
    'ERR_LINQUANT_OUT_SIZE',
  ],
];

const ofScore: readonly Wrong[] = [
  [x, y, { dimensions: 4, k: 3 }, 'options', option],
  [x, y, { dimensions: 4, out: new Uint8Array(48) }, 'options.out', type],
  [x, y, { dimensions: 4, out: new Float32Array(5) }, 'options.out', 'ERR_LINQUANT_OUT_SIZE'],
  [x, y, { dimensions: 4, out: new Float32Array(x.buffer, 0, 6) }, 'options.out', 'ERR_LINQUANT_OVERLAP'],
];

describe('wrong arguments', () => {
  it.each([...ofBoth, ...ofSearch])('of a search, %#', (corpus, queries, options, argument, code) => {
    expectError(() => search(corpus, queries, options), argument, code);
  });

  it.each([...ofBoth, ...ofScore])('of scores, %#', (corpus, queries, options, argument, code) => {
    expectError(() => score(corpus, queries, options), argument, code);
  });

  it('leave out as it was', () => {
    const out = { indices: new Uint32Array(6).fill(7), scores: new Float64Array(6).fill(7) };
    const wrong = x.slice();
    wrong[23] = NaN;
    thrownBy(() => search(wrong, y, { dimensions: 4, out }));
    thrownBy(() => search(x, Float32Array.of(1, NaN, 1, 1), { dimensions: 4, out }));
    expect(out.indices).toEqual(new Uint32Array(6).fill(7));
    expect(out.scores).toEqual(new Float64Array(6).fill(7));
  });

  it('of codes that stand for more than float32 holds', () => {
    const huge = { data: Int8Array.of(1, 1, 100, 1), parameters: { ...whole, scale: 3e38 } };
    const error = thrownBy(() => search(huge, Float32Array.of(1, 1), { dimensions: 2, metric: 'l2' }));
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', row: 1 });
    // Sums of integers do not restore them.
    expect(scoreEmbeddings(huge, Float32Array.of(1, 1), { dimensions: 2, metric: 'dot' })[1]).toBeGreaterThan(
      3e40,
    );
  });
});

describe('hostile arguments', () => {
  const gone = <T extends Float32Array | Int8Array | Uint8Array | Uint32Array>(array: T): T => {
    structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
    return array;
  };

  it.each([
    [gone(x.slice()), y, {}, 'corpus'],
    [x, gone(x.slice()), {}, 'queries'],
    [{ data: gone(Int8Array.from(x)), parameters: whole }, y, {}, 'corpus.data'],
    [{ data: gone(new Uint8Array(6)), dialect: 'faiss' }, y, {}, 'corpus.data'],
    [codes, y, { vectors: gone(x.slice()), oversampling: 2 }, 'options.vectors'],
    [x, y, { filter: gone(Uint32Array.of(1)) }, 'options.filter'],
    [x, y, { filter: gone(Uint8Array.of(1)) }, 'options.filter'],
    [
      codes,
      y,
      { k: 1, out: { indices: gone(Uint32Array.of(1)), scores: new Float64Array(1) } },
      'options.out.indices',
    ],
  ] as const)('on detached memory, %#', (corpus, queries, options, argument) => {
    const call = () => search(corpus, queries, { dimensions: 4, ...options });
    expectError(call, argument, 'ERR_LINQUANT_DETACHED');
  });

  it('whose getters detach what was given before', () => {
    const corpus = x.slice();
    const options = {
      dimensions: 4,
      get filter() {
        structuredClone(corpus.buffer, { transfer: [corpus.buffer] });
        return undefined;
      },
    };
    expectError(() => search(corpus, y, options), 'corpus', 'ERR_LINQUANT_DETACHED');
    const rows = { data: Int8Array.from(codes.data), parameters: codes.parameters };
    const queries = {
      data: asked.data,
      get parameters() {
        structuredClone(rows.data.buffer, { transfer: [rows.data.buffer] });
        return asked.parameters;
      },
    };
    expectError(() => search(rows, queries, { dimensions: 4 }), 'corpus.data', 'ERR_LINQUANT_DETACHED');
  });

  it('that are revoked proxies, or lie about their length', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expectError(() => search(proxy, y, { dimensions: 4 }), 'corpus', type);
    expectError(() => search(x, y, proxy), 'options', type);
    class Longer extends Float32Array {
      override get length(): number {
        return 1e9;
      }
      override subarray(): never {
        throw new Error('not ours');
      }
    }
    const longer = new Longer(x);
    expect(search(longer, new Longer(y), { dimensions: 4 })).toEqual(search(x, y, { dimensions: 4 }));
    const parameters = { ...codes.parameters, scale: new Longer(codes.parameters.scale as Float32Array) };
    const odd = { data: codes.data, parameters };
    for (const metric of ['dot', 'l2']) {
      const options = { dimensions: 4, metric };
      expect(search(odd, y, options)).toEqual(search(codes, y, options));
    }
  });

  it('that read properties once', () => {
    const reads: string[] = [];
    const counted = <T extends object>(object: T): T =>
      new Proxy(object, {
        get(target, name) {
          reads.push(String(name));
          return Reflect.get(target, name) as unknown;
        },
      });
    const plain = { data: quantize(x, whole), parameters: whole };
    search(counted({ ...plain }), y, counted({ dimensions: 4, k: 2 }));
    for (const name of ['data', 'dimensions', 'k']) {
      expect(reads.filter((read) => read === name)).toHaveLength(1);
    }
  });
});
