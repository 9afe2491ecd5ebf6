// Answers in the form of each provider become one batch.
import { convert } from 'linquant';
import { embeddingsFromResponse, encodePgBit } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectSameResult } from '../../support/same-bytes.js';
import { cohere, jina, mistral, openai, vllm, voyage } from './responses.js';

const float32 = { data: Float32Array.of(1, -2, 0.5, 0.25), dtype: 'float32', dimensions: 2, rows: 2 };
const int8 = { data: Int8Array.of(1, -2, 127, -128), dtype: 'int8', dimensions: 2, rows: 2 };
const uint8 = { data: Uint8Array.of(1, 2, 255, 0), dtype: 'uint8', dimensions: 2, rows: 2 };
const bits = {
  data: Uint8Array.of(0, 255, 160, 127),
  dtype: 'bit',
  dimensions: 16,
  rows: 2,
  bitOrder: 'big',
  dialect: 'ubinary',
};

describe('embeddingsFromResponse', () => {
  it.each([
    ['OpenAI, floats', openai.float, {}, float32],
    ['OpenAI, base64', openai.base64, { dtype: 'float32' }, float32],
    ['Cohere, version 1', cohere.floats, {}, float32],
    ['Cohere, float', cohere.byType({ float: cohere.lists.float }), {}, float32],
    ['Cohere, int8', cohere.byType({ int8: cohere.lists.int8 }), {}, int8],
    ['Cohere, uint8', cohere.byType({ uint8: cohere.lists.uint8 }), {}, uint8],
    ['Cohere, binary', cohere.byType({ binary: cohere.lists.binary }), {}, bits],
    ['Cohere, ubinary', cohere.byType({ ubinary: cohere.lists.ubinary }), {}, bits],
    ['Cohere, base64', cohere.byType({ base64: cohere.lists.base64 }), {}, float32],
    ['Cohere, null beside', cohere.byType({ int8: cohere.lists.int8, float: null }), {}, int8],
    ['Cohere, one of all', cohere.byType(cohere.lists), { dtype: 'uint8' }, uint8],
    ['Cohere, bits of all', cohere.byType(cohere.lists), { dtype: 'bit' }, bits],
    ['Cohere, a dialect of all', cohere.byType(cohere.lists), { dtype: 'bit', dialect: 'binary' }, bits],
    ['Voyage, floats', voyage.float, {}, float32],
    ['Voyage, int8', voyage.int8, { dtype: 'int8' }, int8],
    ['Voyage, binary', voyage.binary, { dtype: 'bit', dialect: 'binary' }, bits],
    ['Voyage, base64 of int8', voyage.base64Int8, { dtype: 'int8' }, int8],
    ['Voyage, base64 of binary', voyage.base64Binary, { dtype: 'bit', dialect: 'binary' }, bits],
    ['Mistral, uint8', mistral.uint8, { dtype: 'uint8' }, uint8],
    ['Mistral, base64', mistral.base64, { dtype: 'float32', dimensions: 2 }, float32],
    ['Jina, ubinary', jina.ubinary, { dtype: 'bit' }, bits],
    [
      'vLLM, float16, big-endian',
      vllm.float16Big,
      { dtype: 'float16', byteOrder: 'big' },
      { ...float32, data: Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x3400), dtype: 'float16' },
    ],
    [
      'vLLM, bfloat16',
      vllm.bfloat16,
      { dtype: 'bfloat16' },
      { ...float32, data: Uint16Array.of(0x3f80, 0xc000, 0x3f00, 0x3e80), dtype: 'bfloat16' },
    ],
  ] as const)('%s', (_name, response, options, expected) => {
    // As it comes from the wire.
    const parsed: unknown = JSON.parse(JSON.stringify(response));
    expectSameResult(embeddingsFromResponse(parsed, options) as object, expected);
  });

  it('has 8-bit floats as bytes, which convert takes', () => {
    const { data } = embeddingsFromResponse(vllm.float8, { dtype: 'uint8' });
    expect(convert(data, { from: 'float8_e4m3fn', to: 'float32' })).toEqual(float32.data);
  });

  it('sorts rows by index, where there is one', () => {
    const data = [2, 0, 1].map((index) => ({ index, embedding: [index + 0.5] }));
    expect(embeddingsFromResponse({ data }).data).toEqual(Float32Array.of(0.5, 1.5, 2.5));
    const unsorted = data.map(({ embedding }) => ({ embedding, index: null }));
    expect(embeddingsFromResponse({ data: unsorted }).data).toEqual(Float32Array.of(2.5, 0.5, 1.5));
  });

  it('rounds to float32, as Math.fround does', () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10 ** ((i % 80) - 44));
    const { data } = embeddingsFromResponse({ data: [{ embedding: numbers }] });
    expect(Array.from(data)).toEqual(numbers.map(Math.fround));
  });

  it('has the bits of the last byte that dimensions says', () => {
    const options = { dtype: 'bit', dimensions: 11 } as const;
    const { data, dimensions, bitOrder } = embeddingsFromResponse(
      { data: [{ embedding: [160, 96] }] },
      options,
    );
    expect([...data, dimensions]).toEqual([160, 96, 11]);
    expect(encodePgBit(data, { dimensions, bitOrder }).toString('hex')).toBe('0000000ba060');
    const signed = { ...options, dialect: 'binary' } as const;
    expect([...embeddingsFromResponse({ data: [{ embedding: [32, -32] }] }, signed).data]).toEqual([160, 96]);
    expect([...embeddingsFromResponse({ data: [{ embedding: 'IOA=' }] }, signed).data]).toEqual([160, 96]);
  });
});
