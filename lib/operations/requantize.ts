import {
  type CodeInput,
  type CodeOutput,
  checkCodeOutOrAllocate,
  type GivenOr,
  putCodes,
} from '../arguments/codes.js';
import { checkOptions } from '../arguments/options.js';
import { parameterNames, putLayoutFor, putParameters, readParameters } from '../arguments/parameters.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import { readShape, type ShapeOptions } from '../arguments/shape.js';
import { kernels } from '../backend/select.js';
import { slot } from '../kernels.js';
import { type Dtype, dtypeNames, type MaybeUnpacked } from '../tables/dtypes.js';
import type { LengthOptions, NumberOfCodes } from './dequantize.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'shape', 'length'];
const fromNames = parameterNames('from', dtypeNames, true);
const toNames = parameterNames('to');
const { numbers } = kernels;

/**
 * Converts codes from one set of parameters to another: exactly `quantize(dequantize(q, from), to)`, in one pass. Either set may be of
 * the whole tensor, along an axis or in blocks.
 *
 * This overload is for codes of 8, 16 and 32 bits. Packed codes (4, 2 and 1 bits) need another option, see the next one.
 *
 * @typeParam D - the dtype of q
 * @typeParam E - the dtype of the result
 * @typeParam O - the type of `out`, a {@link CodeOutput}
 * @param q - codes of `from.dtype`
 * @param from - the parameters that `q` was quantized with
 * @param to - the parameters of the result
 * @param options - `shape` and `length` as in {@link dequantize}; `out` as in {@link quantize}
 * @returns `out`, or a new typed array of `to.dtype`
 * @throws TypeError and RangeError as {@link quantize}. Outputs are unchanged then.
 * @category Quantize
 * @example
 * ```ts
 * import { requantize } from 'linquant';
 *
 * const from = { dtype: 'int8', scale: 0.5, zeroPoint: 0 } as const;
 * requantize(Int8Array.of(-7, 0, 9), from, { dtype: 'uint8', scale: 1, zeroPoint: 128 }); // Uint8Array [ 124, 128, 132 ]
 * ```
 */
export function requantize<D extends Dtype, E extends Dtype, O extends CodeOutput<E> | undefined = undefined>(
  q: CodeInput<D>,
  from: AnyParameters<MaybeUnpacked<D>>,
  to: AnyParameters<E>,
  options?: ShapeOptions & LengthOptions & { readonly out?: O },
): GivenOr<O, E>;
/**
 * Converts packed codes (int4, uint4, int2, uint2, uint1), whose bytes do not tell their number: `length` or `shape` does. Takes the other
 * dtypes too.
 *
 * @param q - codes of `from.dtype`, packed as in ONNX
 * @param from - the parameters that `q` was quantized with
 * @param to - the parameters of the result
 * @param options - `length` or `shape`; `out` as in {@link quantize}
 * @returns `out`, or a new typed array of `to.dtype`
 * @throws RangeError `ERR_LINQUANT_INVALID_OPTION`: no option tells the number; and as {@link quantize}
 * @throws TypeError as {@link quantize}
 * @category Quantize
 * @example
 * ```ts
 * import { requantize } from 'linquant';
 *
 * const from = { dtype: 'int4', scale: 0.5, zeroPoint: 0 } as const;
 * requantize(Uint8Array.of(0x4e), from, { dtype: 'int8', scale: 0.25, zeroPoint: 0 }, { length: 2 }); // Int8Array [ -4, 8 ]
 * ```
 */
export function requantize<D extends Dtype, E extends Dtype, O extends CodeOutput<E> | undefined = undefined>(
  q: CodeInput<D>,
  from: AnyParameters<D>,
  to: AnyParameters<E>,
  options: ShapeOptions & LengthOptions & NumberOfCodes & { readonly out?: O },
): GivenOr<O, E>;
export function requantize(q: unknown, from: unknown, to: unknown, options?: unknown): ArrayBufferView {
  const { out, shape, length } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const readFrom = readParameters(from, fromNames);
  const readTo = readParameters(to, toNames);
  const source = putParameters(numbers, slot.from, readFrom, fromNames);
  const target = putParameters(numbers, 0, readTo, toNames);
  const view = putCodes(numbers, slot.from, 'q', q, source.dtype, length, sizes, undefined, 'options.shape');
  const count = numbers[slot.from + slot.inner]!;
  putLayoutFor(numbers, slot.from, source.along, sizes, count, fromNames);
  putLayoutFor(numbers, 0, target.along, sizes, count, toNames);
  const codes = checkCodeOutOrAllocate(out, target.dtype, count);
  const { along: own } = target;
  const { along: other } = source;
  kernels.requantize(
    view,
    codes,
    own?.scales,
    own?.zeroPoints,
    own?.offsets,
    other?.scales,
    other?.zeroPoints,
    other?.offsets,
  );
  throwUnlessOk(numbers[slot.status]!, 'q', own !== undefined || other !== undefined);
  return codes;
}
