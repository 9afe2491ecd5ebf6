import { choose } from './choose.js';
import {
  type ChooseOptions,
  checkChooseOptions,
  chooseOptionNames,
  type OnnxRuleOptions,
} from './choose-options.js';
import type { CodeArrays, Dtype } from './dtypes.js';
import { linquantError } from './errors.js';
import type { QuantizationParameters } from './parameters.js';
import { checkOutOrAllocate, quantizeInto } from './quantize.js';
import { rangeOf } from './range.js';
import { type CodeOutput, checkFloats, type FloatInput } from './views.js';

/** What {@link quantizeDynamic} gives. */
export interface QuantizedData<D extends Dtype = Dtype, O = CodeArrays[D]> {
  /** The codes: `options.out`, or a new typed array of the dtype. */
  readonly data: O;
  /** The parameters chosen from the data's range. */
  readonly parameters: QuantizationParameters<D>;
  /** The data's shape: `[count]`. */
  readonly shape: readonly number[];
}

const optionNames: readonly string[] = [...chooseOptionNames, 'out'];

/**
 * Finds the range of the data, chooses parameters for it and quantizes, in one call:
 * {@link minMax}, {@link chooseParameters}, {@link quantize}.
 *
 * `{ rule: 'onnx' }` is ONNX DynamicQuantizeLinear, bit for bit.
 *
 * @param x - float data of any length but 0, at any byte offset: {@link FloatInput}
 * @param options - those of {@link chooseParameters}, and `out` as in {@link quantize}
 * @returns the codes, the parameters chosen, and the shape. Allocates the codes unless `out` is given
 * @throws what the three functions throw; ERR_LINQUANT_INVALID_RANGE where x holds NaN or an infinity. Argument
 * errors leave `out` untouched; after a data error (NaN in x) what `out` holds is unspecified
 * @example
 * const { data, parameters } = quantizeDynamic(Float32Array.of(-1, 0, 1), { dtype: 'int8', scheme: 'symmetric' });
 */
export function quantizeDynamic<D extends Dtype, O extends CodeOutput<D>>(
  x: FloatInput,
  options: ChooseOptions<D> & { readonly out: O },
): QuantizedData<D, O>;
export function quantizeDynamic<D extends Dtype>(
  x: FloatInput,
  options: ChooseOptions<D> & { readonly out?: undefined },
): QuantizedData<D>;
export function quantizeDynamic<O extends CodeOutput<'uint8'>>(
  x: FloatInput,
  options: OnnxRuleOptions & { readonly out: O },
): QuantizedData<'uint8', O>;
export function quantizeDynamic(
  x: FloatInput,
  options: OnnxRuleOptions & { readonly out?: undefined },
): QuantizedData<'uint8'>;
export function quantizeDynamic<D extends Dtype>(
  x: FloatInput,
  options: (ChooseOptions<D> | OnnxRuleOptions) & { readonly out?: CodeOutput<D> | undefined },
): QuantizedData<D, CodeOutput<D>>;
export function quantizeDynamic(x: unknown, options: unknown): QuantizedData<Dtype, ArrayBufferView> {
  const choice = checkChooseOptions(options, optionNames);
  const floats = checkFloats('x', x);
  const data = checkOutOrAllocate(choice.out, floats.count, choice);
  const { min, max } = rangeOf('x', floats);
  const unfit = Number.isFinite(min) ? max : min; // of the two, the one that is not finite, if any
  if (!Number.isFinite(unfit)) {
    throw linquantError('ERR_LINQUANT_INVALID_RANGE', `x must hold no NaN and no infinity; got ${unfit}`);
  }
  const parameters = choose('the range of x', min, max, choice);
  const { dtype, qmin, qmax } = choice;
  quantizeInto(
    data,
    floats,
    { dtype, scale: parameters.scale, zeroPoint: parameters.zeroPoint, qmin, qmax },
    'x',
  );
  return { data, parameters, shape: [floats.count] };
}
