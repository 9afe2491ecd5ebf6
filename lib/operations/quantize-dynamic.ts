import {
  type AbsmaxRuleOptions,
  type CheckedChoice,
  type ChooseOptions,
  checkChooseOptions,
  chooseOptionNames,
  type OnnxRuleOptions,
} from '../arguments/choice.js';
import { type CodeOutput, checkCodeOutOrAllocate, type GivenOr } from '../arguments/codes.js';
import {
  type CheckedFloats,
  checkFloats,
  type FloatInput,
  type FloatOptionsOf,
} from '../arguments/floats.js';
import { checkAxisOutputs } from '../arguments/outputs.js';
import type { QuantizationParameters } from '../arguments/parameters.js';
import { checkAxis, readShape, sizesOf } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { linquantError } from '../errors.js';
import { type Mutable, Status } from '../kernels.js';
import type { DataDtype, Dtype } from '../tables/dtypes.js';
import { type ChosenAxisParameters, tellBounds } from './choose-parameters.js';
import {
  type AxisOptions,
  type AxisShape,
  checkAxisShape,
  type MaybeAxisOptions,
  type TensorOptions,
} from './min-max.js';
import { throwAxisError, throwTensorError } from './quantize-dynamic-errors.js';
import type { AxisOutput, QuantizedAxisData, QuantizedData } from './quantize-dynamic-types.js';

const optionNames: readonly string[] = [
  ...chooseOptionNames,
  'out',
  'shape',
  'axis',
  'blockSize',
  'floatType',
];

/**
 * Finds the range of the data, chooses parameters for it and quantizes, in one call: {@link minMax},
 * {@link chooseParameters}, {@link quantize}. With `axis` each index of that axis has parameters of its own, and with `blockSize`
 * each block along it, in one call for all. Axis 0, the rows, with `{ rule: 'absmax' }` is the usual way for embeddings and tokens.
 *
 * `{ rule: 'onnx' }` is ONNX DynamicQuantizeLinear, bit for bit.
 *
 * This overload is for an axis by the default rule.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link CodeOutput}
 * @param x - float data of any length but 0, at any byte offset
 * @param options - those of {@link chooseParameters}; `shape`, `[count]` unless given; `axis` and `blockSize`, with `shape`: see
 * {@link AxisOptions}; `floatType`: the type of x where it is raw bytes or bits; `out` as in {@link quantize}, or with `axis` an
 * object of `data` and optionally `scale` and `zeroPoint` with one element for each set of parameters
 * @returns the codes, the parameters chosen, and the shape. Allocates these small objects, and memory for what `out`
 * does not give
 * @throws what the three functions throw; `ERR_LINQUANT_INVALID_RANGE` where x (a part of it) holds NaN or an infinity,
 * or has no positive finite scale. Argument errors leave `out` untouched; after a data error what `out` holds is
 * unspecified
 * @category Quantize
 * @example
 * ```ts
 * import { quantizeDynamic } from 'linquant';
 *
 * const { data, parameters } = quantizeDynamic(Float32Array.of(-1, 0, 1), { dtype: 'int8', scheme: 'symmetric' });
 * console.log(data, parameters.scale); // Int8Array(3) [ -127, 0, 127 ] 0.0078431...
 *
 * const rows = quantizeDynamic(Float32Array.of(1, -2, 3, 4), { rule: 'absmax', shape: [2, 2], axis: 0 });
 * console.log(rows.data, rows.parameters.scale); // Int8Array(4) [ 64, -127, 95, 127 ] Float32Array(2) [ 0.0157480..., 0.0314960... ]
 * ```
 */
