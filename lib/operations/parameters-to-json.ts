import { plainNumbers } from '../arguments/parameter-arrays.js';
import { putParameters, storedNames } from '../arguments/parameters.js';
import type { AnyParameters, AxisParameters, QuantizationParameters } from '../arguments/parameters-types.js';
import { slot, slotCount } from '../kernels.js';
import type { Dtype } from '../tables/dtypes.js';
import { type Rounding, roundings } from '../tables/roundings.js';

/**
 * {@link AxisParameters} with plain arrays, which JSON keeps.
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
 * Parameters along an axis for JSON.stringify: typed arrays become plain ones, which JSON keeps. (JSON.stringify makes an object of a
 * typed array, which is refused as parameters.) There is no function for the way back: pass the result of JSON.parse wherever
 * parameters are taken. Scales and offsets are the float32 values that are computed with, so codes are the same to the bit.
 * (JSON has no -0: a scale of -0 becomes 0.)
 * Properties with their default value are left out.
 *
 * @param parameters - parameters along an axis
 * @returns a new object with new arrays
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
/**
 * Parameters of a whole tensor for JSON.stringify: a checked copy, with scale and offset rounded to float32 and without properties
 * that have their default value.
 *
 * @param parameters - one set of parameters
 * @returns a new object
 * @throws TypeError and RangeError as {@link quantize}, for what is wrong with the parameters
 * @category Parameters
 * @example
 * ```ts
 * import { parametersToJSON } from 'linquant';
 *
 * parametersToJSON({ dtype: 'int8', scale: 0.5, zeroPoint: 0, qmin: -128 }); // { dtype: 'int8', scale: 0.5, zeroPoint: 0 }
 * ```
 */
export function parametersToJSON<D extends Dtype>(
  parameters: QuantizationParameters<D>,
): QuantizationParameters<D>;
/**
 * Parameters for JSON.stringify, where only at run time it is known whether they are along an axis.
 *
 * @param parameters - one set of parameters, or parameters along an axis
 * @returns as the overload of that kind
 * @throws TypeError and RangeError as {@link quantize}, for what is wrong with the parameters
 * @category Parameters
 */
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
    scale: plainNumbers('parameters.scale', scales),
    zeroPoint: plainNumbers('parameters.zeroPoint', zeroPoints),
    ...(isOffset ? { offset: plainNumbers('parameters.offset', offsets!) } : {}),
    axis,
    ...(blockSize === 0 ? {} : { blockSize }),
    ...common,
  };
}
