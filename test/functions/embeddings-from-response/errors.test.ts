// What is no answer, or contradicts what the caller told, is refused by its path, with row and column.
import { embeddingsFromResponse } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectError, thrownBy } from '../../support/errors.js';
import { base64, cohere, openai, voyage } from './responses.js';

const TYPE = 'ERR_LINQUANT_INVALID_TYPE';
const SHAPE = 'ERR_LINQUANT_INVALID_SHAPE';
const RANGE = 'ERR_LINQUANT_INVALID_RANGE';
const FORMAT = 'ERR_LINQUANT_FORMAT';
const OPTION = 'ERR_LINQUANT_INVALID_OPTION';
const EMPTY = 'ERR_LINQUANT_EMPTY';

const loosely = embeddingsFromResponse as (response: unknown, options?: unknown) => unknown;
const listOf = (...embeddings: unknown[]) => ({ data: embeddings.map((embedding) => ({ embedding })) });

/** Checks the argument that the message names, the code, and the place. */
function expectPlace(
  response: unknown,
  options: unknown,
  path: string,
  code: string,
  place: object = {},
): void {
  expectError(() => loosely(response, options), path, code);
  const { row, column, index } = thrownBy(() => loosely(response, options)) as Record<string, unknown>;
  expect({ row, column, index }).toEqual({ row: undefined, column: undefined, index: undefined, ...place });
}

describe('numbers', () => {
  it.each([null, '1', undefined, {}, [1], true, 1n])('%o is none', (wrong) => {
    const at = { row: 1, column: 2 };
    expectPlace(listOf([0.5, 1, 2], [3, 4, wrong]), {}, 'response.data[1].embedding[2]', TYPE, at);
    for (const dtype of ['int8', 'bit']) {
      expectPlace(listOf([0, 1, 2], [3, 4, wrong]), { dtype }, 'response.data[1].embedding[2]', TYPE, at);
    }
    expectPlace({ embeddings: { uint8: [[1], [wrong]] } }, {}, 'response.embeddings.uint8[1][0]', TYPE, {
      row: 1,
      column: 0,
    });
  });

  it('are those of the type', () => {
    const at = { row: 0, column: 1 };
    const path = 'response.data[0].embedding[1]';
    for (const wrong of [NaN, Infinity, 1e39, -1e300]) expectPlace(listOf([0.5, wrong]), {}, path, RANGE, at);
    for (const wrong of [128, -129, 0.5, NaN])
      expectPlace(listOf([0, wrong]), { dtype: 'int8' }, path, RANGE, at);
    for (const wrong of [256, -1, 0.5]) expectPlace(listOf([0, wrong]), { dtype: 'uint8' }, path, RANGE, at);
    expectPlace(listOf([0, -1]), { dtype: 'bit' }, path, RANGE, at);
    expectPlace(listOf([0, 128]), { dtype: 'bit', dialect: 'binary' }, path, RANGE, at);
    expectPlace({ embeddings: { int8: [[0, 200]] } }, {}, 'response.embeddings.int8[0][1]', RANGE, at);
  });

  it('are as many in each row, and as told', () => {
    expectPlace(listOf([0.5, 1], [0.5]), {}, 'response.data[1].embedding', SHAPE, { row: 1 });
    expectPlace(listOf([0.5, 1], [0.5, 1, 2]), {}, 'response.data[1].embedding', SHAPE, { row: 1 });
    expectPlace(listOf([0.5, 1]), { dimensions: 3 }, 'response.data[0].embedding', SHAPE, { row: 0 });
    expectPlace(listOf([1, 2]), { dtype: 'bit', dimensions: 8 }, 'response.data[0].embedding', FORMAT, {
      row: 0,
    });
    expectPlace(listOf([1, 3]), { dtype: 'bit', dimensions: 15 }, 'response.data[0].embedding', FORMAT, {
      row: 0,
    });
    expectPlace(listOf([]), {}, 'options.dtype', OPTION);
    expectPlace(listOf([]), { dtype: 'float32' }, 'response.data[0].embedding', EMPTY);
  });
});

