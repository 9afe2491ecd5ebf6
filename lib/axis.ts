import type { Dtype, DtypeInfo } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { byteLengthOf, typedArrayKind } from './intrinsics.js';
import {
  type CheckedParameters,
  checkBound,
  checkDtype,
  checkObject,
  checkOrder,
  checkParameters,
  checkScale,
  checkZeroPoint,
  type QuantizationParameters,
} from './parameters.js';
import { detachedError } from './views.js';

/**
 * Parameters of rows: as {@link QuantizationParameters}, with a scale and a zero point for each index of `axis` 0 of
 * the data's shape. They come with `shape` in the options of {@link quantize} and {@link dequantize}.
 */
export interface AxisParameters<D extends Dtype = Dtype> {
  readonly dtype: D;
  /** One for each row; used as the nearest float32. */
  readonly scale: Float32Array | readonly number[];
  /** One for each row. */
  readonly zeroPoint: Int32Array | readonly number[];
  /** The axis that the parameters belong to: 0, the first. */
  readonly axis: 0;
  readonly qmin?: number;
  readonly qmax?: number;
}

/** Parameters of rows after checking. */
export interface CheckedAxisParameters {
  readonly dtype: DtypeInfo;
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
  readonly qmin: number;
  readonly qmax: number;
}

/** What {@link quantize} and {@link dequantize} take as parameters: of the whole tensor, or of each row. */
export type AnyParameters<D extends Dtype = Dtype> = QuantizationParameters<D> | AxisParameters<D>;

/** Checks parameters of either kind. Each property is read once. */
export function checkAnyParameters(value: unknown): CheckedParameters | CheckedAxisParameters {
  const given = checkObject('parameters', value);
  const { axis } = given;
  if (!checkAxis('parameters.axis', axis)) return checkParameters(given);
  const dtype = checkDtype('parameters.dtype', given.dtype);
  const scales = checkScales('parameters.scale', given.scale);
  const qmin = checkBound('parameters.qmin', given.qmin, dtype, dtype.qmin);
  const qmax = checkBound('parameters.qmax', given.qmax, dtype, dtype.qmax);
  checkOrder('parameters', qmin, qmax);
  const zeroPoints = checkZeroPoints('parameters.zeroPoint', given.zeroPoint, scales.length, qmin, qmax);
  return { dtype, scales, zeroPoints, qmin, qmax };
}

/** Whether an axis is given; it can be 0 only. */
export function checkAxis(argument: string, axis: unknown): axis is 0 {
  if (axis === undefined || axis === 0) return axis === 0;
  const code = typeof axis === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, '0 (each row has parameters of its own), or left out', axis);
}

/** The elements of an array or typed array, whatever it says of itself. */
function lengthOf(argument: string, value: unknown, elementBytes: number): number {
  if (Array.isArray(value)) return value.length;
  const bytes = byteLengthOf(value as ArrayBufferView);
  if (bytes === undefined) throw detachedError(argument);
  return bytes / elementBytes;
}

const arrayOf = (kind: string) => `${kind} or an array of numbers, one for each row`;

/** A Float32Array as it is, numbers rounded to float32 in a new one. */
function checkScales(argument: string, value: unknown): Float32Array {
  if (typedArrayKind(value) !== 'Float32Array' && !Array.isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, arrayOf('a Float32Array'), value);
  }
  const given = value as readonly unknown[];
  const count = lengthOf(argument, value, 4);
  for (let i = 0; i < count; i++) {
    const scale = given[i];
    // The text is made only where it is needed: this runs for each row.
    if (!(typeof scale === 'number' && Math.fround(scale) > 0 && Math.fround(scale) < Infinity)) {
      checkScale(`${argument}[${i}]`, scale);
    }
  }
  return Array.isArray(value) ? Float32Array.from(value as number[]) : (value as Float32Array);
}

/** An Int32Array as it is, integers in a new one. */
function checkZeroPoints(
  argument: string,
  value: unknown,
  count: number,
  qmin: number,
  qmax: number,
): Int32Array {
  if (typedArrayKind(value) !== 'Int32Array' && !Array.isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, arrayOf('an Int32Array'), value);
  }
  const given = value as readonly unknown[];
  const length = lengthOf(argument, value, 4);
  if (length !== count) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold as many elements as parameters.scale, ${count}; got ${length}`,
    );
  }
  for (let i = 0; i < count; i++) {
    const zeroPoint = given[i];
    if (!(Number.isInteger(zeroPoint) && (zeroPoint as number) >= qmin && (zeroPoint as number) <= qmax)) {
      checkZeroPoint(`${argument}[${i}]`, zeroPoint, qmin, qmax);
    }
  }
  return Array.isArray(value) ? Int32Array.from(value as number[]) : (value as Int32Array);
}
