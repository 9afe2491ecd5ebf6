import type { FloatArrays, FloatStorage } from './float-types.js';
import type { NewUint8Array } from './new-arrays.js';
import { withoutPrototype } from './without-prototype.js';

/**
 * The float types of one byte, by the names of PyTorch, ml_dtypes and `linquant/formats`. Their codes are in a Uint8Array. Only `convert`
 * takes them; all other functions take what it makes of them (`FloatType`).
 *
 * | | exponent, fraction | largest | smallest | too large |
 * | --- | --- | --- | --- | --- |
 * | `float8_e4m3fn` | 4, 3 bits | 448 | 2^-9 | NaN: there is no infinity |
 * | `float8_e5m2` | 5, 2 bits | 57344 | 2^-16 | infinity |
 * | `float8_e8m0fnu` | 8, 0 bits, no sign, no zero | 2^127 | 2^-127 | is only read |
 *
 * The first two are of Micikevicius et al., FP8 Formats for Deep Learning (arXiv 2209.05433, 2022). The third is the scale of the OCP
 * Microscaling Formats (MX) 1.0, section 5.4.1: code c is 2^(c - 127), 255 is NaN.
 *
 * @category Data
 */
export type Float8Type = 'float8_e4m3fn' | 'float8_e5m2' | 'float8_e8m0fnu';

/**
 * The array that `convert` allocates for each type that it converts to.
 *
 * @category Data
 */
export interface ConvertArrays extends FloatArrays {
  /** Codes: 4 bits of exponent and 3 of fraction, without infinities. */
  float8_e4m3fn: NewUint8Array;
  /** Codes: the upper byte of a float16. */
  float8_e5m2: NewUint8Array;
}

/**
 * The types that `convert` converts to: every `FloatType`, and two of {@link Float8Type}.
 *
 * @useDeclaredType
 * @category Data
 */
export type ConvertType = keyof ConvertArrays;

function row(index: number): FloatStorage {
  return { index, bytes: 1, arrayName: 'Uint8Array', allocate: (count) => new Uint8Array(count) };
}

/** The table of float8 types. Their numbers in the native core follow those of the float types. */
export const float8Types: { readonly [F in Float8Type]: FloatStorage } = withoutPrototype({
  float8_e4m3fn: row(4),
  float8_e5m2: row(5),
  float8_e8m0fnu: row(6),
});

/** Their names, and those that `convert` converts to, for messages. */
export const float8Names = Object.keys(float8Types) as readonly Float8Type[];
export const float8Targets = float8Names.filter((name) => name !== 'float8_e8m0fnu');

/**
 * Whether a name is a float8 type of this package: the dtype of a tensor that was read, before it is given to `convert` as `from`.
 *
 * @param name - any value, such as the `dtype` of a tensor of `linquant/formats`
 * @category Data
 * @example
 * ```ts
 * import { convert, isFloat8Type } from 'linquant';
 *
 * const dtype: string = 'float8_e4m3fn';
 * const codes = Uint8Array.of(0x38, 0xc0);
 * if (isFloat8Type(dtype)) convert(codes, { from: dtype, to: 'float32' }); // Float32Array [ 1, -2 ]
 * isFloat8Type('float32'); // false
 * ```
 */
export function isFloat8Type(name: unknown): name is Float8Type {
  return typeof name === 'string' && float8Types[name as Float8Type] !== undefined;
}
