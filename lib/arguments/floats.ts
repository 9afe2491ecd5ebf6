import { argumentError } from '../errors.js';
import { slot } from '../kernels.js';
import { isBuffer, typedArrayKind, typedByteLength } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { type FloatTypeInfo, floatTypeOfArray, floatTypes } from '../tables/float-types.js';
import { checkKey } from './options.js';
import { putLayout } from './shape.js';
import {
  article,
  type CheckedView,
  checkedBytes,
  checkedCount,
  checkOutSize,
  holdsRawBytes,
  rawHolders,
  viewOf,
} from './views.js';

/** Float data after checking. */
export interface CheckedFloats extends CheckedView {
  readonly type: FloatTypeInfo;
}

/** Checks the name of a float type; undefined stays so. */
function checkFloatType(argument: string, value: unknown): FloatTypeInfo | undefined {
  return value === undefined ? undefined : checkKey(argument, value, floatTypes);
}

/** The type of a typed array's floats, where `given` (from `option`) does not contradict it. */
function agreedType(view: object, own: FloatTypeInfo, option: string, given: FloatTypeInfo | undefined) {
  if (given === undefined || given === own) return own;
  const allowed = `'${own.name}', or left out, beside ${article(typedArrayKind(view)!)}`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', option, allowed, given.name);
}

/** The type of the bits in a Uint16Array; undefined where none was named. */
function bitsType(option: string, given: FloatTypeInfo | undefined): FloatTypeInfo | undefined {
  if (given === undefined || given.bytes === 2) return given;
  const allowed = `'float16' or 'bfloat16' beside a Uint16Array`;
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', option, allowed, given.name);
}

/**
 * Checks float input (FloatInput in floats-types.ts, or a Uint16Array of bits) for calls that may allocate.
 *
 * @param floatType - the option that names its type, unchecked
 */
export function checkFloats(
  argument: string,
  x: unknown,
  floatType?: unknown,
  option?: string,
): CheckedFloats {
  const type = checkFloatKind(argument, x, floatType, option);
  const view = viewOf(argument, x);
  return { view, count: checkedCount(argument, view, type.bytes), type };
}

/**
 * Checks float input and writes its type and number, as one row with one set of parameters, to the slots. The usual input is
 * judged here, with what V8 inlines; all else in functions of their own, since their code would count against the call's.
 *
 * @param floatType - the option that names its type, unchecked
 * @returns the view
 */
export function putFloats(
  numbers: Float64Array,
  argument: string,
  x: unknown,
  floatType: unknown,
): ArrayBufferView {
  if (floatType === undefined && typedArrayKind(x) === 'Float32Array') {
    const bytes = typedByteLength(x);
    if (bytes !== 0) {
      numbers[slot.floatType] = 0;
      putLayout(numbers, 0, 1, 1, bytes / 4, 0);
      return x as Float32Array;
    }
  }
  return putAnyFloats(numbers, argument, x, floatType);
}

function putAnyFloats(
  numbers: Float64Array,
  argument: string,
  x: unknown,
  floatType: unknown,
): ArrayBufferView {
  const { view, type, count } = checkFloats(argument, x, floatType);
  numbers[slot.floatType] = type.index;
  putLayout(numbers, 0, 1, 1, count, 0);
  return view;
}

/** Checks what float input lies in and gives its type. {@link viewOf} and checkedCount then find its memory. */
export function checkFloatKind(
  argument: string,
  x: unknown,
  floatType: unknown,
  option?: string,
): FloatTypeInfo {
  const isUsual = floatType === undefined && typedArrayKind(x) === 'Float32Array';
  return isUsual ? floatTypes.float32 : checkAnyKind(argument, x, floatType, option);
}

function checkAnyKind(
  argument: string,
  x: unknown,
  floatType: unknown,
  option = 'options.floatType',
): FloatTypeInfo {
  const kind = typedArrayKind(x);
  const given = checkFloatType(option, floatType);
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) return agreedType(x as object, own, option, given);
  const isBits = kind === 'Uint16Array';
  const type = isBits ? bitsType(option, given) : (given ?? floatTypes.float32);
  if (type === undefined || !(isBits || holdsRawBytes(x))) throw floatsError(argument, x, option);
  return type;
}

function floatsError(argument: string, x: unknown, option: string): Error {
  const kind = typedArrayKind(x);
  let hint = '';
  if (kind === 'Uint8Array') {
    hint = ' (wrap the bytes as Buffer.from(a.buffer, a.byteOffset, a.byteLength) if they are floats)';
  } else if (kind === 'Uint16Array') {
    hint = ` (the bits in a Uint16Array need ${option}: 'float16' or 'bfloat16')`;
  } else if (types.isProxy(x)) {
    // What npm's @petamoriken/float16 makes.
    hint =
      " (a polyfill's Float16Array: new Uint16Array(a.buffer, a.byteOffset, a.length), with floatType 'float16')";
  }
  const allowed = `a Float32Array, Float64Array or Float16Array, or the bytes of floats in ${rawHolders}${hint}`;
  return argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, x);
}

/** Checks the kind of `options.out` for floats and tells their type; its size is checked by {@link floatsIn}. */
export function checkFloatOut(out: unknown, floatType: unknown, option?: string): FloatTypeInfo {
  const isUsual = floatType === undefined && typedArrayKind(out) === 'Float32Array';
  return isUsual ? floatTypes.float32 : checkAnyOut(out, floatType, option);
}

function checkAnyOut(out: unknown, floatType: unknown, option = 'options.floatType'): FloatTypeInfo {
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
  const isUsual = out !== undefined && typedArrayKind(out) === type.arrayName && count !== 0;
  if (isUsual && typedByteLength(out) === count * type.bytes) return out as ArrayBufferView;
  return anyFloatsIn(out, type, count);
}

function anyFloatsIn(out: unknown, type: FloatTypeInfo, count: number): ArrayBufferView {
  if (out === undefined) return type.allocate(count);
  checkOutSize('options.out', out as ArrayBufferView, count * type.bytes, count);
  return out as ArrayBufferView;
}
