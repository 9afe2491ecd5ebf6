import { checkAxis } from './axis.js';
import { type Mutable, Status } from './backend/backend.js';
import { kernels } from './backend/select.js';
import { choose, tellBounds } from './choose.js';
import {
  type AbsmaxRuleOptions,
  type CheckedChoice,
  type ChooseOptions,
  checkChooseOptions,
  chooseOptionNames,
  type OnnxRuleOptions,
} from './choose-options.js';
import type { Dtype } from './dtypes.js';
import type {
  GivenOr,
  QuantizedData,
  QuantizedRows,
  RowOptions,
  RowOutput,
  TensorOptions,
} from './dynamic-types.js';
import { argumentError, linquantError } from './errors.js';
import { bufferOf, byteOffsetOf, typedArrayKind } from './intrinsics.js';
import type { QuantizationParameters } from './parameters.js';
import { checkOutOrAllocate } from './quantize.js';
import { rangeOf } from './range.js';
import { checkRowOutputs } from './row-outputs.js';
import { checkShape } from './shape.js';
import { throwUnlessOk } from './status.js';
import { type CheckedView, type CodeOutput, checkFloats, type FloatInput, floatBytes } from './views.js';

const optionNames: readonly string[] = [...chooseOptionNames, 'out', 'shape', 'axis'];

/**
 * Finds the range of the data, chooses parameters for it and quantizes, in one call: {@link minMax},
 * {@link chooseParameters}, {@link quantize}. With `axis: 0` each row of `shape` has parameters of its own, in one call
 * for all rows: the way to quantize embeddings and tokens, usually with `{ rule: 'absmax' }`.
 *
 * `{ rule: 'onnx' }` is ONNX DynamicQuantizeLinear, bit for bit.
 *
 * This overload is for rows by the default rule.
 *
 * @typeParam D - the quantized type
 * @typeParam O - the type of `out`, a {@link CodeOutput}
 * @param x - float data of any length but 0, at any byte offset
 * @param options - those of {@link chooseParameters}; `shape`, `[count]` unless given; `axis`: 0 for parameters of each
 * row, with `shape`; `out` as in {@link quantize}, or with `axis` an object of `data` and optionally `scale` and
 * `zeroPoint` with one element for each row
 * @returns the codes, the parameters chosen, and the shape. Allocates these small objects, and memory for what `out`
 * does not give
 * @throws what the three functions throw; `ERR_LINQUANT_INVALID_RANGE` where x (a row of it) holds NaN or an infinity,
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
export function quantizeDynamic<D extends Dtype, O extends CodeOutput<D> | undefined = undefined>(
  x: FloatInput,
  options: ChooseOptions<D> & RowOptions & { readonly out?: RowOutput<D, O> },
): QuantizedRows<D, GivenOr<O, D>>;
/** Rows by the absolute maximum: the usual way for embeddings and tokens. */
export function quantizeDynamic<O extends CodeOutput<'int8'> | undefined = undefined>(
  x: FloatInput,
  options: AbsmaxRuleOptions & RowOptions & { readonly out?: RowOutput<'int8', O> },
): QuantizedRows<'int8', GivenOr<O, 'int8'>>;
/** Rows by ONNX DynamicQuantizeLinear's rule. */
export function quantizeDynamic<O extends CodeOutput<'uint8'> | undefined = undefined>(
  x: FloatInput,
  options: OnnxRuleOptions & RowOptions & { readonly out?: RowOutput<'uint8', O> },
): QuantizedRows<'uint8', GivenOr<O, 'uint8'>>;
/** The whole tensor by the default rule. */
export function quantizeDynamic<D extends Dtype, O extends CodeOutput<D> | undefined = undefined>(
  x: FloatInput,
  options: ChooseOptions<D> & TensorOptions & { readonly out?: O },
): QuantizedData<D, GivenOr<O, D>>;
/** The whole tensor as ONNX DynamicQuantizeLinear does. */
export function quantizeDynamic<O extends CodeOutput<'uint8'> | undefined = undefined>(
  x: FloatInput,
  options: OnnxRuleOptions & TensorOptions & { readonly out?: O },
): QuantizedData<'uint8', GivenOr<O, 'uint8'>>;
/** The whole tensor by its absolute maximum. */
export function quantizeDynamic<O extends CodeOutput<'int8'> | undefined = undefined>(
  x: FloatInput,
  options: AbsmaxRuleOptions & TensorOptions & { readonly out?: O },
): QuantizedData<'int8', GivenOr<O, 'int8'>>;
/** The whole tensor, by a rule or with an `out` that is known at run time only. */
export function quantizeDynamic<D extends Dtype>(
  x: FloatInput,
  options: TensorOptions &
    (
      | (ChooseOptions<D> & { readonly out?: CodeOutput<D> | undefined })
      | (OnnxRuleOptions & { readonly out?: CodeOutput<'uint8'> | undefined })
      | (AbsmaxRuleOptions & { readonly out?: CodeOutput<'int8'> | undefined })
    ),
): QuantizedData<D, CodeOutput<D>>;
export function quantizeDynamic(
  x: unknown,
  options: unknown,
): QuantizedData<Dtype, ArrayBufferView> | QuantizedRows<Dtype, ArrayBufferView> {
  const choice = checkChooseOptions(options, optionNames);
  const floats = checkFloats('x', x);
  const byRow = checkAxis('options.axis', choice.axis);
  if (byRow && choice.shape === undefined) {
    const allowed = 'given with axis, such as [rows, columns]';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.shape', allowed, undefined);
  }
  const shape = checkShape(choice.shape, floats.count);
  if (byRow) return quantizeRowsDynamic(floats, choice, shape);
  if (floats.count === 0) throw emptyError('x must hold at least one element; got none');
  const data = checkOutOrAllocate(choice.out, floats.count, choice);
  const { dtype } = choice;
  const parameters: Mutable<QuantizationParameters> = { dtype: dtype.name, scale: NaN, zeroPoint: 0 };
  const status = kernels.quantizeDynamic(floats.view, data, dtype.index, choice, parameters);
  if (status !== Status.ok) throwDynamicError(status, floats, choice, 1);
  tellBounds(parameters, choice);
  return { data, parameters, shape };
}

