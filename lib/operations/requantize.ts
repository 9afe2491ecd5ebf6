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
import type { Dtype, MaybeUnpacked } from '../tables/dtypes.js';
import type { LengthOptions, NumberOfCodes } from './dequantize.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'shape', 'length'];
const fromNames = parameterNames('from', true);
const toNames = parameterNames('to');
const { numbers } = kernels;

/**
 * Codes under one set of parameters to codes under another: `quantize(dequantize(q, from), to)` in one pass, by
 * definition, bit for bit. Each set is of the whole tensor, of an axis or of its blocks; both are of the same shape.
 *
 * @typeParam D - the dtype of q
 * @typeParam E - the dtype of the result
 * @typeParam O - the type of `out`, a {@link CodeOutput}
 * @param q - codes of `from.dtype`
 * @param from - the parameters that `q` was quantized with
 * @param to - those that the result is to have
 * @param options - `shape` and `length` as in {@link dequantize}: packed codes need one of them. `out` as in {@link quantize}
 * @returns `out`, or a new typed array of `to.dtype`
 * @throws TypeError and RangeError as {@link quantize}. Outputs are untouched then.
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
/** Codes that may be packed: `length` or `shape` tells how many there are. */
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
