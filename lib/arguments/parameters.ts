import { argumentError, linquantError } from '../errors.js';
import { slot, slotCount } from '../kernels.js';
import { isArray } from '../platform/engine-views.js';
import { type DtypeInfo, dtypeNamed, dtypeNames, dtypes } from '../tables/dtypes.js';
import { roundings } from '../tables/roundings.js';
import { axisIn, checkAxis, checkBlockSize, checkParameterCount, putAxisLayout } from './axis.js';
import {
  checkBound,
  checkDtype,
  checkKey,
  checkNames,
  checkObject,
  checkOffset,
  checkOrder,
  checkScale,
  checkZeroPoint,
  type Unchecked,
} from './options.js';
import {
  checkOffsets,
  checkScales,
  checkZeroPoints,
  type ParameterNames,
  readOnce,
} from './parameter-arrays.js';
import { checkFits, putWholeLayout, sizesOf } from './shape.js';

/** Parameters after checking. Numbers of one set are in the slots. */
export interface CheckedParameters {
  readonly dtype: DtypeInfo;
  /** Parameters along an axis; undefined for one set. */
  readonly along: AxisArrays | undefined;
}

/** Parameters along an axis, as many of each as there are scales. */
export interface AxisArrays {
  readonly scales: Float32Array;
  readonly zeroPoints: Int32Array;
  readonly offsets: Float32Array | undefined;
  readonly count: number;
  /** As given: may be negative. */
  readonly axis: number;
  /** 0 for none. */
  readonly blockSize: number;
}

/**
 * The names of properties in messages, for parameters in the argument `all`.
 *
 * @param decodes - whether codes are decoded by them
 */
export function parameterNames(all: string, dtypes = dtypeNames, decodes = false): ParameterNames {
  return {
    all,
    decodes,
    dtype: `${all}.dtype`,
    dtypes,
    scale: `${all}.scale`,
    zeroPoint: `${all}.zeroPoint`,
    offset: `${all}.offset`,
    axis: `${all}.axis`,
    blockSize: `${all}.blockSize`,
    qmin: `${all}.qmin`,
    qmax: `${all}.qmax`,
    rounding: `${all}.rounding`,
  };
}

const propertyNames: readonly string[] = [
  'dtype',
  'scale',
  'zeroPoint',
  'offset',
  'axis',
  'blockSize',
  'qmin',
  'qmax',
  'rounding',
];

const usualNames = parameterNames('parameters');

/** For parameters that codes were stored with. */
export const storedNames = parameterNames('parameters', dtypeNames, true);

/** The result for one set of parameters, by dtype. Made once, so that a call allocates nothing. */
const ofTensor: readonly CheckedParameters[] = Object.values(dtypes).map((dtype) => ({
  dtype,
  along: undefined,
}));

/**
 * Checks parameters and writes their numbers to the slots; arrays along an axis are returned. Shapes and options must be read before:
 * after this no code of the caller's may run, since it could call the library and overwrite the slots.
 *
 * Getters and proxies among the properties are read before any of them is checked, since such code may change another array.
 */
export function putParameters(
  numbers: Float64Array,
  base: number,
  value: unknown,
  names: ParameterNames = usualNames,
): CheckedParameters {
  const all = checkObject(names.all, value);
  checkNames(names.all, all, propertyNames);
  const { axis, blockSize, dtype, scale, zeroPoint, offset, qmin, qmax, rounding } = all;
  // The commonest call: one set of parameters with all codes of the dtype. If any of it is wrong, putGiven makes the error.
  if (
    typeof scale === 'number' &&
    typeof zeroPoint === 'number' &&
    axis === undefined &&
    offset === undefined &&
    qmin === undefined &&
    qmax === undefined &&
    rounding === undefined &&
    blockSize === undefined
  ) {
    const info = dtypeNamed(dtype);
    const step = Math.fround(scale);
    if (
      info !== undefined &&
      !info.isBias &&
      step > 0 &&
      step < Infinity &&
      zeroPoint >= info.qmin &&
      zeroPoint <= info.qmax &&
      Math.floor(zeroPoint) === zeroPoint
    ) {
      putCoding(numbers, base, info, 0, info.qmin, info.qmax);
      putAffine(numbers, base, step, zeroPoint + 0, 0);
      return ofTensor[info.index]!;
    }
  }
  const scales = readOnce(names.scale, scale);
  const zeroPoints = readOnce(names.zeroPoint, zeroPoint);
  const offsets = readOnce(names.offset, offset);
  return putGiven(
    numbers,
    base,
    names,
    axis,
    blockSize,
    dtype,
    scales,
    zeroPoints,
    offsets,
    qmin,
    qmax,
    rounding,
  );
}

