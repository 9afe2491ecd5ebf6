// measureEmbeddings: wrong options, codes and vectors.

import { measureEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { someVectors } from '../../support/embeddings.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { detached } from '../../support/wrong/views.js';

const type = 'ERR_LINQUANT_INVALID_TYPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';
const range = 'ERR_LINQUANT_INVALID_RANGE';
const x = someVectors(4, 6);

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
