import { argumentError } from './errors.js';
import { type FloatTypeInfo, floatTypeOfArray, floatTypes } from './float-types.js';
import { agreedType, bitsType, checkFloatType } from './float-views.js';
import { typedArrayKind } from './intrinsics.js';
import { checkedBytes, checkOutSize, isBuffer } from './views.js';

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
