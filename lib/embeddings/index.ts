/// <reference types="node" preserve="true" />
/**
 * Embeddings: converts batches of float vectors to the bytes that vector databases and indexes store, and back. Built on the functions of
 * `linquant`, so the bytes are the same on every backend.
 *
 * @module linquant/embeddings
 */

export type { FirstRowOption } from '../arguments/vectors.js';
export type { BinaryDialect } from '../tables/binary-dialects.js';
export type { ByteOrder } from '../tables/byte-orders.js';
export {
  type BinaryEmbeddings,
  type BinaryOptions,
  binarizeEmbeddings,
} from './binary.js';
export * from './encodings/index.js';
export {
  type FileProgress,
  type QuantizedFile,
  type QuantizeFileOptions,
  quantizeFile,
} from './files/quantize-file.js';
export { type SearchFileOptions, searchFile } from './files/search-file.js';
export {
  type EmbeddingCodes,
  type EmbeddingMeasures,
  type MeasureOptions,
  measureEmbeddings,
} from './measure/measure-embeddings.js';
export type { Metric } from './measure/similarity.js';
export type { CodeDialect } from './quantize/code-dialects.js';
export { quantizeEmbeddings } from './quantize/quantize.js';
export type { RangeDialect } from './quantize/range-dialects.js';
export type { RangesDialect } from './quantize/ranges-dialects.js';
export type {
  EmbeddingDtype,
  FittedParameters,
  MatrixRule,
  QuantizedEmbeddings,
  RangeRule,
  RangesRule,
  RowDtype,
  RowFit,
  RowRule,
} from './quantize/types.js';
export type { EmbeddingWarning } from './quantize/warnings.js';
export { RangeCalibration, type RangeCalibrationJSON } from './ranges/calibration.js';
export { readRanges, writeRanges } from './ranges/files.js';
export { parametersForRanges, type RangesDtype, type RangesParameters } from './ranges/parameters.js';
export { type QuantileOptions, quantileRange } from './ranges/quantile.js';
export type { RangesInput } from './ranges/ranges.js';
export { type EmbeddingBatch, embeddingsFromResponse, type ResponseOptions } from './responses/response.js';
export { type RotateOptions, rotateEmbeddings } from './rotate/rotate.js';