describe('base64', () => {
  const dtype = 'float32';
  it('is judged as by decodeVectorsBase64, by its path', () => {
    const path = 'response.data[1].embedding';
    expectPlace(listOf('AACAPw==', 'AAC-Pw=='), { dtype }, path, FORMAT, { row: 1, index: 3 });
    expectPlace(listOf('AACAPw==', 'AACAP'), { dtype }, path, FORMAT, { row: 1 });
    expectPlace(listOf('AACAPw==', 'AACAPwAAgD8='), { dtype }, path, FORMAT, { row: 1 });
    expectPlace({ embeddings: { base64: ['AACAPw==', '='] } }, {}, 'response.embeddings.base64[1]', FORMAT, {
      row: 1,
    });
    expectPlace(openai.base64, { dtype, dimensions: 3 }, 'response.data[0].embedding', FORMAT, { row: 0 });
  });

  it('is not mixed with lists', () => {
    expectPlace(listOf('AACAPw==', [1]), { dtype }, 'response.data[1].embedding', TYPE, { row: 1 });
    expectPlace(listOf([0.5], 'AACAPw=='), { dtype }, 'response.data[1].embedding', TYPE, { row: 1 });
    expectPlace({ embeddings: { base64: [[1]] } }, {}, 'response.embeddings.base64[0]', TYPE, { row: 0 });
    expectPlace({ embeddings: { float: ['AACAPw=='] } }, {}, 'response.embeddings.float[0]', TYPE, {
      row: 0,
    });
  });
});

describe('options', () => {
  it('must tell the type where the answer does not', () => {
    expectPlace(openai.base64, {}, 'options.dtype', OPTION);
    expectPlace(voyage.int8, {}, 'options.dtype', OPTION);
    expectPlace(listOf([1, 0, 0]), undefined, 'options.dtype', OPTION);
    expect(embeddingsFromResponse(listOf([1, 0, 0]), { dtype: 'float32' }).data).toEqual(
      Float32Array.of(1, 0, 0),
    );
    expectPlace(cohere.byType(cohere.lists), {}, 'options.dtype', OPTION);
  });

  it('must not contradict it', () => {
    expectPlace(cohere.byType({ int8: cohere.lists.int8 }), { dtype: 'uint8' }, 'options.dtype', OPTION);
    expectPlace(
      cohere.byType({ binary: [[1]] }),
      { dtype: 'bit', dialect: 'ubinary' },
      'options.dtype',
      OPTION,
    );
    expectPlace(cohere.byType({ base64: ['AACAPw=='] }), { dtype: 'float16' }, 'options.dtype', OPTION);
    expectPlace(cohere.floats, { dtype: 'int8' }, 'options.dtype', OPTION);
    for (const dtype of ['float64', 'float16', 'bfloat16'])
      expectPlace(openai.float, { dtype }, 'options.dtype', OPTION);
    expectPlace(openai.float, { byteOrder: 'little' }, 'options.byteOrder', OPTION);
    expectPlace(openai.base64, { dtype: 'int8', byteOrder: 'little' }, 'options.byteOrder', OPTION);
    expectPlace(openai.float, { dialect: 'ubinary' }, 'options.dialect', OPTION);
  });

  it('are judged first', () => {
    expectPlace(null, { dtype: 'binary' }, 'options.dtype', OPTION);
    expectPlace(null, { dtype: 'bit', dialect: 'faiss' }, 'options.dialect', OPTION);
    expectPlace(null, { dimensions: 0 }, 'options.dimensions', OPTION);
    expectPlace(null, { type: 'bit' }, 'options', OPTION);
  });
});

