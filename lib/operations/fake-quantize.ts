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
 * The array that {@link fakeQuantize} allocates for an input X: of the same kind, or for raw bytes that of the float type.
 *
 * @category Data
 */
export type FloatsLike<X, F extends FloatType> = X extends Float16ArrayLike
  ? X
  : FloatArrays[FloatTypeOf<X, F>];

/**
 * The outputs of {@link fakeQuantize} for an input X: for floats of the type of X.
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
  /** The output for the floats, of the type of x. */
  readonly out?: O;
  /** An output with a byte for each element: 1 where the value was clamped or NaN, else 0. */
  readonly mask?: Uint8Array | undefined;
}

/**
 * Simulates quantization, as in quantization-aware training: `dequantize(quantize(x))` in one pass, to floats of the type of x.
 *
 * PyTorch's fake_quantize multiplies by `f32(1 / scale)` instead of dividing by scale, which gives another code at some ties. This
 * function gives exactly the values of {@link quantize} and {@link dequantize}.
 *
 * @typeParam X - the type of x
 * @typeParam F - the float type of x, where it is raw bytes
 * @typeParam O - the type of `out`
 * @typeParam D - the quantized type
 * @param x - float data of any length, at any byte offset
 * @param parameters - as in {@link quantize}. The dtype only gives the default `qmin` and `qmax`; int32 is refused
 * @param options - `shape`, `floatType` as in {@link quantize}. `out`: the output, floats of the type of x. `mask`: a Uint8Array or Buffer
 * with a byte for each element: 1 where the rounded quotient plus zero point lies outside `qmin`..`qmax` (where a straight-through
 * estimator stops the gradient) and where x is NaN, else 0. Outputs may not overlap x, the parameters or each other
 * @returns `out`, or a new array of the kind of x. Only plain arrays of parameters are copied
 * @throws TypeError and RangeError as {@link quantize}. Outputs are unchanged then.
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
/**
 * Simulates quantization of 16-bit floats that are given as bits in a Uint16Array. `floatType` says whether they are float16 or bfloat16.
 *
 * @param x - a Uint16Array of bits, or other float data of that type
 * @param parameters - as in the first overload
 * @param options - `floatType`: 'float16' or 'bfloat16'; `shape`, `out` and `mask` as in the first overload
 * @returns `out`, or a new Uint16Array of bits
 * @throws TypeError and RangeError as {@link quantize}. Outputs are unchanged then.
 * @category Quantize
 * @example
 * ```ts
 * import { convert, fakeQuantize } from 'linquant';
 *
 * const bits = convert(Float32Array.of(0.3, -2), { to: 'bfloat16' });
 * const results = fakeQuantize(bits, { dtype: 'int8', scale: 0.5, zeroPoint: 0 }, { floatType: 'bfloat16' });
 * convert(results, { from: 'bfloat16', to: 'float32' }); // Float32Array [ 0.5, -2 ]
 * ```
 */
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
