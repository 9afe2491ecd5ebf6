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
  scoreEmbeddings,
  searchEmbeddings,
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
  dynamic,
  floats,
  found,
  halves,
  measured,
  range,
  ranges,
  scales,
  scores,
  signs,
};
