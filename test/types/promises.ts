// What must compile of linquant/promises, and what must not.

import type { AxisRange, Range } from 'linquant';
import { type EmbeddingMeasures, quantizeEmbeddings as quantizeNow } from 'linquant/embeddings';
import {
  binarizeEmbeddings,
  convert,
  dequantize,
  measureEmbeddings,
  minMax,
  type PromiseOptions,
  quantize,
  quantizeDynamic,
  quantizeEmbeddings,
  quantizeFile,
  scoreEmbeddings,
  searchEmbeddings,
  type Transferred,
} from 'linquant/promises';
import type { SearchResult } from 'linquant/search';

const x = new Float32Array(8);
const rows = quantizeNow(x, { dimensions: 4, rule: 'row' });
const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
const { signal } = new AbortController();
const later: PromiseOptions = { signal, threads: 2, onProgress: ({ done, total }) => done / total };

const codes: Promise<Int8Array> = quantize(x, parameters, later);
const bare: Promise<Int8Array> = quantize(x, parameters);
const buffer: Promise<Buffer> = quantize(x, parameters, { out: Buffer.alloc(8), threads: 'auto' });
const floats: Promise<Float32Array> = dequantize(Int8Array.of(1), parameters, later);
const halves: Promise<Uint16Array> = convert(x, { to: 'float16', ...later });
const range: Promise<Range> = minMax(x);
const ranges: Promise<AxisRange> = minMax(x, { shape: [2, 4], axis: 0, threads: 3 });
const row = quantizeEmbeddings(x, { dimensions: 4, rule: 'row', signal });
const scales: Promise<Float32Array> = row.then(({ parameters: { scale } }) => scale);
const dynamic: Promise<Uint8Array> = quantizeDynamic(x, { dtype: 'uint8', threads: 1 }).then(
  ({ data }) => data,
);
const bits = binarizeEmbeddings(x, { dimensions: 8, dialect: 'binary', threads: 1 });
const signs: Promise<Int8Array> = bits.then(({ data }) => data);
const found: Promise<SearchResult> = searchEmbeddings(rows, x, { dimensions: 4, k: 1, ...later });
const scores: Promise<Float64Array> = scoreEmbeddings(rows, x, { dimensions: 4, threads: 2 });
const measured: Promise<EmbeddingMeasures> = measureEmbeddings(x, rows, {
  dimensions: 4,
  queries: x,
  k: 1,
  signal,
});

// With `transfer` the memory comes back; without it, nothing changes.
const moved = quantize(x, parameters, { transfer: true, ...later });
const movedCodes: Promise<Int8Array> = moved.then(({ result }) => result);
const movedX: Promise<Float32Array> = moved.then(({ transferred }) => transferred.x);
const movedBuffer: Promise<Buffer> = quantize(x, parameters, { out: Buffer.alloc(8), transfer: true }).then(
  ({ result }) => result,
);
const notMoved: Promise<Int8Array> = quantize(x, parameters, { transfer: false });
declare const maybe: boolean;
const either: Promise<Int8Array | Transferred<Int8Array, { readonly x: Float32Array }>> = quantize(
  x,
  parameters,
  {
    transfer: maybe,
  },
);
const movedBytes: Promise<Buffer> = dequantize(Buffer.alloc(8), parameters, { transfer: true }).then(
  ({ transferred: { q } }) => q,
);
const movedHalves: Promise<Uint16Array> = convert(x, { to: 'float16', transfer: true }).then(
  ({ result }) => result,
);
const movedRange: Promise<number> = minMax(x, { transfer: true }).then(({ result: { max } }) => max);
const movedRanges: Promise<Float32Array> = minMax(x, { shape: [2, 4], axis: 0, transfer: true }).then(
  ({ result: { max } }) => max,
);
const movedScale: Promise<number> = quantizeDynamic(x, { dtype: 'uint8', transfer: true }).then(
  ({ result }) => result.parameters.scale,
);
const movedRows: Promise<Float32Array> = quantizeEmbeddings(x, {
  dimensions: 4,
  rule: 'row',
  transfer: true,
}).then(({ result, transferred }) => (result.parameters.axis === 0 ? transferred.x : x));
const movedSigns: Promise<Uint8Array> = binarizeEmbeddings(x, { dimensions: 8, transfer: true }).then(
  ({ result: { data } }) => data,
);
const movedCorpus: Promise<Int8Array> = searchEmbeddings(rows, x, { dimensions: 4, transfer: true }).then(
  ({ transferred: { corpus } }) => corpus.data,
);
const movedScores: Promise<Float64Array> = scoreEmbeddings(rows, x, { dimensions: 4, transfer: true }).then(
  ({ result }) => result,
);
const movedMeasures: Promise<Int8Array> = measureEmbeddings(x, rows, {
  dimensions: 4,
  queries: x,
  transfer: true,
}).then(({ result, transferred }) => (result.recall > 0 ? transferred.codes.data : new Int8Array(0)));

// @ts-expect-error the memory comes back beside the result
const codesAlone: Promise<Int8Array> = quantize(x, parameters, { transfer: true });
// @ts-expect-error what was not taken does not come back
quantize(x, parameters).then(({ transferred }) => transferred);
// @ts-expect-error true or false
quantize(x, parameters, { transfer: 1 });
quantizeFile('a.npy', 'b.npy', { rule: 'row', threads: 2 }).then(({ shape }) => shape);
// @ts-expect-error functions on files read what they need
quantizeFile('a.npy', 'b.npy', { rule: 'row', transfer: true });
// @ts-expect-error no such option
quantize(x, parameters, { workers: 2 });
// @ts-expect-error all or a number
quantize(x, parameters, { threads: 'all' });
// @ts-expect-error bits need their type
quantize(new Uint16Array(8), parameters);
// @ts-expect-error dimensions are needed
quantizeEmbeddings(x, { rule: 'row', threads: 2 });
// @ts-expect-error a signal, not its controller
searchEmbeddings(x, x, { dimensions: 4, signal: new AbortController() });

export {
  bare,
  buffer,
  codes,
  codesAlone,
  dynamic,
  either,
  floats,
  found,
  halves,
  measured,
  movedBuffer,
  movedBytes,
  movedCodes,
  movedCorpus,
  movedHalves,
  movedMeasures,
  movedRange,
  movedRanges,
  movedRows,
  movedScale,
  movedScores,
  movedSigns,
  movedX,
  notMoved,
  range,
  ranges,
  scales,
  scores,
  signs,
};
