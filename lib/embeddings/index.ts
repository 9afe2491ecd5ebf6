/// <reference types="node" preserve="true" />
/**
 * Embeddings: batches of float vectors to the bytes that databases and indexes take, by the rules of the tools that they
 * must agree with. Stands on the functions of `linquant`, and gives the same bytes on every backend as they do.
 *
 * @module linquant/embeddings
 */
export {
  type BinaryDialect,
  type BinaryEmbeddings,
  type BinaryOptions,
  type BitsOr,
  binarizeEmbeddings,
} from './binary.js';
export { RangeCalibration, type RangeCalibrationJSON } from './calibration.js';
export * from './encodings/index.js';
export type { SearchIn } from './measured-numbers.js';
export {
  type BitCodes,
  type EmbeddingCodes,
  type EmbeddingMeasures,
  type MeasureOptions,
  measureEmbeddings,
  type NumberCodes,
} from './measures.js';
export { type QuantileOptions, quantileRange } from './quantile.js';
export { quantizeEmbeddings } from './quantize.js';
export type {
  MatrixRule,
  OutOption,
  QuantizedEmbeddings,
  RangeRule,
  RangesResult,
  RangesRule,
  RowResult,
  RowRule,
  TensorResult,
} from './quantize-types.js';
export type { RangesInput } from './ranges.js';
export { readRanges, writeRanges } from './ranges-files.js';
export { parametersForRanges, type RangesDtype, type RangesParameters } from './ranges-parameters.js';
export type { Metric } from './similarity.js';
export type { DimensionsOption } from './vectors.js';
export type { EmbeddingWarning } from './warnings.js';
