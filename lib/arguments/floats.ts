import { argumentError } from '../errors.js';
import { typedArrayKind } from '../platform/engine-views.js';
import {
  type FloatArrays,
  type FloatType,
  type FloatTypeInfo,
  floatTypeOfArray,
  floatTypes,
  type HalfType,
} from '../tables/float-types.js';
import {
  article,
  type CheckedView,
  checkedBytes,
  checkedCount,
  checkOutSize,
  isBuffer,
  rawBytes,
  rawHolders,
} from './views.js';

/** Checks the kind of `options.out` for floats and tells their type; its size is checked by {@link floatsIn}. */
export function checkFloatOut(out: unknown, floatType: unknown, option = 'options.floatType'): FloatTypeInfo {
  const given = checkFloatType(option, floatType);
  if (out === undefined) return given ?? floatTypes.float32;
  const kind = typedArrayKind(out);
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) return agreedType(out as object, own, option, given);
  const type = kind === 'Uint16Array' ? bitsType(option, given) : (given ?? floatTypes.float32);
  if (type !== undefined && (kind === 'Uint16Array' || isBuffer(out))) return type;
  const hint = kind === 'Uint16Array' ? ` (a Uint16Array needs ${option}: 'float16' or 'bfloat16')` : '';
  const allowed = `a Float32Array, Float64Array, Float16Array or Buffer${hint}`;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
}

/** The number of floats that a typed array as `options.out` tells; a Buffer, which only holds bytes, and none tell nothing. */
export function countOfOut(out: unknown, type: FloatTypeInfo): number | undefined {
  if (out === undefined || isBuffer(out)) return undefined;
  return checkedBytes('options.out', out as ArrayBufferView) / type.bytes;
}

/** An `out` whose kind was checked, if it has the size of `count` floats, or a new array for them. */
export function floatsIn(out: unknown, type: FloatTypeInfo, count: number): ArrayBufferView {
  if (out === undefined) return type.allocate(count);
  checkOutSize('options.out', out as ArrayBufferView, count * type.bytes, count);
  return out as ArrayBufferView;
}

/**
 * A Float16Array, as those versions of Node have it that do: what tells it from other arrays.
 *
 * @category Data
 */
export interface Float16ArrayLike extends ArrayBufferView {
  /** The kind of array. */
  readonly [Symbol.toStringTag]: 'Float16Array';
  /** Bytes of one float: 2. */
  readonly BYTES_PER_ELEMENT: number;
  /** Number of floats. */
  readonly length: number;
  /** A float. */
  [index: number]: number;
}

/**
 * What counts as float data: a Float32Array, Float64Array or Float16Array, or raw little-endian bytes in a Buffer,
 * DataView, ArrayBuffer or SharedArrayBuffer, at any byte offset: float32 unless `floatType` names another type. The
 * bits of 16-bit floats in a Uint16Array are taken too where `floatType` says which they are. A plain Uint8Array is not
 * taken: it may hold quantized data.
 *
 * @category Data
 */
export type FloatInput =
  | Float32Array
  | Float64Array
  | Float16ArrayLike
  | Buffer
  | DataView
  | ArrayBuffer
  | SharedArrayBuffer;

/**
 * Where floats may be written: a Float32Array, Float64Array or Float16Array, or a Buffer at any byte offset (float32
 * unless `floatType` names another type); of exactly the result's size. A Uint16Array is taken too, for bits, where
 * `floatType` says of which type.
 *
 * @category Data
 */
export type FloatOutput = Float32Array | Float64Array | Float16ArrayLike | Buffer;

/**
 * Where floats of each type may be written; of exactly the result's size.
 *
 * @category Data
 */
export interface FloatOutputs {
  /** Numbers, or bytes. */
  float32: Float32Array | Buffer;
  /** Numbers, or bytes. */
  float64: Float64Array | Buffer;
  /** Numbers, bits, or bytes. */
  float16: Float16ArrayLike | Uint16Array | Buffer;
  /** Bits, or bytes. */
  bfloat16: Uint16Array | Buffer;
}

/**
 * The option that names the type of float data.
 *
 * @category Data
 */
export interface FloatOptions<F extends FloatType = FloatType> {
  /** The type of raw bytes or bits, 'float32' unless given; of a typed array it may be left out. */
  readonly floatType?: F | undefined;
}

