// What the functions for embeddings take and give, by their types.
import type { AxisParameters, ChosenAxisParameters, QuantizationParameters, Range } from 'linquant';
import {
  type BinaryEmbeddings,
  binarizeEmbeddings,
  type CodeDialect,
  type EmbeddingBatch,
  type EmbeddingMeasures,
  embeddingsFromResponse,
  type FittedParameters,
  measureEmbeddings,
  parametersForRanges,
  type QuantizedEmbeddings,
  type QuantizedFile,
  quantileRange,
  quantizeEmbeddings,
  quantizeFile,
  RangeCalibration,
  type RangesParameters,
  readRanges,
  rotateEmbeddings,
  searchFile,
  writeRanges,
} from 'linquant/embeddings';
import type { SearchResult } from 'linquant/search';
import { exact } from './exact.js';

const x = new Float32Array(4);
const bits = new Uint16Array(4);
// biome-ignore lint/suspicious/noExplicitAny: what drivers and JSON.parse give
const untyped = x as any;
const bytes = Buffer.alloc(4) as Buffer;
const dimensions = 2;

quantizeEmbeddings(x, { dimensions, rule: 'row', firstRow: 7 });
exact<Promise<QuantizedFile>>()(
  quantizeFile('x.npy', 'y.npy', { rule: 'ranges', signal: AbortSignal.timeout(1) }),
);
// @ts-expect-error a rule is needed
quantizeFile('x.npy', 'y.npy', {});
exact<Promise<SearchResult>>()(searchFile('x.npy', x, { k: 3, vectors: 'y.npy', oversampling: 2 }));
searchFile('x.npy', bits, { floatType: 'float16', filter: new Uint32Array(1), dialect: 'ubinary' });
// @ts-expect-error results are new arrays
searchFile('x.npy', x, { out: { indices: new Uint32Array(1), scores: new Float64Array(1) } });
const row = quantizeEmbeddings(x, { dimensions, rule: 'row' });
exact<Int8Array<ArrayBuffer>>()(row.data);
exact<ChosenAxisParameters<'int8'>>()(row.parameters);
exact<readonly [number, number]>()(row.shape);
exact<number | undefined>()(row.clipped);
exact<Buffer>()(quantizeEmbeddings(x, { dimensions, rule: 'row', out: bytes }).data);
exact<Buffer>()(
  quantizeEmbeddings(x, { dimensions, rule: 'row', out: { data: bytes, scale: new Float32Array(2) } }).data,
);
const few = quantizeEmbeddings(x, { dimensions, rule: 'row', dtype: 'int4', fit: 'least-squares' });
exact<Uint8Array<ArrayBuffer>>()(few.data);
exact<FittedParameters<'int4'>>()(few.parameters);
exact<ChosenAxisParameters<'int2'>>()(
  quantizeEmbeddings(x, { dimensions, rule: 'row', dtype: 'int2' }).parameters,
);
const offset = new Float32Array(2);
exact<Buffer>()(
  quantizeEmbeddings(x, {
    dimensions,
    rule: 'row',
    dtype: 'uint1',
    fit: 'least-squares',
    out: { data: bytes, offset },
  }).data,
);
exact<Float32Array<ArrayBuffer>>()(rotateEmbeddings(x, { dimensions, seed: 1 }));
exact<Float32Array<ArrayBuffer>>()(
  rotateEmbeddings(bytes, { dimensions, seed: 1, floatType: 'float64', out: x }),
);
rotateEmbeddings(bits, { dimensions, seed: 1, inverse: true, floatType: 'bfloat16' });
// @ts-expect-error: a rotation has a seed
rotateEmbeddings(x, { dimensions });
// @ts-expect-error: rotated vectors are float32
rotateEmbeddings(x, { dimensions, seed: 1, out: new Float64Array(4) });
// @ts-expect-error: bits need floatType
rotateEmbeddings(bits, { dimensions, seed: 1 });
// @ts-expect-error: uint4 is no dtype of rows
quantizeEmbeddings(x, { dimensions, rule: 'row', dtype: 'uint4' });
// @ts-expect-error: the absolute maximum has no offset
quantizeEmbeddings(x, { dimensions, rule: 'row', out: { data: bytes, offset } });
// @ts-expect-error: a matrix is not fitted
quantizeEmbeddings(x, { dimensions, rule: 'matrix', fit: 'least-squares' });
exact<QuantizationParameters<'int8'>>()(quantizeEmbeddings(x, { dimensions, rule: 'matrix' }).parameters);
exact<Int8Array<ArrayBuffer>>()(
  quantizeEmbeddings(x, { dimensions, rule: 'range', range: { min: 0, max: 1 } }).data,
);

