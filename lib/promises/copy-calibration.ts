import { isCalibration, RangeCalibration } from '../embeddings/ranges/calibration.js';

/** A copy of a calibration, which goes on while the promise is pending; undefined for anything else. */
export function copyCalibration(value: object): RangeCalibration | undefined {
  if (!isCalibration(value) || Object.getPrototypeOf(value) !== RangeCalibration.prototype) return undefined;
  return new RangeCalibration(value.dimensions).merge(value);
}
