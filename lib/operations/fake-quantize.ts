import { checkFloatKind } from '../arguments/floats.js';
import type {
  Float16ArrayLike,
  FloatInput,
  FloatOptions,
  FloatOutputs,
  FloatTypeOf,
  HalfOptions,
} from '../arguments/floats-types.js';
import { checkDataDtype, checkOptions } from '../arguments/options.js';
import { parameterNames, putLayoutFor, putParameters } from '../arguments/parameters.js';
import type { AnyParameters } from '../arguments/parameters-types.js';
import { readShape, type ShapeOptions } from '../arguments/shape.js';
import { article, checkedCount, checkOutSize, viewOf } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError } from '../errors.js';
import { slot } from '../kernels.js';
import { isBuffer, typedArrayKind } from '../platform/engine-views.js';
import { type Dtype, dataDtypeNames, type MaybeData } from '../tables/dtypes.js';
import {
  allocateFloat16,
  type FloatArrays,
  type FloatType,
  type FloatTypeInfo,
  type HalfType,
} from '../tables/float-types.js';
import type { OutOr } from '../tables/new-arrays.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'mask', 'shape', 'floatType'];
const names = parameterNames('parameters', dataDtypeNames);
const { numbers } = kernels;

/**
 * The array that {@link fakeQuantize} makes for an input X: one of the same kind, or for raw bytes that of the float type.
 *
 * @category Data
 */
export type FloatsLike<X, F extends FloatType> = X extends Float16ArrayLike
  ? X
  : FloatArrays[FloatTypeOf<X, F>];

/**
 * Where {@link fakeQuantize} may write the floats for an input X: floats of the same type.
 *
 * @category Data
 */
export type FloatsLikeOutput<X, F extends FloatType> = FloatOutputs[FloatTypeOf<X, F>];

/**
 * Options of {@link fakeQuantize}.
 *
 * @inline
 * @category Data
 */
export interface FakeQuantizeOptions<O> extends ShapeOptions {
  /** Where to write. */
  readonly out?: O;
  /** Where to mark the elements that were outside of the codes. */
  readonly mask?: Uint8Array | undefined;
}

/**
 * What a model sees of quantization: `dequantize(quantize(x))` in one pass, floats of one type to floats of the same.
 *
 * PyTorch's own fake_quantize multiplies by `f32(1 / scale)` instead of dividing by scale, which gives another code for some
 * ties; this function gives what {@link quantize} and {@link dequantize} give, on every backend.
 *
 * @typeParam X - the type of x
 * @typeParam F - the float type of x, where it is raw bytes
 * @typeParam O - the type of `out`
 * @typeParam D - the quantized type
 * @param x - float data of any length, at any byte offset
 * @param parameters - as in {@link quantize}; of the dtype only `qmin` and `qmax` count, and it cannot be int32
 * @param options - `shape`, `floatType` as in {@link quantize}. `out`: where to write, floats of the type of x. `mask`: a
 * Uint8Array or Buffer with a byte for each element, which becomes 1 where the rounded quotient plus zero point lies outside
 * `qmin`..`qmax` (there a gradient is cut off) or x is NaN, and 0 elsewhere. Neither may share memory with x, the parameters or each other
 * @returns `out`, or a new array of the kind of x; nothing else is allocated for parameters along an axis, unless they are plain arrays
 * @throws TypeError and RangeError as {@link quantize}. Outputs are untouched then.
 * @category Quantize
 * @example
 * ```ts
 * import { fakeQuantize } from 'linquant';
 *
 * const mask = new Uint8Array(3);
 * const x = Float32Array.of(0.3, -2, 99);
 * fakeQuantize(x, { dtype: 'int4', scale: 0.5, zeroPoint: 0 }, { mask }); // Float32Array [ 0.5, -2, 3.5 ]
 * console.log(mask); // Uint8Array [ 0, 0, 1 ]
 * ```
 */
export function fakeQuantize<
  X extends FloatInput,
  F extends FloatType = 'float32',
  O extends FloatsLikeOutput<X, F> | undefined = undefined,
  D extends Dtype = Dtype,
>(
  x: X,
  parameters: AnyParameters<MaybeData<D>>,
  options?: FakeQuantizeOptions<O> & FloatOptions<F & FloatTypeOf<X>>,
): OutOr<O, FloatsLike<X, F>>;
/** The bits of 16-bit floats: `floatType` says which. */
export function fakeQuantize<
  X extends FloatInput | Uint16Array,
  F extends HalfType,
  O extends FloatsLikeOutput<X, F> | undefined = undefined,
  D extends Dtype = Dtype,
>(
  x: X,
  parameters: AnyParameters<MaybeData<D>>,
  options: FakeQuantizeOptions<O> & HalfOptions<F & FloatTypeOf<X>>,
): OutOr<O, FloatsLike<X, F>>;
export function fakeQuantize(x: unknown, parameters: unknown, options?: unknown): unknown {
  const { out, mask, shape, floatType } = checkOptions(options, optionNames);
  const sizes = readShape(shape);
  const { dtype, along } = putParameters(numbers, 0, parameters, names);
  checkDataDtype('parameters.dtype', dtype);
  const type = checkFloatKind('x', x, floatType);
  const view = viewOf('x', x);
  const count = checkedCount('x', view, type.bytes);
  putLayoutFor(numbers, 0, along, sizes, count);
  numbers[slot.floatType] = type.index;
  const marks = mask === undefined ? undefined : checkMask(mask, count);
  const results = out === undefined ? allocateLike(view, type, count) : checkOutLike(out, type, count);
  if (along === undefined) kernels.fakeQuantize(view, results, marks);
  else kernels.fakeQuantize(view, results, marks, along.scales, along.zeroPoints, along.offsets);
  const outputs = marks === undefined ? 'options.out' : 'options.out and options.mask';
  throwUnlessOk(numbers[slot.status]!, 'x', along !== undefined, outputs);
  return results;
}

function checkMask(mask: unknown, count: number): Uint8Array {
  if (typedArrayKind(mask) !== 'Uint8Array') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.mask', 'a Uint8Array or a Buffer', mask);
  }
  checkOutSize('options.mask', mask as Uint8Array, count, count);
  return mask as Uint8Array;
}

function allocateLike(view: ArrayBufferView, type: FloatTypeInfo, count: number): ArrayBufferView {
  return typedArrayKind(view) === 'Float16Array' ? allocateFloat16(count) : type.allocate(count);
}

function checkOutLike(out: unknown, type: FloatTypeInfo, count: number): ArrayBufferView {
  const kind = typedArrayKind(out);
  const kinds = type.bytes === 2 ? [type.arrayName, 'Uint16Array'] : [type.arrayName];
  if (kind === undefined || !(kinds.includes(kind) || isBuffer(out))) {
    const allowed = `${article(kinds.filter(Boolean).join(' or '))} or a Buffer, for ${type.name} as x`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
  }
  checkOutSize('options.out', out as ArrayBufferView, count * type.bytes, count);
  return out as ArrayBufferView;
}