describe('answers', () => {
  it.each([undefined, null, 1, 'x', () => 1])('%o is none', (response) => {
    expectPlace(response, {}, 'response', TYPE);
  });

  it('have vectors', () => {
    for (const response of [{}, [], { error: { message: 'rate limit' } }, { embedding: [1] }]) {
      expectPlace(response, {}, 'response', FORMAT);
    }
    expect(() => loosely({ error: {} })).toThrow('; got error');
    expectPlace({ data: [] }, {}, 'response.data', EMPTY);
    expectPlace({ embeddings: [] }, {}, 'response.embeddings', EMPTY);
    expectPlace({ embeddings: {} }, {}, 'response.embeddings', FORMAT);
    expectPlace({ embeddings: { float: [] } }, {}, 'response.embeddings.float', EMPTY);
    for (const data of [null, {}, 'x', 1]) expectPlace({ data }, {}, 'response.data', TYPE);
    for (const embeddings of [null, 'x', 1]) expectPlace({ embeddings }, {}, 'response.embeddings', TYPE);
    const dtype = 'float32';
    for (const item of [null, undefined, 1, 'x']) {
      expectPlace({ data: [{ embedding: [1] }, item] }, { dtype }, 'response.data[1]', TYPE, { row: 1 });
    }
    for (const embedding of [undefined, null, 1, {}]) {
      expectPlace(listOf([1], embedding), { dtype }, 'response.data[1].embedding', TYPE, { row: 1 });
    }
  });

  it('have each index once, and leave out none', () => {
    const at = (...indices: unknown[]) => ({ data: indices.map((index) => ({ index, embedding: [0.5] })) });
    expectPlace(at(0, 1, 1), {}, 'response.data[2].index', FORMAT, { row: 2 });
    expect(() => loosely(at(0, 1, 1))).toThrow('got 1, which response.data[1] has');
    for (const wrong of [3, -1, 0.5, '1', NaN, 2 ** 32, {}, null]) {
      expectPlace(at(0, wrong, 2), {}, 'response.data[1].index', FORMAT, { row: 1 });
    }
    expect(() => loosely(at(0, 3, 2))).toThrow('a whole number in 0..2; got 3');
    expectPlace(at(undefined, 1), {}, 'response.data[1].index', FORMAT, { row: 1 });
    // The path is that of the answer, the row that of the batch.
    const data = [{ index: 1, embedding: [0.5, null] }, { index: 0, embedding: [0.5, 1] }]; // biome-ignore format: a row for each
    expectPlace({ data }, {}, 'response.data[0].embedding[1]', TYPE, { row: 1, column: 1 });
  });

  it('may be hostile', () => {
    const claims = (length: unknown) =>
      new Proxy([], { get: (_, name) => (name === 'length' ? length : 0.5) });
    for (const length of [2 ** 32 - 1, 2 ** 53, -1, 0.5, NaN, '2']) {
      expectPlace({ data: claims(length) }, {}, 'response.data', SHAPE);
      expectPlace({ embeddings: claims(length) }, {}, 'response.embeddings', SHAPE);
      expectPlace(listOf(claims(length)), { dtype: 'float32' }, 'response.data[0].embedding', SHAPE);
    }
    expectPlace({ data: new Array(2 ** 32 - 1) }, {}, 'response.data', SHAPE);
    expectPlace({ data: new Array(2 ** 28) }, {}, 'response.data[0]', TYPE, { row: 0 });
    expectPlace(listOf(claims(2 ** 28), claims(2 ** 28)), { dtype: 'float32' }, 'response', SHAPE);
    const revoked = (target: object) => {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      return proxy as unknown;
    };
    expectPlace(revoked({}), {}, 'response', TYPE);
    expectPlace({ data: revoked([]) }, {}, 'response.data', TYPE);
    expectPlace({ data: [revoked({})] }, {}, 'response.data[0]', TYPE, { row: 0 });
    expectPlace(listOf(revoked([])), { dtype: 'int8' }, 'response.data[0].embedding', TYPE, { row: 0 });
    expectPlace({ embeddings: revoked({}) }, {}, 'response.embeddings', TYPE);
    class Heir extends Array<number> {}
    const heir = Heir.from([0.5, 1]);
    Object.setPrototypeOf(heir, { length: 1000 });
    expect(embeddingsFromResponse(listOf(heir)).dimensions).toBe(2);
    expect(embeddingsFromResponse(listOf(new Proxy([0.5, 1], {}))).data).toEqual(Float32Array.of(0.5, 1));
    const moving = { valueOf: () => 1 };
    expectPlace(listOf([moving]), { dtype: 'int8' }, 'response.data[0].embedding[0]', TYPE, {
      row: 0,
      column: 0,
    });
    expectPlace(listOf([base64('00')]), { dtype: 'int8' }, 'response.data[0].embedding[0]', TYPE, {
      row: 0,
      column: 0,
    });
  });
});