/** Checks any parameters. Each property has been read, each plain array copied. */
function putGiven(
  numbers: Float64Array,
  base: number,
  names: ParameterNames,
  axis: unknown,
  blockSize: unknown,
  name: unknown,
  scale: unknown,
  zeroPoint: unknown,
  offset: unknown,
  low: unknown,
  high: unknown,
  way: unknown,
): CheckedParameters {
  const place = checkAxis(names.axis, axis);
  const size = checkBlockSize(names.blockSize, blockSize, place);
  if (place === undefined) checkNoArray(names.scale, scale);
  const dtype = checkDtype(names.dtype, name, names.dtypes);
  const ofAll = place === undefined ? checkScale(names.scale, scale, names.decodes) : 0;
  const ofAxis = place === undefined ? undefined : checkScales(names, scale);
  const qmin = checkBound(names.qmin, low, dtype, dtype.qmin);
  const qmax = checkBound(names.qmax, high, dtype, dtype.qmax);
  checkOrder(names.all, qmin, qmax, low, high);
  if (dtype.isBias) checkBias(names, dtype, qmin, qmax);
  const rounding = way === undefined ? 0 : checkKey(names.rounding, way, roundings);
  putCoding(numbers, base, dtype, rounding, qmin, qmax);
  const lowest = dtype.isBias ? 0 : qmin;
  const highest = dtype.isBias ? 0 : qmax;
  if (place === undefined || ofAxis === undefined) {
    const checked = checkZeroPoint(names.zeroPoint, zeroPoint, lowest, highest);
    putAffine(numbers, base, ofAll, checked, checkOffset(names.offset, offset));
    return ofTensor[dtype.index]!;
  }
  const { values: scales, count } = ofAxis;
  const zeroPoints = checkZeroPoints(names, zeroPoint, count, dtype, lowest, highest);
  const offsets = checkOffsets(names, offset, count);
  return { dtype, along: { scales, zeroPoints, offsets, count, axis: place, blockSize: size } };
}

function putCoding(
  numbers: Float64Array,
  base: number,
  dtype: DtypeInfo,
  rounding: number,
  qmin: number,
  qmax: number,
): void {
  numbers[base + slot.dtype] = dtype.index;
  numbers[base + slot.rounding] = rounding;
  numbers[base + slot.qmin] = qmin;
  numbers[base + slot.qmax] = qmax;
}

function putAffine(
  numbers: Float64Array,
  base: number,
  scale: number,
  zeroPoint: number,
  offset: number,
): void {
  numbers[base + slot.scale] = scale;
  numbers[base + slot.zeroPoint] = zeroPoint;
  numbers[base + slot.offset] = offset;
}

/** Reads and copies parameters without checking them, for functions of two sets: both are read before either is checked. */
export function readParameters(value: unknown, names: ParameterNames): Unchecked {
  const all = checkObject(names.all, value);
  checkNames(names.all, all, propertyNames);
  const { axis, blockSize, dtype, scale, zeroPoint, offset, qmin, qmax, rounding } = all;
  const arrays = {
    scale: readOnce(names.scale, scale),
    zeroPoint: readOnce(names.zeroPoint, zeroPoint),
    offset: readOnce(names.offset, offset),
  };
  return { axis, blockSize, dtype, qmin, qmax, rounding, ...arrays };
}

/** Refuses arrays without an axis: most likely the axis was forgotten. */
function checkNoArray(argument: string, scale: unknown): void {
  if (!isArray(scale) && !ArrayBuffer.isView(scale)) return;
  const allowed = 'a number, or come with an axis where there are several';
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, scale);
}

function checkBias(names: ParameterNames, dtype: DtypeInfo, qmin: number, qmax: number): void {
  if (qmin <= 0 && qmax >= 0) return;
  throw linquantError(
    'ERR_LINQUANT_INVALID_ZERO_POINT',
    `${names.qmin}..qmax must hold 0, the zero point of ${dtype.name}; got ${qmin}..${qmax}`,
  );
}

/** Writes the {@link Layout} of parameters and a shape to the slots. Without a shape the data has one axis. */
export function putLayoutFor(
  numbers: Float64Array,
  base: number,
  along: AxisArrays | undefined,
  shape: readonly number[] | undefined,
  count: number,
  names: ParameterNames = usualNames,
): void {
  if (along === undefined) {
    checkFits(shape, count);
    putWholeLayout(numbers, base, count);
  } else {
    putLayoutAlong(numbers, base, along, shape, count, names);
  }
}

function putLayoutAlong(
  numbers: Float64Array,
  base: number,
  along: AxisArrays,
  shape: readonly number[] | undefined,
  count: number,
  names: ParameterNames,
): void {
  const sizes = sizesOf(shape, count);
  const axis = axisIn(names.axis, along.axis, sizes);
  const parameters = putAxisLayout(numbers, base, axis, along.blockSize, sizes);
  checkParameterCount(
    names.scale,
    along.count,
    parameters,
    axis,
    along.blockSize,
    sizes,
    shape !== undefined,
  );
}

/** Checks parameters that no call is made with yet. */
export function checkParameters(value: unknown, names: ParameterNames): void {
  putParameters(new Float64Array(slotCount), 0, value, names);
}
