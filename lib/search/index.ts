/// <reference types="node" preserve="true" />
/**
 * Exact search of embeddings: floats, codes of 8, 4, 2 and 1 bits, and bits of signs, where they lie. The same scores on every backend.
 *
 * @module linquant/search
 */

export { type MergeInput, mergeResults } from './merge-results.js';
export { scoreEmbeddings } from './score-embeddings.js';
export { searchEmbeddings } from './search-embeddings.js';
export { type TopKOptions, topK } from './top-k.js';
export type {
  ScoreOptions,
  SearchBits,
  SearchCodes,
  SearchCorpus,
  SearchMetric,
  SearchOptions,
  SearchOutput,
  SearchResult,
} from './types.js';
