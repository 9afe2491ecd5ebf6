import { argumentError } from '../errors.js';
import { slot } from '../kernels.js';
import { isBuffer, typedArrayKind, typedByteLength } from '../platform/engine-views.js';
import {
  type FloatStorage,
  type FloatType,
  type FloatTypeInfo,
  floatTypeOfArray,
  floatTypes,
} from '../tables/float-types.js';
import { besideError, disagreeError, floatsError, typeError } from './float-errors.js';
import { putLayout } from './shape.js';
import {
  type CheckedView,
  checkedBytes,
  checkedCount,
  checkOutSize,
  holdsRawBytes,
  viewOf,
} from './views.js';

/** Float data after checking. */
export interface CheckedFloats extends CheckedView {
  readonly type: FloatTypeInfo;
}

/** Checks the name of a float type; undefined stays so. */
function checkFloatType(argument: string, value: unknown): FloatTypeInfo | undefined {
  if (value === undefined) return undefined;
  const found = typeof value === 'string' ? floatTypes[value as FloatType] : undefined;
  if (found === undefined) throw typeError(argument, value);
  return found;
}

/** The type of a typed array's own floats, where the option (unchecked) does not contradict it. */
function agreedType(view: object, own: FloatTypeInfo, option: string, given: unknown): FloatTypeInfo {
  if (given === undefined || given === own.name) return own;
  throw disagreeError(option, own, typedArrayKind(view)!, given);
}

/** The type of the bits in a Uint16Array, by the option (unchecked); undefined where that was left out. */
function bitsType(option: string, given: unknown): FloatTypeInfo | undefined {
  if (given === undefined) return undefined;
  if (given === 'float16' || given === 'bfloat16') return floatTypes[given];
  throw besideError(option, `'float16' or 'bfloat16'`, 'Uint16Array', given);
}

/**
 * Checks float input: a FloatInput (floats-types.ts) or a Uint16Array of bits. Allocates an object.
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
 * Checks float input and writes to the slots its type and the layout of one set of parameters. A Float32Array is handled here. All
 * other input is handled in another function: its bytecode would count against the budget within which V8 inlines this one.
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

/** Checks that a value is float input and returns its type. {@link viewOf} and checkedCount then give its memory. */
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
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) return agreedType(x as object, own, option, floatType);
  const isBits = kind === 'Uint16Array';
  const type = isBits
    ? bitsType(option, floatType)
    : (checkFloatType(option, floatType) ?? floatTypes.float32);
  if (type === undefined || !(isBits || holdsRawBytes(x))) throw floatsError(argument, x, option);
  return type;
}

/** Checks the kind of `options.out` for floats and returns their type. {@link floatsIn} checks its size. */
export function checkFloatOut(out: unknown, floatType: unknown, option?: string): FloatTypeInfo {
  const isUsual = floatType === undefined && typedArrayKind(out) === 'Float32Array';
  return isUsual ? floatTypes.float32 : checkAnyOut(out, floatType, option);
}

function checkAnyOut(out: unknown, floatType: unknown, option = 'options.floatType'): FloatTypeInfo {
  if (out === undefined) return checkFloatType(option, floatType) ?? floatTypes.float32;
  const kind = typedArrayKind(out);
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) return agreedType(out as object, own, option, floatType);
  const type =
    kind === 'Uint16Array'
      ? bitsType(option, floatType)
      : (checkFloatType(option, floatType) ?? floatTypes.float32);
  if (type !== undefined && (kind === 'Uint16Array' || isBuffer(out))) return type;
  const hint = kind === 'Uint16Array' ? ` (a Uint16Array needs ${option}: 'float16' or 'bfloat16')` : '';
  const allowed = `a Float32Array, Float64Array, Float16Array or Buffer${hint}`;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
}

/** The number of floats in `options.out`, if that is a typed array; undefined for a Buffer, whose bytes may be of any type. */
export function countOfOut(out: unknown, type: FloatTypeInfo): number | undefined {
  if (out === undefined || isBuffer(out)) return undefined;
  return checkedBytes('options.out', out as ArrayBufferView) / type.bytes;
}

/** Checks the size of an `out` whose kind was checked; left out, allocates an array. */
export function floatsIn(out: unknown, type: FloatStorage, count: number): ArrayBufferView {
  const isUsual = out !== undefined && typedArrayKind(out) === type.arrayName && count !== 0;
  if (isUsual && typedByteLength(out) === count * type.bytes) return out as ArrayBufferView;
  return anyFloatsIn(out, type, count);
}

function anyFloatsIn(out: unknown, type: FloatStorage, count: number): ArrayBufferView {
  if (out === undefined) return type.allocate(count);
  checkOutSize('options.out', out as ArrayBufferView, count * type.bytes, count);
  return out as ArrayBufferView;
}
