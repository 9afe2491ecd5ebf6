import { putParameters, storedNames } from '../arguments/parameters.js';
import type { AnyParameters, AxisParameters, QuantizationParameters } from '../arguments/parameters-types.js';
import { slot, slotCount } from '../kernels.js';
import type { Dtype } from '../tables/dtypes.js';
import { type Rounding, roundings } from '../tables/roundings.js';

/**
 * {@link AxisParameters} with plain arrays, as they survive JSON.
 *
 * @category Axis
 */
export interface PlainAxisParameters<D extends Dtype = Dtype> extends AxisParameters<D> {
  /** As {@link AxisParameters.scale}. */
  readonly scale: readonly number[];
  /** As {@link AxisParameters.zeroPoint}. */
  readonly zeroPoint: readonly number[];
  /** As {@link AxisParameters.offset}. */
  readonly offset?: readonly number[] | undefined;
}

/**
 * Parameters as a plain object of numbers and plain arrays, for JSON.stringify: JSON turns a typed array into an object, which
 * is not taken back. What comes out goes in again wherever parameters are taken, with the same effect to the bit: scales
 * and offsets are those float32 that are used. What has its default value is left out.
 *
 * @param parameters - of a whole tensor, or along an axis
 * @returns a copy
 * @throws TypeError and RangeError as {@link quantize}, for what is wrong with the parameters
 * @category Parameters
 * @example
 * ```ts
 * import { parametersToJSON, quantizeDynamic } from 'linquant';
 *
 * const x = Float32Array.of(1, 2, 4, 0.5);
 * const { parameters } = quantizeDynamic(x, { dtype: 'uint8', shape: [2, 2], axis: 0, eps: 0.125 });
 * console.log(JSON.stringify(parametersToJSON(parameters))); // {"dtype":"uint8","scale":[0.125,0.125],"zeroPoint":[0,0],"axis":0}
 * ```
 */
export function parametersToJSON<D extends Dtype>(parameters: AxisParameters<D>): PlainAxisParameters<D>;
/** Parameters of a whole tensor. */
export function parametersToJSON<D extends Dtype>(
  parameters: QuantizationParameters<D>,
): QuantizationParameters<D>;
/** Parameters of either kind. */
export function parametersToJSON<D extends Dtype>(
  parameters: AnyParameters<D>,
): PlainAxisParameters<D> | QuantizationParameters<D>;
export function parametersToJSON(parameters: unknown): PlainAxisParameters | QuantizationParameters {
  const numbers = new Float64Array(slotCount);
  const { dtype, along } = putParameters(numbers, 0, parameters, storedNames);
  const qmin = numbers[slot.qmin]!;
  const qmax = numbers[slot.qmax]!;
  const way = Object.keys(roundings)[numbers[slot.rounding]!] as Rounding;
  const common = {
    ...(qmin === dtype.qmin ? {} : { qmin }),
    ...(qmax === dtype.qmax ? {} : { qmax }),
    ...(way === 'half-even' ? {} : { rounding: way }),
  };
  if (along === undefined) {
    const scale = numbers[slot.scale]!;
    const zeroPoint = numbers[slot.zeroPoint]!;
    const offset = numbers[slot.offset]!;
    return { dtype: dtype.name, scale, zeroPoint, ...(offset === 0 ? {} : { offset }), ...common };
  }
  const { scales, zeroPoints, offsets, axis, blockSize } = along;
  const isOffset = offsets?.some((offset) => offset !== 0);
  return {
    dtype: dtype.name,
    scale: Array.from(scales),
    zeroPoint: Array.from(zeroPoints),
    ...(isOffset ? { offset: Array.from(offsets!) } : {}),
    axis,
    ...(blockSize === 0 ? {} : { blockSize }),
    ...common,
  };
}
