import type { Dtype } from '../tables/dtypes.js';
import type { Rounding } from '../tables/roundings.js';

/**
 * The properties of parameters that are the same for all elements.
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
  /** How quotients are rounded to integers; default: 'half-even'. */
  readonly rounding?: Rounding | undefined;
}

/**
 * One set of parameters for a whole tensor: `x = (q - zeroPoint) * scale + offset`. A plain object, which JSON keeps unchanged.
 *
 * Other own properties are an error (`ERR_LINQUANT_INVALID_OPTION`), since a misspelt `offset` would silently give other codes. Keep
 * a tensor's name or shape beside its parameters.
 *
 * @category Parameters
 */
export interface QuantizationParameters<D extends Dtype = Dtype> extends CommonParameters<D> {
  /**
   * The step between codes. Rounded to float32, where it must be positive and finite. To decode (`dequantize`, `from` of `requantize`) it
   * may be any finite number: files hold scales of 0 and negative ones.
   */
  readonly scale: number;
  /** The code of 0 (with an offset: of the offset), an integer in `qmin`..`qmax`. 0 for int32. */
  readonly zeroPoint: number;
  /**
   * A real number that is subtracted before dividing; default: 0. Vector indexes store codes relative to a float minimum, which an
   * integer zero point cannot express. Rounded to float32, where it must be finite.
   */
  readonly offset?: number | undefined;
  /** Left out: with an axis these are {@link AxisParameters}. */
  readonly axis?: undefined;
  /** Left out: blocks need an axis. */
  readonly blockSize?: undefined;
}

/**
 * Parameters along an axis: a scale and a zero point for each index of one axis of the data or, with `blockSize`, for each block of
 * indices. The functions that take them need the data's `shape` in their options; without it the data has one axis.
 *
 * Without `blockSize` there is one element for each index of the axis, which all other axes share (per-channel quantization). With
 * `blockSize` the parameters have the shape of the data, except that the axis has size `ceil(n / blockSize)`; they are in row-major
 * order, as in ONNX QuantizeLinear. The last block may be shorter. A `blockSize` above n is one block of the whole axis: blocks
 * never continue on the next axis. So `{ axis: -1, blockSize: 32 }` on a convolution's `[32, 3, 5, 5]` makes blocks of 5; for blocks of
 * 32 give the same data the shape `[32, 75]`.
 *
 * Other own properties are an error. For JSON use {@link parametersToJSON}: JSON.stringify makes an object of a typed array, which is
 * refused.
 *
 * @category Axis
 */
export interface AxisParameters<D extends Dtype = Dtype> extends CommonParameters<D> {
  /**
   * The steps between codes. Rounded to float32, where each must be positive and finite; to decode, any finite number. A plain array
   * may have 2^22 elements.
   */
  readonly scale: Float32Array | Float64Array | readonly number[];
  /**
   * The codes of 0, as many as scales, each an integer in `qmin`..`qmax`. 0 for int32. The dtype's own typed array is taken too, which
   * is how files hold zero points: Int8Array for int4 and int2, Uint8Array for uint4, uint2 and uint1, with one in each byte.
   */
  readonly zeroPoint: Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | readonly number[];
  /** As {@link QuantizationParameters.offset}, as many as scales. */
  readonly offset?: Float32Array | Float64Array | readonly number[] | undefined;
  /** The axis whose indices have their own parameters; negative ones count from the last. */
  readonly axis: number;
  /** How many neighbouring indices of the axis share parameters. Left out, each index has its own, shared by all other axes. */
  readonly blockSize?: number | undefined;
}

/**
 * Parameters of a whole tensor, or along an axis.
 *
 * @category Axis
 */
export type AnyParameters<D extends Dtype = Dtype> = QuantizationParameters<D> | AxisParameters<D>;