export function quantizeDynamic<
  D extends DataDtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & ChooseOptions<D> & AxisOptions & { readonly out?: AxisOutput<D, O> },
): QuantizedAxisData<D, GivenOr<O, D>>;
/** An axis by the absolute maximum: the usual way for embeddings and tokens. */
export function quantizeDynamic<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & AbsmaxRuleOptions & AxisOptions & { readonly out?: AxisOutput<'int8', O> },
): QuantizedAxisData<'int8', GivenOr<O, 'int8'>>;
/** An axis by ONNX DynamicQuantizeLinear's rule. */
export function quantizeDynamic<
  O extends CodeOutput<'uint8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & OnnxRuleOptions & AxisOptions & { readonly out?: AxisOutput<'uint8', O> },
): QuantizedAxisData<'uint8', GivenOr<O, 'uint8'>>;
/** The whole tensor by the default rule. */
export function quantizeDynamic<
  D extends DataDtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & ChooseOptions<D> & TensorOptions & { readonly out?: O },
): QuantizedData<D, GivenOr<O, D>>;
/** The whole tensor as ONNX DynamicQuantizeLinear does. */
export function quantizeDynamic<
  O extends CodeOutput<'uint8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & OnnxRuleOptions & TensorOptions & { readonly out?: O },
): QuantizedData<'uint8', GivenOr<O, 'uint8'>>;
/** The whole tensor by its absolute maximum. */
export function quantizeDynamic<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & AbsmaxRuleOptions & TensorOptions & { readonly out?: O },
): QuantizedData<'int8', GivenOr<O, 'int8'>>;
/** The whole tensor, by a rule or with an `out` that is known at run time only. */
export function quantizeDynamic<D extends DataDtype, X extends FloatInput | Uint16Array = FloatInput>(
  x: X,
  options: FloatOptionsOf<X> &
    TensorOptions &
    (
      | (ChooseOptions<D> & { readonly out?: CodeOutput<D> | undefined })
      | (OnnxRuleOptions & { readonly out?: CodeOutput<'uint8'> | undefined })
      | (AbsmaxRuleOptions & { readonly out?: CodeOutput<'int8'> | undefined })
    ),
): QuantizedData<D, CodeOutput<D>>;
/** Along an axis or the whole tensor, as is known at run time only. */
export function quantizeDynamic<D extends DataDtype, X extends FloatInput | Uint16Array = FloatInput>(
  x: X,
  options: FloatOptionsOf<X> &
    MaybeAxisOptions &
    (
      | (ChooseOptions<D> & { readonly out?: CodeOutput<D> | undefined })
      | (OnnxRuleOptions & { readonly out?: CodeOutput<'uint8'> | undefined })
      | (AbsmaxRuleOptions & { readonly out?: CodeOutput<'int8'> | undefined })
    ),
): QuantizedData<D, CodeOutput<D>> | QuantizedAxisData<D, CodeOutput<D>>;
export function quantizeDynamic(
  x: unknown,
  options: unknown,
): QuantizedData<Dtype, ArrayBufferView> | QuantizedAxisData<Dtype, ArrayBufferView> {
  const choice = checkChooseOptions(options, optionNames);
  const { dtype, out, shape } = choice;
  const floats = checkFloats('x', x, choice.floatType);
  const place = checkAxis('options.axis', choice.axis, 'options.blockSize', choice.blockSize);
  if (place !== undefined) {
    return quantizeAxisDynamic(floats, choice, place.blockSize, checkAxisShape(place, shape, floats.count));
  }
  const sizes = sizesOf(readShape(shape), floats.count);
  if (floats.count === 0) {
    throw linquantError('ERR_LINQUANT_EMPTY', 'x must hold at least one element; got none');
  }
  const data = checkCodeOutOrAllocate(out, dtype, floats.count);
  const parameters: Mutable<QuantizationParameters> = { dtype: dtype.name, scale: NaN, zeroPoint: 0 };
  const { view, type } = floats;
  const status = kernels.quantizeDynamic(view, type.index, data, dtype.index, choice, parameters);
  if (status !== Status.ok) throwTensorError(status, floats, choice);
  tellBounds(parameters, choice);
  return { data, parameters, shape: sizes };
}

function quantizeAxisDynamic(
  floats: CheckedFloats,
  choice: CheckedChoice,
  blockSize: number,
  { sizes, found }: AxisShape,
): QuantizedAxisData<Dtype, ArrayBufferView> {
  const { axis, layout, parameters: count } = found;
  const { view, type } = floats;
  const { data, scale, zeroPoint } = checkAxisOutputs(choice, floats.count, count);
  if (count !== 0) {
    const { index } = choice.dtype;
    const status = kernels.quantizeDynamicAxis(
      view,
      type.index,
      data,
      index,
      choice,
      layout,
      scale,
      zeroPoint,
    );
    if (status !== Status.ok) throwAxisError(status, floats, choice, found);
  }
  const parameters: Mutable<ChosenAxisParameters> = { dtype: choice.dtype.name, scale, zeroPoint, axis };
  if (blockSize !== 0) parameters.blockSize = blockSize;
  tellBounds(parameters, choice);
  return { data, parameters, shape: sizes };
}
