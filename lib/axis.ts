import type { Dtype, DtypeInfo } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { byteLengthOf, isArray, typedArrayKind } from './intrinsics.js';
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
 * For JSON make arrays of numbers of both: JSON turns a typed array into an object, which is not taken back.
 *
 * @category Rows
 */
export interface AxisParameters<D extends Dtype = Dtype> {
  /** The quantized type. */
  readonly dtype: D;
  /** The step between codes, one for each row: positive; used as the nearest float32, which must be positive and finite. */
  readonly scale: Float32Array | readonly number[];
  /** The code of 0.0, one for each row: an integer in `qmin`..`qmax`. */
  readonly zeroPoint: Int32Array | readonly number[];
  /** The axis that the parameters belong to: 0, the first. */
  readonly axis: 0;
  /** The lowest code in use, for all rows; default: the dtype's. */
  readonly qmin?: number;
  /** The highest code in use, for all rows; default: the dtype's. */
  readonly qmax?: number;
}

/** Parameters of rows after checking. */
export interface CheckedAxisParameters {
  readonly dtype: DtypeInfo;
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
  /** The true length of both. */
  readonly rows: number;
  readonly qmin: number;
  readonly qmax: number;
}

/**
 * What {@link quantize} and {@link dequantize} take as parameters: of the whole tensor, or of each row.
 *
 * @category Rows
 */
export type AnyParameters<D extends Dtype = Dtype> = QuantizationParameters<D> | AxisParameters<D>;

/** Checks parameters of either kind. Each property is read once. */
export function checkAnyParameters(value: unknown): CheckedParameters | CheckedAxisParameters {
  const given = checkObject('parameters', value);
  const { axis } = given;
  if (!checkAxis('parameters.axis', axis)) {
    // Likely parameters of rows that were written by hand.
    if (isArray(given.scale) || ArrayBuffer.isView(given.scale)) {
      const allowed = 'a number, or come with axis: 0 where there is one for each row';
      throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'parameters.scale', allowed, given.scale);
    }
    return checkParameters(given);
  }
  // Before any check: reading may run code that changes what was checked.
  const { dtype: name, scale, zeroPoint, qmin: low, qmax: high } = given;
  const dtype = checkDtype('parameters.dtype', name);
  const { scales, rows } = checkScales('parameters.scale', scale);
  const qmin = checkBound('parameters.qmin', low, dtype, dtype.qmin);
  const qmax = checkBound('parameters.qmax', high, dtype, dtype.qmax);
  checkOrder('parameters', qmin, qmax);
  const zeroPoints = checkZeroPoints('parameters.zeroPoint', zeroPoint, rows, qmin, qmax);
  return { dtype, scales, zeroPoints, rows, qmin, qmax };
}

/** Whether an axis is given; it can be 0 only. */
export function checkAxis(argument: string, axis: unknown): axis is 0 {
  if (axis === undefined || axis === 0) return axis === 0;
  const code = typeof axis === 'number' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, '0 (each row has parameters of its own), or left out', axis);
}

/** The elements of an array or typed array, whatever it says of itself. */
function lengthOf(argument: string, value: unknown, elementBytes: number): number {
  if (isArray(value)) return value.length;
  const bytes = byteLengthOf(value as ArrayBufferView);
  if (bytes === undefined) throw detachedError(argument);
  return bytes / elementBytes;
}

const arrayOf = (kind: string) => `${kind} or an array of numbers, one for each row`;

/** A Float32Array as it is, numbers rounded to float32 in a new one: each is read once. */
function checkScales(argument: string, value: unknown): { scales: Float32Array; rows: number } {
  const isTyped = typedArrayKind(value) === 'Float32Array';
  if (!isTyped && !isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, arrayOf('a Float32Array'), value);
  }
  const given = value as readonly unknown[];
  const rows = lengthOf(argument, value, 4);
  const numbers: unknown[] = [];
  for (let i = 0; i < rows; i++) {
    const scale = given[i];
    // The text is made only where it is needed: this runs for each row.
    if (!(typeof scale === 'number' && Math.fround(scale) > 0 && Math.fround(scale) < Infinity)) {
      checkScale(`${argument}[${i}]`, scale);
    }
    if (!isTyped) numbers.push(scale);
  }
  return { scales: isTyped ? (value as Float32Array) : new Float32Array(numbers as number[]), rows };
}

/** An Int32Array as it is, integers in a new one: each is read once. */
function checkZeroPoints(
  argument: string,
  value: unknown,
  rows: number,
  qmin: number,
  qmax: number,
): Int32Array {
  const isTyped = typedArrayKind(value) === 'Int32Array';
  if (!isTyped && !isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, arrayOf('an Int32Array'), value);
  }
  const given = value as readonly unknown[];
  const length = lengthOf(argument, value, 4);
  if (length !== rows) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_SHAPE',
      `${argument} must hold as many elements as parameters.scale, ${rows}; got ${length}`,
    );
  }
  const numbers: unknown[] = [];
  for (let i = 0; i < rows; i++) {
    const zeroPoint = given[i];
    if (!(Number.isInteger(zeroPoint) && (zeroPoint as number) >= qmin && (zeroPoint as number) <= qmax)) {
      checkZeroPoint(`${argument}[${i}]`, zeroPoint, qmin, qmax);
    }
    if (!isTyped) numbers.push(zeroPoint);
  }
  return isTyped ? (value as Int32Array) : new Int32Array(numbers as number[]);
}