/**
 * The option that goes with a Uint16Array of bits.
 *
 * @category Data
 */
export interface HalfOptions<F extends HalfType = HalfType> {
  /** Which of the 16-bit types the bits are of. */
  readonly floatType: F;
}

/**
 * The type of the floats that X holds: a typed array tells it, of raw bytes it is F.
 *
 * @category Data
 */
export type FloatTypeOf<X, F extends FloatType = FloatType> = X extends Float32Array
  ? 'float32'
  : X extends Float64Array
    ? 'float64'
    : X extends Float16ArrayLike
      ? 'float16'
      : F;

/**
 * {@link FloatOptions} that X does not contradict, or {@link HalfOptions} where X may be a Uint16Array. Of `any`, which may be anything,
 * nothing is demanded.
 *
 * @category Data
 */
export type FloatOptionsOf<X> = 0 extends 1 & X
  ? FloatOptions
  : [Extract<X, Uint16Array>] extends [never]
    ? FloatOptions<FloatTypeOf<X>>
    : HalfOptions;

/**
 * The output that was given, or the array that is made without one.
 *
 * @category Data
 */
export type FloatsOr<O, F extends FloatType> = O extends undefined ? FloatArrays[F] : O;

/** Float data whose length was not looked at. */
export interface FloatView {
  readonly view: ArrayBufferView;
  readonly type: FloatTypeInfo;
}

/** Float data after checking. */
export interface CheckedFloats extends CheckedView {
  readonly type: FloatTypeInfo;
}

/** Checks the name of a float type; undefined stays so. */
export function checkFloatType(argument: string, value: unknown): FloatTypeInfo | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && Object.hasOwn(floatTypes, value)) return floatTypes[value as FloatType];
  const code = typeof value === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';
  throw argumentError(code, argument, `one of ${Object.keys(floatTypes).join(', ')}`, value);
}

/** The type of a typed array's floats, where `given` (from `option`) does not contradict it. */
export function agreedType(
  view: object,
  own: FloatTypeInfo,
  option: string,
  given: FloatTypeInfo | undefined,
) {
  if (given === undefined || given === own) return own;
  const allowed = `'${own.name}', or left out, beside ${article(typedArrayKind(view)!)}`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', option, allowed, given.name);
}

/** The type of the bits in a Uint16Array; undefined where none was named. */
export function bitsType(option: string, given: FloatTypeInfo | undefined): FloatTypeInfo | undefined {
  if (given === undefined || given.bytes === 2) return given;
  const allowed = `'float16' or 'bfloat16' beside a Uint16Array`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', option, allowed, given.name);
}

/**
 * Checks float input ({@link FloatInput}, or a Uint16Array of bits).
 *
 * @param floatType - the option that names its type, unchecked
 */
export function checkFloats(
  argument: string,
  x: unknown,
  floatType?: unknown,
  option?: string,
): CheckedFloats {
  const { view, type } = checkFloatView(argument, x, floatType, option);
  return { view, count: checkedCount(argument, view, type.bytes), type };
}

/** The same but for its length. */
export function checkFloatView(
  argument: string,
  x: unknown,
  floatType: unknown,
  option = 'options.floatType',
): FloatView {
  const given = checkFloatType(option, floatType);
  const kind = typedArrayKind(x);
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) {
    return { view: x as ArrayBufferView, type: agreedType(x as object, own, option, given) };
  }
  const isBits = kind === 'Uint16Array';
  const type = isBits ? bitsType(option, given) : (given ?? floatTypes.float32);
  const view = isBits ? (x as Uint16Array) : rawBytes(argument, x);
  if (view === undefined || type === undefined) throw floatsError(argument, x, option);
  return { view, type };
}

function floatsError(argument: string, x: unknown, option: string): Error {
  const kind = typedArrayKind(x);
  let hint = '';
  if (kind === 'Uint8Array') {
    hint = ' (wrap the bytes as Buffer.from(a.buffer, a.byteOffset, a.byteLength) if they are floats)';
  } else if (kind === 'Uint16Array') {
    hint = ` (the bits in a Uint16Array need ${option}: 'float16' or 'bfloat16')`;
  }
  const allowed = `a Float32Array, Float64Array or Float16Array, or the bytes of floats in ${rawHolders}${hint}`;
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, x);
}
