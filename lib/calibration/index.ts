/// <reference types="node" preserve="true" />
/**
 * Calibration: finds the range of data batch by batch, in a form that merges across processes, and chooses parameters by it. Built on
 * the functions of `linquant`, so results are the same on every backend.
 *
 * @module linquant/calibration
 */

export type { BinsJSON } from './bins-json.js';
export { HistogramCalibration, type HistogramJSON } from './histogram-calibration.js';
export type { HistogramRangeOptions, MethodOptions } from './methods.js';
export { MinMaxObserver } from './min-max-observer.js';
export {
  type MovingAverageJSON,
  MovingAverageMinMaxObserver,
  type MovingAverageOptions,
} from './moving-average-observer.js';
export type { BatchOptions, CalibrationOptions, ObserverJSON, RangeAlong } from './types.js';
