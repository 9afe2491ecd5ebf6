import { axisIn, checkAxis, checkBlockSize, putAxisLayout } from '../arguments/axis.js';
import { checkChoice, choiceAllowed, choiceNames, type DtypeChoice } from '../arguments/choice.js';
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
 * Finds the range of x, chooses parameters for it and quantizes: {@link minMax}, {@link chooseParameters} and {@link quantize} in one
 * call. This overload is along an axis, with the default rule (PyTorch's MinMaxObserver): each index of the axis, or each block of
 * `blockSize` indices, gets its own scale and zero point. Other overloads are for the whole tensor and for the rules 'absmax' and 'onnx'.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link CodeOutput}
 * @param x - float data of any length but 0, at any byte offset
 * @param options - `dtype` and the others of {@link chooseParameters}; `shape`, `axis` and `blockSize`: see {@link AxisOptions}; `floatType`:
 * the type of x if that is raw bytes or a Uint16Array of bits; `out`: a view for the codes, or an object of views
 * `{ data, scale, zeroPoint }` (the last two with one element for each set of parameters), none overlapping x or another
 * @returns a new object `{ data, parameters, shape }`. Arrays are allocated only for what `out` does not provide
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: an index or block of the axis holds NaN or an infinity (with the `index` in x of the
 * first one), or its scale is not positive and finite; `out` is unspecified then. Other errors are those of the three functions; `out`
 * is unchanged then
 * @throws TypeError as the three functions
 * @category Quantize
 * @example
 * ```ts
 * import { quantizeDynamic } from 'linquant';
 *
 * const x = Float32Array.of(1, -2, 3, 4); // two rows of two
 * const { data, parameters } = quantizeDynamic(x, { dtype: 'int8', scheme: 'symmetric', shape: [2, 2], axis: 0 });
 * console.log(data, parameters.scale); // Int8Array(4) [ 64, -127, 96, 127 ] Float32Array(2) [ 0.0156862..., 0.0313725... ]
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
/**
 * Quantizes along an axis by the absolute maximum, to int8: for each index of the axis (or block) `scale = max|x| / 127`, zero point 0,
 * codes -127..127. With axis 0, the rows, this is the usual way for embeddings and tokens.
 *
 * @param x - float data of any length but 0, all finite
 * @param options - `rule: 'absmax'`, `shape` and `axis`; `blockSize`, `floatType` and `out` as in the first overload
 * @returns a new object `{ data, parameters, shape }`, with arrays of `scale` and `zeroPoint` in `parameters`
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 * @example
 * ```ts
 * import { quantizeDynamic } from 'linquant';
 *
 * const rows = quantizeDynamic(Float32Array.of(1, -2, 3, 4), { rule: 'absmax', shape: [2, 2], axis: 0 });
 * console.log(rows.data, rows.parameters.scale); // Int8Array(4) [ 64, -127, 95, 127 ] Float32Array(2) [ 0.0157480..., 0.0314960... ]
 * ```
 */
export function quantizeDynamic<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & AbsmaxRuleOptions & AxisOptions & { readonly out?: AxisOutput<'int8', O> },
): QuantizedAxisData<'int8', GivenOr<O, 'int8'>>;
/**
 * Quantizes along an axis to uint8, with scale and zero point of each index of the axis (or block) by the formula of ONNX
 * DynamicQuantizeLinear. (The ONNX operator itself is for whole tensors only.)
 *
 * @param x - float data of any length but 0, all finite
 * @param options - `rule: 'onnx'`, `shape` and `axis`; `blockSize`, `floatType` and `out` as in the first overload
 * @returns a new object `{ data, parameters, shape }`, with arrays of `scale` and `zeroPoint` in `parameters`
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 */
export function quantizeDynamic<
  O extends CodeOutput<'uint8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & OnnxRuleOptions & AxisOptions & { readonly out?: AxisOutput<'uint8', O> },
): QuantizedAxisData<'uint8', GivenOr<O, 'uint8'>>;
/**
 * Quantizes a whole tensor with one scale and zero point by the default rule, PyTorch's MinMaxObserver.
 *
 * @param x - float data of any length but 0, all finite
 * @param options - `dtype` and the others of {@link chooseParameters}; `shape`, which the result repeats; `floatType`; `out`: a view for the
 * codes, of exactly their size, not overlapping x
 * @returns a new object `{ data, parameters, shape }`
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 * @example
 * ```ts
 * import { quantizeDynamic } from 'linquant';
 *
 * const { data, parameters } = quantizeDynamic(Float32Array.of(-1, 0, 1), { dtype: 'int8', scheme: 'symmetric' });
 * console.log(data, parameters.scale); // Int8Array(3) [ -127, 0, 127 ] 0.0078431...
 * ```
 */
export function quantizeDynamic<
  D extends DataDtype,
  O extends CodeOutput<D> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & ChooseOptions<D> & TensorOptions & { readonly out?: O },
): QuantizedData<D, GivenOr<O, D>>;
/**
 * Quantizes a whole tensor to uint8 as DynamicQuantizeLinear of ONNX Runtime 1.30 does, bit for bit (`npm run test:conformance`).
 *
 * @param x - float data of any length but 0, all finite
 * @param options - `rule: 'onnx'`; `shape`, `floatType` and `out` as in the overload for a whole tensor by the default rule
 * @returns a new object `{ data, parameters, shape }`
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 * @example
 * ```ts
 * import { quantizeDynamic } from 'linquant';
 *
 * const { data, parameters } = quantizeDynamic(Float32Array.of(-1, 0, 3), { rule: 'onnx' });
 * console.log(data, parameters.zeroPoint); // Uint8Array(3) [ 0, 64, 255 ] 64
 * ```
 */
export function quantizeDynamic<
  O extends CodeOutput<'uint8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & OnnxRuleOptions & TensorOptions & { readonly out?: O },
): QuantizedData<'uint8', GivenOr<O, 'uint8'>>;
/**
 * Quantizes a whole tensor to int8 by its absolute maximum: `scale = max|x| / 127`, zero point 0, codes -127..127.
 *
 * @param x - float data of any length but 0, all finite
 * @param options - `rule: 'absmax'`; `shape`, `floatType` and `out` as in the overload for a whole tensor by the default rule
 * @returns a new object `{ data, parameters, shape }`
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 * @example
 * ```ts
 * import { quantizeDynamic } from 'linquant';
 *
 * const { data, parameters } = quantizeDynamic(Float32Array.of(-2, 0, 1), { rule: 'absmax' });
 * console.log(data, parameters.scale); // Int8Array(3) [ -127, 0, 64 ] 0.0157480...
 * ```
 */
export function quantizeDynamic<
  O extends CodeOutput<'int8'> | undefined = undefined,
  X extends FloatInput | Uint16Array = FloatInput,
>(
  x: X,
  options: FloatOptionsOf<X> & AbsmaxRuleOptions & TensorOptions & { readonly out?: O },
): QuantizedData<'int8', GivenOr<O, 'int8'>>;
/**
 * Quantizes a whole tensor, where the rule, or whether there is an `out`, is known only at run time.
 *
 * @param x - float data of any length but 0, all finite
 * @param options - those of any rule for a whole tensor; `out` may be undefined
 * @returns a new object `{ data, parameters, shape }`; `data` has the type of any output
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 */
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
/**
 * Quantizes along an axis or a whole tensor, where only at run time it is known whether `axis` is undefined.
 *
 * @param x - float data of any length but 0, all finite
 * @param options - those of any rule; `shape`; `axis` or undefined; `out`: a view for the codes, or undefined
 * @returns a new object `{ data, parameters, shape }`; with an axis `parameters` has arrays and `axis`
 * @throws RangeError and TypeError as the first overload
 * @category Quantize
 */
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
  // Read before anything is written to the slots: getters of `out` may call the library, which overwrites them.
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
 * Quantizes rows of a checked view, each with its own parameters.
 *
 * @param out - `options.out`, unchecked: a view for the codes, or an object of views
 */
export function quantizeRows(
  view: ArrayBufferView,
  type: FloatTypeInfo,
  rows: number,
  columns: number,
  choice: DtypeChoice,
  out: unknown,
): QuantizedAxisData<Dtype, ArrayBufferView> {
  const outs = checkAxisOut(out);
  numbers[slot.floatType] = type.index;
  const shape = [rows, columns];
  return outs === undefined
    ? quantizeAlong(view, rows * columns, choice, shape, 0, 0, out, undefined, undefined, false)
    : quantizeAlong(view, rows * columns, choice, shape, 0, 0, outs.data, outs.scale, outs.zeroPoint, true);
}

/** Quantizes a checked view by one set of parameters, with float type and layout in the slots. */
function quantizeWhole(
  view: ArrayBufferView,
  count: number,
  choice: DtypeChoice,
  shape: readonly number[],
  out: unknown,
): QuantizedData<Dtype, ArrayBufferView> {
  checkNotEmpty('x', count);
  putChoice(choice);
  const data = checkCodeOutOrAllocate(out, choice.dtype, count);
  run(view, data);
  if (numbers[slot.status] !== Status.ok) throwTensorError(view, count, choice);
  return { data, parameters: parametersInSlots(choice), shape };
}

/**
 * Quantizes a checked view by parameters along an axis, with the float type in the slots.
 *
 * @param axis - counted from the first
 * @param blockSize - 0 for none
 * @param out - the view for the codes, unchecked; like `scale` and `zeroPoint`
 * @param outIsObject - whether `options.out` was an object of views; then `out` is required
 */
function quantizeAlong(
  view: ArrayBufferView,
  count: number,
  choice: DtypeChoice,
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
  putChoice(choice);
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

function putChoice(choice: DtypeChoice): void {
  numbers[slot.dtype] = choice.dtype.index;
  numbers[slot.symmetric] = choice.symmetric ? 1 : 0;
  numbers[slot.zeroPoint] = choice.zeroPoint;
  numbers[slot.qmin] = choice.qmin;
  numbers[slot.qmax] = choice.qmax;
  numbers[slot.eps] = choice.eps;
  numbers[slot.scaleOfZero] = choice.scaleOfZero;
}

/** The parameters that a call wrote to the slots. */
function parametersInSlots(choice: DtypeChoice): QuantizationParameters {
  const parameters: Mutable<QuantizationParameters> = {
    dtype: choice.dtype.name,
    scale: numbers[slot.scale]!,
    zeroPoint: numbers[slot.zeroPoint]! | 0,
  };
  tellBounds(parameters, choice);
  return parameters;
}
