// What must compile of linquant/search, and what must not.

import { binarizeEmbeddings, quantizeEmbeddings } from 'linquant/embeddings';
import {
  type MergeInput,
  mergeResults,
  type SearchResult,
  scoreEmbeddings,
  searchEmbeddings,
  topK,
} from 'linquant/search';

const x = new Float32Array(8);
const codes = quantizeEmbeddings(x, { dimensions: 4, rule: 'row' });
const bits = binarizeEmbeddings(x, { dimensions: 4 });

const found: SearchResult = searchEmbeddings(codes, x, { dimensions: 4, metric: 'l2', k: 2 });
const rows: Uint32Array = searchEmbeddings(bits, bits, { dimensions: 4 }).indices;
const out = { indices: new Uint32Array(2), scores: new Float64Array(2) };
searchEmbeddings(bits, x, { dimensions: 4, oversampling: 2, vectors: codes, filter: rows, out });
searchEmbeddings(new Uint16Array(8), Buffer.alloc(16), { dimensions: 4, floatType: 'bfloat16' });

const sharedOut = { indices: new Uint32Array(new SharedArrayBuffer(8)), scores: new Float64Array(2) };
const sharedRows: Uint32Array<SharedArrayBuffer> = searchEmbeddings(x, x, {
  dimensions: 4,
  out: sharedOut,
}).indices;
const ownRows: Uint32Array<ArrayBuffer> = searchEmbeddings(x, x, { dimensions: 4 }).indices;

const scores: Float64Array = scoreEmbeddings(x, x, { dimensions: 4 });
const single: Float32Array = scoreEmbeddings(x, x, { dimensions: 4, out: new Float32Array(4) });
const best: SearchResult = topK(scores, 3, { largest: false });
const merged: SearchResult = mergeResults([found, best], [0, 2], 3);
const piece: MergeInput = { indices: rows, scores, k: 1 };

// @ts-expect-error dimensions are needed
searchEmbeddings(x, x, { k: 3 });
// @ts-expect-error no such metric
searchEmbeddings(x, x, { dimensions: 4, metric: 'euclidean' });
// @ts-expect-error codes need parameters
searchEmbeddings({ data: new Int8Array(8) }, x, { dimensions: 4 });
// @ts-expect-error a filter has numbers of rows or bits
searchEmbeddings(x, x, { dimensions: 4, filter: [1, 2] });
// @ts-expect-error bits are not ranked by
searchEmbeddings(x, x, { dimensions: 4, oversampling: 2, vectors: bits });
// @ts-expect-error all scores have no k
scoreEmbeddings(x, x, { dimensions: 4, k: 3 });
// @ts-expect-error scores are floats
topK(new Int32Array(3), 1);

export { merged, ownRows, piece, sharedRows, single };
