import { argumentError, linquantError } from '../errors.js';
import type { AxisCoding, Layout, TensorCoding } from '../kernels.js';
import { isArray, shareMemory } from '../platform/engine-views.js';
import type { Dtype, DtypeInfo } from '../tables/dtypes.js';
import type { Rounding } from '../tables/roundings.js';
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
} from './options.js';
import {
  checkOffsets,
  checkScales,
  checkZeroPoints,
  type ParameterNames,
  readOnce,
} from './parameter-arrays.js';
import {
  type AxisChoice,
  checkAxis,
  checkParameterCount,
  layoutOf,
  type Shape,
  sizesOf,
  wholeLayout,
} from './shape.js';

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

/**
 * What the parameters of all elements share.
 *
 * @category Parameters
 */
export interface CommonParameters<D extends Dtype = Dtype> {
  /** The quantized type. */
  readonly dtype: D;
  /** The lowest code in use; default: the dtype's. */
  readonly qmin?: number | undefined;
  /** The highest code in use; default: the dtype's. */
  readonly qmax?: number | undefined;
  /** How quotients become integers; default: 'half-even'. */
  readonly rounding?: Rounding | undefined;
}

/**
 * How codes relate to real numbers: `x = (q - zeroPoint) * scale + offset`. A plain object that survives JSON.
 *
 * It holds these properties and no others: another own name is an error (`ERR_LINQUANT_INVALID_OPTION`), as in options,
 * since a misspelt `offset` would give other codes without a word. What belongs to the same tensor, as its name or shape,
 * goes beside the parameters.
 *
 * @category Parameters
 */
export interface QuantizationParameters<D extends Dtype = Dtype> extends CommonParameters<D> {
  /** The step between codes: positive; used as the nearest float32, which must be positive and finite. */
  readonly scale: number;
  /** The code of 0.0 (with an offset: of the offset): an integer in `qmin`..`qmax`; 0 for int32. */
  readonly zeroPoint: number;
  /**
   * A real number that is subtracted before dividing; default: 0. Indexes store codes against a float minimum, which no
   * integer zero point can express. Used as the nearest float32, which must be finite.
   */
  readonly offset?: number | undefined;
  /** Parameters with an axis are {@link AxisParameters}. */
  readonly axis?: undefined;
  /** Blocks belong to an axis. */
  readonly blockSize?: undefined;
}

/**
 * Parameters for parts of the data: as {@link QuantizationParameters}, with a scale and a zero point for each index of an axis of the
 * data's shape or, with `blockSize`, for each block along it. They come with `shape` in the options of
 * {@link quantize} and its relatives; without it the data has one axis.
 *
 * The order is that of ONNX QuantizeLinear: one element for each index of the axis. With `blockSize` the parameters have
 * the data's shape, but for the axis, where there are `ceil(n / blockSize)`; flat, the last axis first. The last block may be shorter.
 *
 * They too hold no other properties. For JSON use {@link parametersToJSON}: JSON turns a typed array into an object, which is not taken back.
 *
 * @category Axis
 */
export interface AxisParameters<D extends Dtype = Dtype> extends CommonParameters<D> {
  /** The steps between codes: each positive; used as the nearest float32, which must be positive and finite. */
  readonly scale: Float32Array | readonly number[];
  /** The codes of 0.0, as many: each an integer in `qmin`..`qmax`; 0 for int32. */
  readonly zeroPoint: Int32Array | readonly number[];
  /** As {@link QuantizationParameters.offset}, as many as there are scales. */
  readonly offset?: Float32Array | readonly number[] | undefined;
  /** The axis that the parameters belong to; negative ones count from the last. */
  readonly axis: number;
  /** How many indices of the axis share parameters; left out, each index has its own, for all of the other axes. */
  readonly blockSize?: number | undefined;
}

/**
 * What {@link quantize} and its relatives take as parameters: of the whole tensor, or along an axis.
 *
 * @category Axis
 */
export type AnyParameters<D extends Dtype = Dtype> = QuantizationParameters<D> | AxisParameters<D>;

/** Parameters of a whole tensor after checking: scale and offset rounded to float32, all else filled in. */
export interface CheckedParameters extends TensorCoding {
  readonly dtype: DtypeInfo;
}