const ranges = new RangeCalibration(2).observe(x).merge(new RangeCalibration(2)).ranges();
exact<Int8Array<ArrayBuffer>>()(quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges }).data);
const uint8 = quantizeEmbeddings(x, {
  dimensions,
  rule: 'ranges',
  ranges,
  dtype: 'uint8',
  countClipped: true,
});
exact<Uint8Array<ArrayBuffer>>()(uint8.data);
exact<RangesParameters<'uint8'>>()(uint8.parameters);
const parameters: AxisParameters<'int8'> = parametersForRanges([[0], [1]]);
exact<RangesParameters<'uint8'>>()(parametersForRanges(ranges, { dtype: 'uint8' }));
const json = JSON.stringify(new RangeCalibration(2));
const whole: RangeCalibration = RangeCalibration.fromJSON(new RangeCalibration(2).toJSON());
quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges: whole });
quantizeEmbeddings(bits, { dimensions, rule: 'row', floatType: 'float16' });
new RangeCalibration(2).observe(bits, { floatType: 'bfloat16' });
exact<Promise<Float32Array<ArrayBuffer>>>()(readRanges('x.npy'));
exact<Float32Array<ArrayBuffer>>()(ranges);
exact<Float32Array<ArrayBuffer>>()(parametersForRanges(ranges).offset);
exact<Promise<void>>()(writeRanges('x.npy', ranges));
exact<Range>()(quantileRange(x, { dimensions, quantile: 0.99 }));

declare const rule: 'row' | 'matrix';
const some: QuantizedEmbeddings = quantizeEmbeddings(x, { dimensions, rule });

exact<BinaryEmbeddings<'ubinary', Uint8Array<ArrayBuffer>>>()(binarizeEmbeddings(x, { dimensions }));
exact<Int8Array<ArrayBuffer>>()(binarizeEmbeddings(x, { dimensions, dialect: 'binary' }).data);
exact<Buffer>()(binarizeEmbeddings(x, { dimensions, dialect: 'faiss', out: bytes }).data);

exact<number>()(row.zeroRows);
const own = quantizeEmbeddings(x, { dimensions, rule: 'range', dialect: 'sqlite-vec' });
exact<CodeDialect | undefined>()(own.dialect);
exact<number>()(measureEmbeddings(x, own, { dimensions, queries: x }).zeroRows);
exact<EmbeddingMeasures>()(measureEmbeddings(x, row, { dimensions, queries: x }));
measureEmbeddings(x, some, { dimensions, queries: x, metric: 'l2', oversampling: 2 });
measureEmbeddings(x, binarizeEmbeddings(x, { dimensions }), { dimensions, queries: x });

// @ts-expect-error a rule
quantizeEmbeddings(x, { dimensions });
// @ts-expect-error dimensions
quantizeEmbeddings(x, { rule: 'row' });
// @ts-expect-error codes where floats belong
quantizeEmbeddings(new Uint8Array(4), { dimensions, rule: 'row' });
// @ts-expect-error bits need their type
quantizeEmbeddings(bits, { dimensions, rule: 'row' });
// @ts-expect-error the option has another name than the result
quantizeEmbeddings(x, { dimensions, rule: 'range', clipped: true });
// @ts-expect-error ranges are of another rule
quantizeEmbeddings(x, { dimensions, rule: 'row', ranges });
// @ts-expect-error absmax is int8
quantizeEmbeddings(x, { dimensions, rule: 'range', dtype: 'uint8' });
// @ts-expect-error int8 codes do not go into a Uint8Array
quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, out: new Uint8Array(4) });
// @ts-expect-error a dialect of bits
quantizeEmbeddings(x, { dimensions, rule: 'range', dialect: 'faiss' });
// @ts-expect-error no such dialect
binarizeEmbeddings(x, { dimensions, dialect: 'msb' });
// @ts-expect-error binary is int8
binarizeEmbeddings(x, { dimensions, dialect: 'binary', out: new Uint8Array(4) });
// @ts-expect-error codes without parameters
measureEmbeddings(x, { data: new Int8Array(4) }, { dimensions, queries: x });
// @ts-expect-error results are for reading
row.shape = [1, 1];

// An answer's vectors: told by the caller, or one of the types that answers tell.
declare const parsed: unknown;
exact<EmbeddingBatch<'float32'>>()(embeddingsFromResponse(parsed, { dtype: 'float32' }));
exact<Float32Array<ArrayBuffer>>()(embeddingsFromResponse(parsed, { dtype: 'float32', dimensions: 2 }).data);
exact<Uint16Array<ArrayBuffer>>()(
  embeddingsFromResponse(parsed, { dtype: 'float16', byteOrder: 'big' }).data,
);
exact<Uint8Array<ArrayBuffer>>()(embeddingsFromResponse(parsed, { dtype: 'bit' }).data);
exact<'ubinary'>()(embeddingsFromResponse(parsed, { dtype: 'bit', dialect: 'binary' }).dialect);
const batch = embeddingsFromResponse(parsed);
exact<'float32' | 'int8' | 'uint8' | 'bit'>()(batch.dtype);
if (batch.dtype === 'int8') exact<Int8Array<ArrayBuffer>>()(batch.data);
if (batch.dtype === 'bit') exact<'big'>()(batch.bitOrder);
// @ts-expect-error bits are a dtype, binary a dialect
embeddingsFromResponse(parsed, { dtype: 'binary' });
// @ts-expect-error no API answers so
embeddingsFromResponse(parsed, { dtype: 'bit', dialect: 'faiss' });

export { json, parameters };

// What may be anything needs no floatType.
quantizeEmbeddings(untyped, { dimensions: 2, rule: 'range' });
binarizeEmbeddings(untyped, { dimensions: 2 });
quantileRange(untyped, { dimensions: 2 });
