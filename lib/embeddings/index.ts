/// <reference types="node" preserve="true" />
/**
 * Embeddings: batches of float vectors to the bytes that databases and indexes take, by the rules of the tools that they
 * must agree with. Stands on the functions of `linquant`, and gives the same bytes on every backend as they do.
 *
 * @module linquant/embeddings
 */

export type { ByteOrder } from '../tables/byte-orders.js';
export {
  type BinaryDialect,
  type BinaryEmbeddings,
  type BinaryOptions,
  binarizeEmbeddings,
} from './binary.js';
export * from './encodings/index.js';
export {
  type EmbeddingCodes,
  type EmbeddingMeasures,
  type MeasureOptions,
  measureEmbeddings,
} from './measure/measure-embeddings.js';
export type { Metric } from './measure/similarity.js';
export { quantizeEmbeddings } from './quantize/quantize.js';
export type { RangesDialect } from './quantize/ranges-dialects.js';
export type { MatrixRule, QuantizedEmbeddings, RangeRule, RangesRule, RowRule } from './quantize/types.js';
export type { EmbeddingWarning } from './quantize/warnings.js';
export { RangeCalibration, type RangeCalibrationJSON } from './ranges/calibration.js';
export { readRanges, writeRanges } from './ranges/files.js';
export { parametersForRanges, type RangesDtype, type RangesParameters } from './ranges/parameters.js';
export { type QuantileOptions, quantileRange } from './ranges/quantile.js';
export type { RangesInput } from './ranges/ranges.js';
