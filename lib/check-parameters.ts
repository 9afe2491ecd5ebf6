import type { AxisCoding, Layout } from './backend/backend.js';
import { checkOffsets, checkScales, checkZeroPoints, type ParameterNames, readOnce } from './check-arrays.js';
import {
  checkBound,
  checkDtype,
  checkNames,
  checkObject,
  checkOffset,
  checkOrder,
  checkRounding,
  checkScale,
  checkZeroPoint,
  type Unchecked,
} from './checks.js';
import type { DtypeInfo } from './dtypes.js';
import { argumentError, linquantError } from './errors.js';
import { isArray, shareMemory } from './intrinsics.js';
import { type AxisChoice, checkAxis, checkParameterCount, layoutOf, wholeLayout } from './layout.js';
import type { CheckedParameters } from './parameters.js';
import type { Shape } from './shape.js';
import { sizesOf } from './shape.js';

/** Parameters along an axis after checking. */
export interface CheckedAxisParameters extends AxisCoding {
  readonly dtype: DtypeInfo;
  /** The caller's offsets where all are 0; `offsets` is undefined then. */
  readonly zeros: Float32Array | undefined;
  /** The true length of the arrays. */
  readonly count: number;
  readonly place: AxisChoice;
  /** What the parameters are called in errors. */
  readonly names: ParameterNames;
}

/** The names of the properties of the argument `all`. */
export function parameterNames(all: string): ParameterNames {
  return {
    all,
    dtype: `${all}.dtype`,
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

/** The properties of parameters, each read once. */
export interface ReadParameters {
  readonly names: ParameterNames;
  readonly given: Unchecked;
}

/**
 * Reads parameters of either kind. A name that is none of theirs is an error, as in options. All that may run code is
 * read before anything is checked: it may change what another array holds.
 */
export function readParameters(value: unknown, names: ParameterNames = usualNames): ReadParameters {
  const all = checkObject(names.all, value);
  checkNames(names.all, all, propertyNames);
  const { axis, blockSize, dtype, scale, zeroPoint, offset, qmin, qmax, rounding } = all;
  const arrays = { scale: readOnce(scale), zeroPoint: readOnce(zeroPoint), offset: readOnce(offset) };
  return { names, given: { axis, blockSize, dtype, qmin, qmax, rounding, ...arrays } };
}

/** Checks parameters that were read. */
export function checkParameters({ names, given }: ReadParameters): CheckedParameters | CheckedAxisParameters {
  const { axis, blockSize, dtype: name, scale, zeroPoint, offset } = given;
  const { qmin: low, qmax: high, rounding: way } = given;
  const place = checkAxis(names.axis, axis, names.blockSize, blockSize);
  if (place === undefined && (isArray(scale) || ArrayBuffer.isView(scale))) {
    // Likely parameters along an axis that were written by hand.
    const allowed = 'a number, or come with an axis where there are several';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', names.scale, allowed, scale);
  }
  const dtype = checkDtype(names.dtype, name);
  const ofTensor = place === undefined ? checkScale(names.scale, scale) : 0;
  const ofAxis = place === undefined ? undefined : checkScales(names.scale, scale);
  const qmin = checkBound(names.qmin, low, dtype, dtype.qmin);
  const qmax = checkBound(names.qmax, high, dtype, dtype.qmax);
  checkOrder(names.all, qmin, qmax);
  if (dtype.isBias && (qmin > 0 || qmax < 0)) {
    throw linquantError(
      'ERR_LINQUANT_INVALID_ZERO_POINT',
      `${names.qmin}..qmax must hold 0, the zero point of ${dtype.name}; got ${qmin}..${qmax}`,
    );
  }
  const rounding = checkRounding(names.rounding, way);
  const lowest = dtype.isBias ? 0 : qmin;
  const highest = dtype.isBias ? 0 : qmax;
  if (place === undefined || ofAxis === undefined) {
    const checkedZeroPoint = checkZeroPoint(names.zeroPoint, zeroPoint, lowest, highest);
    const checkedOffset = checkOffset(names.offset, offset);
    return {
      dtype,
      scale: ofTensor,
      zeroPoint: checkedZeroPoint,
      offset: checkedOffset,
      rounding,
      qmin,
      qmax,
    };
  }
  const { values: scales, count } = ofAxis;
  const zeroPoints = checkZeroPoints(names, zeroPoint, count, lowest, highest);
  const { offsets, zeros } = checkOffsets(names, offset, count);
  return { dtype, scales, zeroPoints, offsets, zeros, rounding, qmin, qmax, count, place, names };
}

/** Checks that an output does not share memory with offsets that are all 0, which no backend is told of. */
export function checkApartFromZeros(
  checked: CheckedParameters | CheckedAxisParameters,
  argument: string,
  out: ArrayBufferView,
): void {
  if (!('scales' in checked) || checked.zeros === undefined || !shareMemory(checked.zeros, out)) return;
  throw linquantError(
    'ERR_LINQUANT_OVERLAP',
    `${argument} must not share memory with ${checked.names.offset}; got one that does`,
  );
}

/** Where each element of data of this shape has its parameters; undefined for those of a whole tensor. */
export function layoutFor(
  checked: CheckedParameters | CheckedAxisParameters,
  shape: Shape | undefined,
  count: number,
): Layout | undefined {
  if (!('scales' in checked)) {
    if (shape !== undefined) sizesOf(shape, count);
    return undefined;
  }
  const { names, place } = checked;
  const sizes = sizesOf(shape, count);
  const found = layoutOf(names.axis, place, sizes);
  checkParameterCount(names.scale, checked.count, found, sizes, shape !== undefined);
  return found.layout;
}

/** A coding by a layout, whichever kind it was. */
export interface LaidOut {
  readonly coding: AxisCoding;
  readonly layout: Layout;
}

/** Parameters of a whole tensor become those of an axis of one index. */
export function laidOut(
  checked: CheckedParameters | CheckedAxisParameters,
  layout: Layout | undefined,
  count: number,
): LaidOut {
  if ('scales' in checked) return { coding: checked, layout: layout! };
  const { dtype, rounding, qmin, qmax, offset } = checked;
  const scales = Float32Array.of(checked.scale);
  const zeroPoints = Int32Array.of(checked.zeroPoint);
  const offsets = offset === 0 ? undefined : Float32Array.of(offset);
  return {
    coding: { dtype, rounding, qmin, qmax, scales, zeroPoints, offsets },
    layout: wholeLayout(count),
  };
}
