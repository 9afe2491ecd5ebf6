import { argumentError } from '../errors.js';
import { isBuffer, typedArrayKind } from '../platform/engine-views.js';
import { type FloatStorage, floatTypeOfArray } from '../tables/float-types.js';
import { type Float8Type, float8Types } from '../tables/float8-types.js';
import { disagreeError, typeError } from './float-errors.js';
import { checkFlag } from './options.js';
import { holdsRawBytes, rawHolders } from './views.js';

/**
 * Codes of float8 as input of `convert`: a Uint8Array, or bytes in a Buffer, DataView, ArrayBuffer or SharedArrayBuffer.
 *
 * @category Data
 */
export type Float8Input = Uint8Array | DataView | ArrayBuffer | SharedArrayBuffer;

/** Checks that x is a {@link Float8Input}, and returns the row of its type. viewOf and checkedCount then give its memory. */
export function checkFloat8Kind(
  argument: string,
  x: unknown,
  type: Float8Type,
  option: string,
): FloatStorage {
  const kind = typedArrayKind(x);
  if (kind === 'Uint8Array' || holdsRawBytes(x)) return float8Types[type];
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) throw disagreeError(option, own, kind!, type);
  const allowed = `a Uint8Array of ${type} codes, or their bytes in ${rawHolders}`;
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', argument, allowed, x);
}

/** Checks the kind of `options.out` for float8 codes, and returns the row of their type. `floatsIn` checks its size. */
export function checkFloat8Out(out: unknown, type: Float8Type, option: string): FloatStorage {
  if (type === 'float8_e8m0fnu') throw typeError(option, type);
  const kind = typedArrayKind(out);
  if (out === undefined || kind === 'Uint8Array' || isBuffer(out)) return float8Types[type];
  const own = kind === undefined ? undefined : floatTypeOfArray(kind);
  if (own !== undefined) throw disagreeError(option, own, kind!, type);
  throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.out', 'a Uint8Array or Buffer', out);
}

/**
 * Checks `options.saturate`; left out, it is false.
 *
 * @param isCopy - whether the type of the result is that of x
 */
export function checkSaturate(saturate: unknown, isToFloat8: boolean, isCopy: boolean): boolean {
  const flag = checkFlag('options.saturate', saturate);
  if (saturate === undefined || (isToFloat8 && !isCopy)) return flag;
  const allowed = isCopy
    ? 'left out where the result has the type of x, whose codes are copied'
    : 'left out unless options.to is float8_e4m3fn or float8_e5m2, since other floats have room for infinities';
  throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.saturate', allowed, saturate);
}
