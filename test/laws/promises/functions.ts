// What each promise is compared with: calls on a batch that is large enough for threads and slices.

import * as linquant from 'linquant';
import * as embeddings from 'linquant/embeddings';
import * as promises from 'linquant/promises';

export const rows = 88;
export const dimensions = 768;
const count = rows * dimensions;

/** Floats with both signs, zeros, and no pattern in rows or columns. */
export const values = Float32Array.from({ length: count }, (_, i) =>
  i % 97 === 0 ? 0 : Math.sin(i * i) * (1 + (i % 7)),
);

export function sharedCopy<T extends Float32Array | Uint8Array | Int8Array>(array: T): T {
  const buffer = new SharedArrayBuffer(array.byteLength);
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(buffer);
  copy.set(array);
  return copy;
}

type Function = (...values: readonly unknown[]) => unknown;

const own = { ...linquant, ...embeddings } as unknown as Readonly<Record<string, Function>>;
const later = promises as unknown as Readonly<
  Record<string, (...values: readonly unknown[]) => Promise<unknown>>
>;

/** A call: the function's name, the arguments between data and options, the options. */
export type Case = readonly [name: string, between: readonly unknown[], options: object];

export function call([name, between, options]: Case, data: unknown, more: object = {}): unknown {
  return own[name]!(data, ...between, { ...options, ...more });
}

export function promise([name, between, options]: Case, data: unknown, more: object = {}): Promise<unknown> {
  return later[name]!(data, ...between, { ...options, ...more });
}

const shape = [rows, dimensions];
const scales = Float32Array.from({ length: dimensions }, (_, i) => 0.01 + i / 5000);
const zeroPoints = Int32Array.from({ length: dimensions }, (_, i) => (i % 5) - 2);
const columns = { dtype: 'int8', axis: 1, scale: scales, zeroPoint: zeroPoints };
const blocks = rows * (dimensions / 32);
const ofBlocks = {
  dtype: 'int4',
  axis: 1,
  blockSize: 32,
  scale: Array.from({ length: blocks }, (_, i) => 0.1 + (i % 11) / 10),
  zeroPoint: Array.from({ length: blocks }, () => 0),
};
/** Rows of an odd number of packed codes, which begin within a byte. */
const odd = { dtype: 'int2', axis: 0, scale: [0.5, 1, 2], zeroPoint: [0, 1, -1] };

export const ofFloats: Readonly<Record<string, Case>> = {
  'quantize, one set': ['quantize', [{ dtype: 'uint8', scale: 0.05, zeroPoint: 128 }], {}],
  'quantize, finite': ['quantize', [columns], { shape, finite: true }],
  'quantize, packed': ['quantize', [{ dtype: 'int4', scale: 0.5, zeroPoint: 1, offset: 0.25 }], {}],
  'quantize, columns': ['quantize', [columns], { shape }],
  'quantize, blocks': ['quantize', [ofBlocks], { shape }],
  'quantize, rows within bytes': ['quantize', [odd], { shape: [3, count / 3] }],
  'minMax, whole': ['minMax', [], {}],
  'minMax, columns': ['minMax', [], { shape, axis: 1 }],
  'minMax, rows': ['minMax', [], { shape, axis: 0 }],
  'minMax, each element': ['minMax', [], { shape: [count], axis: 0 }],
  'minMax, blocks': ['minMax', [], { shape, axis: 1, blockSize: 64 }],
  'convert to bfloat16': ['convert', [], { to: 'bfloat16' }],
  'convert to float64': ['convert', [], { to: 'float64' }],
  'convert to float8': ['convert', [], { to: 'float8_e4m3fn', saturate: true }],
  'quantizeDynamic, whole': ['quantizeDynamic', [], { dtype: 'uint8' }],
  'quantizeDynamic, columns': ['quantizeDynamic', [], { dtype: 'int4', shape, axis: 1 }],
  'quantizeDynamic, rows': ['quantizeDynamic', [], { rule: 'absmax', shape, axis: 0 }],
  'quantizeDynamic, long rows': ['quantizeDynamic', [], { rule: 'onnx', shape: [1, count], axis: 0 }],
  'quantizeDynamic, blocks': ['quantizeDynamic', [], { dtype: 'uint4', shape, axis: 1, blockSize: 128 }],
  'embeddings by row': ['quantizeEmbeddings', [], { rule: 'row', dimensions }],
  'embeddings by row, few bits': ['quantizeEmbeddings', [], { rule: 'row', dimensions, dtype: 'int4' }],
  'embeddings by least squares': [
    'quantizeEmbeddings',
    [],
    { rule: 'row', dimensions, dtype: 'int4', fit: 'least-squares' },
  ],
  'embeddings by matrix': ['quantizeEmbeddings', [], { rule: 'matrix', dimensions }],
  'embeddings by range': ['quantizeEmbeddings', [], { rule: 'range', dimensions, countClipped: true }],
  'embeddings by ranges': ['quantizeEmbeddings', [], { rule: 'ranges', dimensions, dtype: 'uint8' }],
  'embeddings by ranges, older': [
    'quantizeEmbeddings',
    [],
    { rule: 'ranges', dimensions, dialect: 'sentence-transformers-5.6' },
  ],
  'signs of embeddings': ['binarizeEmbeddings', [], { dimensions }],
  'signs of odd embeddings': ['binarizeEmbeddings', [], { dimensions: 11, dialect: 'binary' }],
};

/** As many bytes as the floats have. */
export const codes = Uint8Array.from({ length: 4 * count }, (_, i) => (i * i) % 251);

export const ofCodes: Readonly<Record<string, Case>> = {
  'dequantize, one set': ['dequantize', [{ dtype: 'uint8', scale: 0.05, zeroPoint: 128 }], {}],
  'dequantize, columns': [
    'dequantize',
    [{ ...columns, dtype: 'uint8', zeroPoint: zeroPoints.map((zeroPoint) => zeroPoint + 100) }],
    { shape: [4 * rows, dimensions], floatType: 'float16' },
  ],
  'dequantize, packed': [
    'dequantize',
    [{ dtype: 'uint4', scale: 0.5, zeroPoint: 7 }],
    { length: 8 * count - 1, floatType: 'bfloat16' },
  ],
};
