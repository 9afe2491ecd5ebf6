import {
  type CheckedFloats,
  checkFloats,
  type Float16ArrayLike,
  type FloatInput,
  type FloatOptions,
  type FloatOutputs,
  type FloatTypeOf,
  type HalfOptions,
} from '../arguments/floats.js';
import { checkDataDtype, checkOptions } from '../arguments/options.js';
import {
  type AnyParameters,
  checkApartFromZeros,
  checkParameters,
  laidOut,
  layoutFor,
  readParameters,
} from '../arguments/parameters.js';
import { readShape, type ShapeOptions } from '../arguments/shape.js';
import { article, checkOutSize, isBuffer } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { argumentError } from '../errors.js';
import { typedArrayKind } from '../platform/engine-views.js';
import type { Dtype, MaybeData } from '../tables/dtypes.js';
import { allocateFloat16, type FloatArrays, type FloatType, type HalfType } from '../tables/float-types.js';
import { throwUnlessOk } from './status.js';

const optionNames: readonly string[] = ['out', 'mask', 'shape', 'floatType'];

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
): O extends undefined ? FloatsLike<X, F> : O;
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
): O extends undefined ? FloatsLike<X, F> : O;
export function fakeQuantize(x: unknown, parameters: unknown, options?: unknown): unknown {
  const { out, mask, shape, floatType } = checkOptions(options, optionNames);
  const read = readParameters(parameters);
  const given = readShape(shape);
  const checked = checkParameters(read);
  checkDataDtype('parameters.dtype', checked.dtype);
  const floats = checkFloats('x', x, floatType);
  const { view, count, type } = floats;
  const { coding, layout } = laidOut(checked, layoutFor(checked, given, count), count);
  const marks = mask === undefined ? undefined : checkMask(mask, count);
  const results = out === undefined ? allocateLike(floats) : checkOutLike(out, floats);
  checkApartFromZeros(checked, 'options.out', results);
  if (marks !== undefined) checkApartFromZeros(checked, 'options.mask', marks);
  const status = kernels.fakeQuantize(view, type.index, results, marks, coding, layout);
  const outputs = marks === undefined ? 'options.out' : 'options.out and options.mask';
  throwUnlessOk(status, 'x', 'scales' in checked, outputs);
  return results;
}

function checkMask(mask: unknown, count: number): Uint8Array {
  if (typedArrayKind(mask) !== 'Uint8Array') {
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.mask', 'a Uint8Array or a Buffer', mask);
  }
  checkOutSize('options.mask', mask as Uint8Array, count, count);
  return mask as Uint8Array;
}

function allocateLike({ view, count, type }: CheckedFloats): ArrayBufferView {
  return typedArrayKind(view) === 'Float16Array' ? allocateFloat16(count) : type.allocate(count);
}

function checkOutLike(out: unknown, { count, type }: CheckedFloats): ArrayBufferView {
  const kind = typedArrayKind(out);
  const kinds = type.bytes === 2 ? [type.arrayName, 'Uint16Array'] : [type.arrayName];
  if (kind === undefined || !(kinds.includes(kind) || isBuffer(out))) {
    const allowed = `${article(kinds.filter(Boolean).join(' or '))} or a Buffer, for ${type.name} as x`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
  }
  checkOutSize('options.out', out as ArrayBufferView, count * type.bytes, count);
  return out as ArrayBufferView;
}
