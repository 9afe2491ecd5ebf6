import { axisIn, checkAxis, checkBlockSize, putAxisLayout } from '../arguments/axis.js';
import { type Choice, checkChoice, choiceAllowed, choiceNames } from '../arguments/choice.js';
import type { AbsmaxRuleOptions, ChooseOptions, OnnxRuleOptions } from '../arguments/choice-types.js';
import { type CodeOutput, checkCodeOut, checkCodeOutOrAllocate, type GivenOr } from '../arguments/codes.js';
import { putFloats } from '../arguments/floats.js';
import type { FloatInput, FloatOptionsOf } from '../arguments/floats-types.js';
import { checkNamed, checkObject } from '../arguments/options.js';
import { checkAxisOut, floatsOut, integersOut } from '../arguments/outputs.js';
import type { QuantizationParameters } from '../arguments/parameters-types.js';
import { readShape, sizesOf } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { type Mutable, Status, slot } from '../kernels.js';
import type { DataDtype, Dtype } from '../tables/dtypes.js';
import type { FloatTypeInfo } from '../tables/float-types.js';
import { type ChosenAxisParameters, tellBounds } from './choose-parameters.js';
import { checkNotEmpty, checkParts, sizesWithAxis } from './min-max.js';
import type { AxisOptions, MaybeAxisOptions, TensorOptions } from './min-max-types.js';
import { throwAxisError, throwTensorError } from './quantize-dynamic-errors.js';
import type { AxisOutput, QuantizedAxisData, QuantizedData } from './quantize-dynamic-types.js';

const optionNames: readonly string[] = [
  'rule',
  'dtype',
  'out',
  'shape',
  'axis',
  ...choiceNames.filter((name) => name !== 'rule' && name !== 'dtype'),
  'blockSize',
  'floatType',
];
const { numbers, quantizeDynamic: run } = kernels;

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
  const given = checkNamed('options', checkObject('options', options, choiceAllowed), optionNames);
  const { dtype, scheme, rule, reduceRange, narrowRange, qmin, qmax, eps } = given;
  const { out, shape, axis, blockSize, floatType } = given;
  const sizes = readShape(shape);
  const place = checkAxis('options.axis', axis);
  const size = checkBlockSize('options.blockSize', blockSize, place);
  // An object is read before anything is written to the slots, since its getters may call the library.
  const outs = place === undefined ? undefined : checkAxisOut(out);
  const codes = outs === undefined ? out : outs.data;
  const scale = outs?.scale;
  const zeroPoint = outs?.zeroPoint;
  const choice = checkChoice(dtype, scheme, rule, reduceRange, narrowRange, qmin, qmax, eps);
  const view = putFloats(numbers, 'x', x, floatType);
  const count = numbers[slot.inner]!;
  if (place === undefined) return quantizeWhole(view, count, choice, sizesOf(sizes, count), codes);
  const withAxis = sizesWithAxis(sizes, count);
  const found = axisIn('options.axis', place, withAxis);
  return quantizeAlong(
    view,
    count,
    choice,
    withAxis,
    found,
    size,
    codes,
    scale,
    zeroPoint,
    outs !== undefined,
  );
}

/**
 * Quantizes rows of a view that was checked, each by parameters of its own.
 *
 * @param out - `options.out`, unchecked: a view for the codes, or an object of views
 */
export function quantizeRows(
  view: ArrayBufferView,
  type: FloatTypeInfo,
  rows: number,
  columns: number,
  choice: Choice,
  out: unknown,
): QuantizedAxisData<Dtype, ArrayBufferView> {
  const outs = checkAxisOut(out);
  numbers[slot.floatType] = type.index;
  const shape = [rows, columns];
  return outs === undefined
    ? quantizeAlong(view, rows * columns, choice, shape, 0, 0, out, undefined, undefined, false)
    : quantizeAlong(view, rows * columns, choice, shape, 0, 0, outs.data, outs.scale, outs.zeroPoint, true);
}

/** Quantizes a view whose type and number stand in the slots, by one set of parameters. */
function quantizeWhole(
  view: ArrayBufferView,
  count: number,
  choice: Choice,
  shape: readonly number[],
  out: unknown,
): QuantizedData<Dtype, ArrayBufferView> {
  checkNotEmpty('x', count);
  putRule(choice);
  const data = checkCodeOutOrAllocate(out, choice.dtype, count);
  run(view, data);
  if (numbers[slot.status] !== Status.ok) throwTensorError(view, count, choice);
  return { data, parameters: parametersInSlots(choice), shape };
}

/**
 * Quantizes a view whose type stands in the slots, by parameters along an axis.
 *
 * @param axis - counted from the first
 * @param blockSize - 0 for none
 * @param out - the views of `options.out`, unchecked: for codes, which have to be there where `outIsObject`, scales and zero points
 */
function quantizeAlong(
  view: ArrayBufferView,
  count: number,
  choice: Choice,
  shape: readonly number[],
  axis: number,
  blockSize: number,
  out: unknown,
  scale: unknown,
  zeroPoint: unknown,
  outIsObject: boolean,
): QuantizedAxisData<Dtype, ArrayBufferView> {
  const sets = putAxisLayout(numbers, 0, axis, blockSize, shape);
  checkParts(count, sets, axis, blockSize);
  putRule(choice);
  const data = outIsObject
    ? checkCodeOut(out, choice.dtype, count, 'options.out.data')
    : checkCodeOutOrAllocate(out, choice.dtype, count);
  const scales = floatsOut('options.out.scale', scale, sets);
  const zeroPoints = integersOut('options.out.zeroPoint', zeroPoint, sets);
  if (sets !== 0) {
    run(view, data, scales, zeroPoints);
    if (numbers[slot.status] !== Status.ok)
      throwAxisError(view, choice, axis, blockSize, data, scales, zeroPoints);
  }
  const parameters: Mutable<ChosenAxisParameters> = {
    dtype: choice.dtype.name,
    scale: scales,
    zeroPoint: zeroPoints,
    axis,
  };
  if (blockSize !== 0) parameters.blockSize = blockSize;
  tellBounds(parameters, choice);
  return { data, parameters, shape };
}

function putRule(choice: Choice): void {
  numbers[slot.dtype] = choice.dtype.index;
  numbers[slot.symmetric] = choice.symmetric ? 1 : 0;
  numbers[slot.zeroPoint] = choice.zeroPoint;
  numbers[slot.qmin] = choice.qmin;
  numbers[slot.qmax] = choice.qmax;
  numbers[slot.eps] = choice.eps;
  numbers[slot.scaleOfZero] = choice.scaleOfZero;
}

/** The parameters that a call left in the slots. */
function parametersInSlots(choice: Choice): QuantizationParameters {
  const parameters: Mutable<QuantizationParameters> = {
    dtype: choice.dtype.name,
    scale: numbers[slot.scale]!,
    zeroPoint: numbers[slot.zeroPoint]! | 0,
  };
  tellBounds(parameters, choice);
  return parameters;
}
