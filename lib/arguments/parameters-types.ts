import type { Dtype } from '../tables/dtypes.js';
import type { Rounding } from '../tables/roundings.js';

type FloatArray = Float32Array | Float64Array;
type IntegerArray = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array;

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
  /**
   * The step between codes: used as the nearest float32, which must be positive and finite; where codes are read (`dequantize`,
   * `from` of `requantize`), any finite number, since files hold 0 and negative ones.
   */
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
  /**
   * The steps between codes: each used as the nearest float32, which must be positive and finite; where codes are read (`dequantize`,
   * `from` of `requantize`), any finite number. Plain arrays have at most 2^24 elements.
   */
  readonly scale: FloatArray | readonly number[];
  /**
   * The codes of 0.0, as many: each an integer in `qmin`..`qmax`; 0 for int32. As files hold them, the dtype's own typed array will do;
   * of int4 and int2 an Int8Array, of uint4 and uint2 a Uint8Array, with one zero point for each byte.
   */
  readonly zeroPoint: IntegerArray | readonly number[];
  /** As {@link QuantizationParameters.offset}, as many as there are scales. */
  readonly offset?: FloatArray | readonly number[] | undefined;
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
