// Answers of embedding APIs, in the shape that each provider documents; the numbers are made up. Names and types of fields follow the
// providers' references and the types of their client libraries, in the versions that each names.

const usage = { prompt_tokens: 8, total_tokens: 8 };

/** Base64 of bytes in hexadecimal. */
export const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

/** 1 and -2, 0.5 and 0.25 as little-endian float32. */
const texts = [base64('0000803f000000c0'), base64('0000003f0000803e')] as const;
const floats = [
  [1, -2],
  [0.5, 0.25],
] as const;

/** An answer in OpenAI's form, its rows in the order given by `index`. */
const listOf = (embeddings: readonly unknown[], more: object = {}) => ({
  object: 'list',
  data: embeddings.map((embedding, index) => ({ object: 'embedding', embedding, index })),
  model: 'some-model',
  usage,
  ...more,
});

/**
 * OpenAI, https://platform.openai.com/docs/api-reference/embeddings/object: `CreateEmbeddingResponse` of the npm package openai 6.49.0.
 * With `encoding_format: 'base64'`, given by the caller, that client returns the text as it came.
 */
export const openai = { float: listOf(floats), base64: listOf(texts) };

/**
 * Cohere, https://docs.cohere.com/v1/reference/embed and https://docs.cohere.com/reference/embed (version 2): `EmbedFloatsResponse` and
 * `EmbedByTypeResponse` of the npm package cohere-ai 8.1.0, on the wire with `response_type`. Text in base64 is the bytes of the floats.
 */
const cohereRest = { id: 'da6e531f', texts: ['a', 'b'], meta: { api_version: { version: '2' } } };
export const cohere = {
  floats: { ...cohereRest, response_type: 'embeddings_floats', embeddings: floats },
  byType: (embeddings: object) => ({ ...cohereRest, response_type: 'embeddings_by_type', embeddings }),
  lists: {
    float: floats,
    int8: [[1, -2], [127, -128]], // biome-ignore format: a row for each
    uint8: [[1, 2], [255, 0]], // biome-ignore format: a row for each
    binary: [[-128, 127], [32, -1]], // biome-ignore format: a row for each
    ubinary: [[0, 255], [160, 127]], // biome-ignore format: a row for each
    base64: texts,
  },
} as const;

/**
 * Voyage, https://docs.voyageai.com/reference/embeddings-api: `EmbedResponse` of the npm package voyageai 0.4.0. Lists are floats, or
 * integers for `output_dtype` int8, uint8, binary (each byte less 128) and ubinary; base64 is of an array of float32, int8 or uint8.
 */
const voyageUsage = { usage: { total_tokens: 8 } };
export const voyage = {
  float: listOf(floats, voyageUsage),
  int8: listOf(cohere.lists.int8, voyageUsage),
  binary: listOf(cohere.lists.binary, voyageUsage),
  base64Int8: listOf([base64('01fe'), base64('7f80')], voyageUsage),
  base64Binary: listOf([base64('807f'), base64('20ff')], voyageUsage),
};

/**
 * Mistral, https://docs.mistral.ai/api/endpoint/embeddings: `EmbeddingResponse` of the npm package @mistralai/mistralai 2.7.0, whose
 * `output_dtype` is float, int8, uint8, binary or ubinary, and `encoding_format` float or base64.
 */
const mistralMore = { id: 'cmpl-e5cc', usage: { ...usage, completion_tokens: 0 } };
export const mistral = { uint8: listOf(cohere.lists.uint8, mistralMore), base64: listOf(texts, mistralMore) };

/**
 * Jina, https://api.jina.ai/redoc: `embedding_type` float, base64, binary (each byte less 128) or ubinary; read as LlamaIndex's
 * JinaEmbedding does, which sorts by `index`.
 */
export const jina = {
  ubinary: {
    model: 'jina-embeddings-v3',
    object: 'list',
    usage,
    data: [
      { object: 'embedding', index: 1, embedding: [160, 127] },
      { object: 'embedding', index: 0, embedding: [0, 255] },
    ],
  },
};

/**
 * vLLM 0.28.0, https://docs.vllm.ai/en/v0.28.0/api/vllm/entrypoints/pooling/embed/protocol/: OpenAI's form. Base64 is of `embed_dtype`
 * float32, float16, bfloat16 (or an 8-bit float: `convert` takes it) in the order of `endianness`.
 */
const vllmMore = {
  id: 'embd-7f1a',
  created: 1_764_500_000,
  usage: { ...usage, completion_tokens: 0, prompt_tokens_details: null },
};
export const vllm = {
  float16Big: listOf([base64('3c00c000'), base64('38003400')], vllmMore),
  bfloat16: listOf([base64('803f00c0'), base64('003f803e')], vllmMore),
  float8: listOf([base64('38c0'), base64('3028')], vllmMore),
};
