/// <reference types="node" preserve="true" />
/**
 * Embeddings: from float vectors to the bytes that databases and indexes take, and back.
 *
 * @module linquant/embeddings
 */
export * from './encodings/index.js';
