import { argumentError } from '../errors.js';
import { typedArrayKind } from '../platform/engine-views.js';
import { types } from '../platform/node.js';
import { type FloatTypeInfo, floatTypes } from '../tables/float-types.js';
import { float8Names, float8Targets, isFloat8Type } from '../tables/float8-types.js';
import { article, rawHolders } from './views.js';

/** What to do about a float8 where only convert takes it. */
const onlyInConvert = ' (float8 is for convert, which turns floats into it and back)';

/** The names of types that an option takes, for messages. */
export function typeNames(option: string): string {
  const names: string[] = Object.keys(floatTypes);
  if (option === 'options.from') names.push(...float8Names);
  if (option === 'options.to') names.push(...float8Targets);
  return `one of ${names.join(', ')}`;
}

/** The error for a value that is no name of a float type. */
export function typeError(option: string, given: unknown): Error {
  let hint = '';
  if (isFloat8Type(given)) {
    hint = option === 'options.to' ? ' (of float8_e8m0fnu, scales, codes are only read)' : onlyInConvert;
  }
  return argumentError(optionCode(given), option, `${typeNames(option)}${hint}`, given);
}

/** The error for an option that names another type than an array of floats has. */
export function disagreeError(option: string, own: FloatTypeInfo, array: string, given: unknown): Error {
  return besideError(option, `'${own.name}'${option === 'options.to' ? '' : ', or left out,'}`, array, given);
}

/** The error for an option that does not go with an array. */
export function besideError(option: string, allowed: string, array: string, given: unknown): Error {
  const hint = isFloat8Type(given) && option === 'options.floatType' ? onlyInConvert : '';
  return argumentError(optionCode(given), option, `${allowed} beside ${article(array)}${hint}`, given);
}

const optionCode = (given: unknown) =>
  typeof given === 'string' ? 'ERR_LINQUANT_INVALID_OPTION' : 'ERR_LINQUANT_INVALID_TYPE';

const wrapping = 'wrap the bytes as Buffer.from(a.buffer, a.byteOffset, a.byteLength) if they are floats';

/** The error for a value that is no float data. */
export function floatsError(argument: string, x: unknown, option: string): Error {
  const kind = typedArrayKind(x);
  let hint = '';
  if (kind === 'Uint8Array') {
    hint =
      option === 'options.from'
        ? ` (codes of float8 need ${option}: one of ${float8Names.join(', ')}; ${wrapping})`
        : ` (${wrapping})`;
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
