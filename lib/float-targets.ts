import { argumentError } from './errors.js';
import { type FloatTypeInfo, floatTypeOfArray, floatTypes } from './float-types.js';
import { agreedType, bitsType, checkFloatType } from './float-views.js';
import { typedArrayKind } from './intrinsics.js';
import { checkedBytes, checkOutSize, isBuffer } from './views.js';

/** Where floats go, before their number is known. */
export interface FloatTarget {
  /** Undefined where an array is to be made. */
  readonly view: ArrayBufferView | undefined;
  readonly type: FloatTypeInfo;
}

/** Checks kind and type of `options.out` for floats; its size is checked by {@link floatsIn}. */
export function checkFloatTarget(
  out: unknown,
  floatType: unknown,
  option = 'options.floatType',
): FloatTarget {
  const given = checkFloatType(option, floatType);
  if (out === undefined) return { view: undefined, type: given ?? floatTypes.float32 };
  const view = out as ArrayBufferView;
  const kind = typedArrayKind(out);
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) return { view, type: agreedType(view, own, option, given) };
  const type = kind === 'Uint16Array' ? bitsType(option, given) : (given ?? floatTypes.float32);
  if (type !== undefined && (kind === 'Uint16Array' || isBuffer(out))) return { view, type };
  const hint = kind === 'Uint16Array' ? ` (a Uint16Array needs ${option}: 'float16' or 'bfloat16')` : '';
  const allowed = `a Float32Array, Float64Array, Float16Array or Buffer${hint}`;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', allowed, out);
}

/** The number of floats that a typed array tells; a Buffer, which only holds bytes, and none tell nothing. */
export function countOfTarget({ view, type }: FloatTarget): number | undefined {
  if (view === undefined || isBuffer(view)) return undefined;
  return checkedBytes('options.out', view) / type.bytes;
}

/** The target of `count` floats, or a new array for them. */
export function floatsIn({ view, type }: FloatTarget, count: number): ArrayBufferView {
  if (view === undefined) return type.allocate(count);
  checkOutSize('options.out', view, count * type.bytes, count);
  return view;
}
