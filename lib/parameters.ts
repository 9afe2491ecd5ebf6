import { type Dtype, type DtypeInfo, dtypes } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { isArray } from './intrinsics.js';

/**
 * How codes relate to real numbers: `x = (q - zeroPoint) * scale`. A plain object that survives JSON.
 *
 * @category Parameters
 */
export interface QuantizationParameters<D extends Dtype = Dtype> {
  /** The quantized type. */
  readonly dtype: D;
  /** The step between codes: positive; used as the nearest float32, which must be positive and finite. */
  readonly scale: number;
  /** The code of 0.0: an integer in `qmin`..`qmax`. */
  readonly zeroPoint: number;
  /** The lowest code in use; default: the dtype's. */
  readonly qmin?: number;
  /** The highest code in use; default: the dtype's. */
  readonly qmax?: number;
  /** Parameters with an axis are those of rows. */
  readonly axis?: undefined;
}

/** Parameters after checking: scale rounded to float32, qmin and qmax filled in. */
export interface CheckedParameters {
  readonly dtype: DtypeInfo;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly qmin: number;
  readonly qmax: number;
}

/** An object whose properties are read, of no known type yet. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** Checks that an argument is an object and gives it back to be read property by property. */
export function checkObject(argument: string, value: unknown, allowed = 'an object'): Unchecked {
  if (typeof value === 'object' && value !== null) return value as Unchecked;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

const noOptions: Unchecked = Object.freeze({});

/** Checks an options object: it may be left out, null is not taken for that, and a misspelt name is an error. */
export function checkOptions(value: unknown, names: readonly string[]): Unchecked {
  if (value === undefined) return noOptions;
  // A view here is an `out` that was given without its name.
  if (ArrayBuffer.isView(value) || isArray(value)) {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options', `an object with ${names.join(', ')}`, value);
  }
  const options = checkObject('options', value);
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options', `made of ${names.join(', ')}`, name);
    }
  }
  return options;
}

/** Checks a dtype's name and gives its row of the table. */
export function checkDtype(argument: string, value: unknown): DtypeInfo {
  if (typeof value === 'string' && Object.hasOwn(dtypes, value)) return dtypes[value as Dtype];
  const allowed = `one of ${Object.keys(dtypes).join(', ')}`;
  const code = typeof value === 'string' ? 'ERR_LINQUANT_INVALID_DTYPE' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, allowed, value);
}

function checkNumber(argument: string, allowed: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, value);
}

/** Rounds a scale (or an eps, a smallest scale) to float32 and checks that the result is positive and finite. */
export function checkScale(argument: string, value: unknown): number {
  const allowed = 'a positive finite number, after rounding to float32 too';
  const scale = Math.fround(checkNumber(argument, allowed, value));
  if (scale > 0 && scale < Infinity) return scale;
  throw argumentError('ERR_LINQUANT_INVALID_SCALE', argument, allowed, value);
}

/** Checks a zero point; -0 becomes 0. */
export function checkZeroPoint(argument: string, value: unknown, low: number, high: number): number {
  // The text is made only where it is needed: it takes longer than the check.
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value + 0;
  const allowed = `an integer in ${low}..${high}`;
  checkNumber(argument, allowed, value);
  throw argumentError('ERR_LINQUANT_INVALID_ZERO_POINT', argument, allowed, value);
}

/** Checks a bound of the codes; undefined gives the dtype's own. */
export function checkBound(argument: string, value: unknown, dtype: DtypeInfo, fallback: number): number {
  if (value === undefined) return fallback;
  const allowed = `an integer in ${dtype.qmin}..${dtype.qmax}`;
  const bound = checkNumber(argument, allowed, value);
  if (Number.isInteger(bound) && bound >= dtype.qmin && bound <= dtype.qmax) return bound + 0;
  throw argumentError('ERR_LINQUANT_INVALID_QRANGE', argument, allowed, value);
}

/** Checks that qmin lies below qmax. */
export function checkOrder(argument: string, qmin: number, qmax: number): void {
  if (qmin < qmax) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_QRANGE',
    `${argument}.qmin must be below ${argument}.qmax; got ${qmin} and ${qmax}`,
  );
}

/** Checks parameters of a whole tensor. Each property is read once. */
export function checkParameters(given: Unchecked): CheckedParameters {
  const dtype = checkDtype('parameters.dtype', given.dtype);
  const scale = checkScale('parameters.scale', given.scale);
  const qmin = checkBound('parameters.qmin', given.qmin, dtype, dtype.qmin);
  const qmax = checkBound('parameters.qmax', given.qmax, dtype, dtype.qmax);
  checkOrder('parameters', qmin, qmax);
  const zeroPoint = checkZeroPoint('parameters.zeroPoint', given.zeroPoint, qmin, qmax);
  return { dtype, scale, zeroPoint, qmin, qmax };
}
