/// <reference types="node" preserve="true" />
/**
 * The functions that take long, as promises: on threads where memory is shared or taken over, else in slices between turns of the event loop.
 * The same arguments, errors and bytes as their namesakes.
 *
 * @module linquant/promises
 */

export { binarizeEmbeddings } from './binarize-embeddings.js';
export { convert } from './convert.js';
export { dequantize } from './dequantize.js';
export { measureEmbeddings } from './measure-embeddings.js';
export { minMax } from './min-max.js';
export { quantize } from './quantize.js';
export { quantizeDynamic } from './quantize-dynamic.js';
export { quantizeEmbeddings } from './quantize-embeddings.js';
export { quantizeFile } from './quantize-file.js';
export { quantizeTensors } from './quantize-tensors.js';
export { scoreEmbeddings } from './score-embeddings.js';
export { searchEmbeddings } from './search-embeddings.js';
export { searchFile } from './search-file.js';
export type { Progress, PromiseOptions, ThreadsOption, TransferOption, Transferred } from './types.js';