function quantizeRowsDynamic(
  floats: CheckedView,
  choice: CheckedChoice,
  shape: readonly number[],
): QuantizedRows<Dtype, ArrayBufferView> {
  const rows = shape[0]!;
  if (floats.count === 0 && rows !== 0)
    throw emptyError('each row of x must hold at least one element; got none');
  const { data, scale, zeroPoint } = checkRowOutputs(choice, floats.count, rows);
  if (rows !== 0) {
    const { dtype } = choice;
    const status = kernels.quantizeDynamicRows(floats.view, data, dtype.index, choice, scale, zeroPoint);
    if (status !== Status.ok) throwDynamicError(status, floats, choice, rows);
  }
  const parameters: Mutable<QuantizedRows['parameters']> = {
    dtype: choice.dtype.name,
    scale,
    zeroPoint,
    axis: 0,
  };
  tellBounds(parameters, choice);
  return { data, parameters, shape };
}

/** Finds the row without parameters once more, to say what is wrong with it. */
function throwDynamicError(
  status: Status,
  { view, count }: CheckedView,
  choice: CheckedChoice,
  rows: number,
) {
  if (status !== Status.noParameters) throwUnlessOk(status, 'x');
  const columns = count / rows;
  for (let row = 0; row < rows; row++) {
    const name = rows === 1 ? 'x' : `row ${row} of x`;
    const offset = byteOffsetOf(view) + row * columns * floatBytes;
    // A view of the same kind: a Float32Array is in the host's byte order, bytes are not.
    const part =
      typedArrayKind(view) === 'Float32Array'
        ? new Float32Array(bufferOf(view), offset, columns)
        : new Uint8Array(bufferOf(view), offset, columns * floatBytes);
    const { min, max } = rangeOf(name, { view: part, count: columns });
    const unfit = Number.isFinite(min) ? max : min; // of the two, the one that is not finite, if any
    if (!Number.isFinite(unfit)) {
      throw linquantError(
        'ERR_LINQUANT_INVALID_RANGE',
        `${name} must hold no NaN and no infinity; got ${unfit}`,
      );
    }
    choose(`the range of ${name}`, min, max, choice);
  }
  throw linquantError('ERR_LINQUANT_DETACHED', 'x must stay as it is during the call; got one that changed');
}

function emptyError(message: string): Error {
  return linquantError('ERR_LINQUANT_EMPTY', message);
}
