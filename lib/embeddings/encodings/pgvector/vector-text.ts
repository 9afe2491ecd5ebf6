import { checkOptions } from '../../../arguments/options.js';
import { argumentError } from '../../../errors.js';
import { convert, type FloatType } from '../../../index.js';
import { overflows } from '../../../tables/float-types.js';
import type { NewFloat32Array, NewUint16Array } from '../../../tables/new-arrays.js';
import { outNumbers } from '../common/bytes.js';
import type { DecodedVector } from '../common/decoded.js';
import { checkValues, checkVector, convertAny, type VectorInput } from '../common/floats.js';
import { checkDimensions, formatError } from '../common/format-error.js';
import { float32Of, float32Text } from './decimal.js';
import { type PgType, pgDimensions, pgElements } from './vector.js';

/**
 * Encodes a vector as the text form of pgvector's `vector`, `[1,-2.5]`. Each float gets as many digits as it needs to be read back
 * exactly, 8 or 9 for most. The binary form ({@link encodePgVector}) is smaller, and faster for client and server.
 *
 * @param x - the floats; those of other types are rounded to float32
 * @param options - `floatType`: the type of x where it is raw bytes or bits
 * @returns the text
 * @throws TypeError and RangeError as {@link encodePgVector}
 * @category Encodings
 * @example
 * ```ts
 * import { encodePgVectorText } from 'linquant/embeddings';
 *
 * encodePgVectorText(Float32Array.of(1, -2.5, 0.1)); // '[1,-2.5,0.1]'
 * ```
 */
export function encodePgVectorText(
  x: VectorInput,
  options?: { readonly floatType?: FloatType | undefined },
): string {
  return encodeText(x, options, 'vector');
}

/**
 * Encodes a vector as the text form of pgvector's `halfvec`: floats are rounded to float16, then written as by {@link encodePgVectorText}.
 *
 * @param x - the floats, or bits of float16 in a Uint16Array, which need `floatType: 'float16'`
 * @param options - `floatType`: the type of x where it is raw bytes or bits
 * @returns the text
 * @throws TypeError and RangeError as {@link encodePgHalfvec}
 * @category Encodings
 * @example
 * ```ts
 * import { encodePgHalfvecText } from 'linquant/embeddings';
 *
 * encodePgHalfvecText(Float32Array.of(1, 0.1)); // '[1,0.099975586]'
 * ```
 */
export function encodePgHalfvecText(
  x: VectorInput,
  options?: { readonly floatType?: FloatType | undefined },
): string {
  return encodeText(x, options, 'halfvec');
}

function encodeText(x: unknown, options: unknown, type: PgType): string {
  const { floatType } = checkOptions(options, ['floatType']);
  const target = pgElements[type];
  const floats = checkVector(x, floatType, target);
  checkDimensions('x', type, floats.count, pgDimensions);
  checkValues(floats);
  const stored = convertAny(floats.view, { from: floats.type, to: target });
  const numbers = convertAny(stored, { from: target, to: 'float32' }) as Float32Array;
  return `[${Array.from(numbers, float32Text).join(',')}]`;
}

/** White space, as the server defines it. */
const space = '[ \\t\\n\\v\\f\\r]*';
/** Longer numbers are refused: no float32 needs so many digits, and comparing them exactly takes long. */
const mostCharacters = 1000;
/** A decimal number in the server's syntax. (The server also reads hexadecimal numbers, but never writes them.) */
const number = new RegExp(`^${space}([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[+-]?\\d+)?)${space}$`, 'i');
const brackets = new RegExp(`^${space}\\[([^[\\]]*)\\]${space}$`);
const nothing = new RegExp(`^${space}$`);

/**
 * Decodes the text form of pgvector's `vector`. Each number is rounded once, to float32, as in the server.
 *
 * @typeParam O - the type of `out`
 * @param text - the text from the server; white space is allowed where the server allows it
 * @param options - `out`: a Float32Array with one element for each dimension
 * @returns a new object with `out`, or with a new array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the text is not such a vector, for a wrong number with its `index`;
 * `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`. `out` is unchanged then.
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgVectorText } from 'linquant/embeddings';
 *
 * decodePgVectorText('[1,-2.5]'); // { data: Float32Array [ 1, -2.5 ], dtype: 'float32', dimensions: 2 }
 * ```
 */
export function decodePgVectorText<O extends Float32Array | undefined = undefined>(
  text: string,
  options?: { readonly out?: O },
): DecodedVector<'float32', O extends Float32Array ? O : NewFloat32Array>;
export function decodePgVectorText(text: unknown, options?: unknown): DecodedVector<'float32'> {
  const { out } = checkOptions(options, ['out']);
  const parts = partsOf(text, 'vector');
  const data = outNumbers(out, Float32Array, parts.length, 'text');
  data.set(numbersOf(parts, 'float32'));
  return { data, dtype: 'float32', dimensions: parts.length };
}

/**
 * Decodes the text form of pgvector's `halfvec`.
 *
 * @typeParam O - the type of `out`
 * @param text - the text from the server
 * @param options - `out`: a Uint16Array with one element for each dimension
 * @returns a new object with `out`, or with a new array, of float16 bits
 * @throws as {@link decodePgVectorText}
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgHalfvecText } from 'linquant/embeddings';
 *
 * decodePgHalfvecText('[1,-2]').data; // Uint16Array [ 15360, 49152 ]
 * ```
 */
export function decodePgHalfvecText<O extends Uint16Array | undefined = undefined>(
  text: string,
  options?: { readonly out?: O },
): DecodedVector<'float16', O extends Uint16Array ? O : NewUint16Array>;
export function decodePgHalfvecText(text: unknown, options?: unknown): DecodedVector<'float16'> {
  const { out } = checkOptions(options, ['out']);
  const parts = partsOf(text, 'halfvec');
  const data = outNumbers(out, Uint16Array, parts.length, 'text');
  convert(Float32Array.from(numbersOf(parts, 'float16')), { to: 'float16', out: data });
  return { data, dtype: 'float16', dimensions: parts.length };
}

/** Splits the text into the texts of numbers. */
function partsOf(text: unknown, type: PgType): string[] {
  if (typeof text !== 'string') throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'text', 'a string', text);
  const [, list] = brackets.exec(text) ?? [];
  if (list === undefined)
    throw formatError('text', `be a ${type} in brackets`, JSON.stringify(text.slice(0, 40)));
  checkDimensions('text', type, nothing.test(list) ? 0 : countParts(list), pgDimensions);
  return list.split(',');
}

/** How many parts commas make; stops where there are too many, since they may not fit into memory. */
function countParts(list: string): number {
  let count = 1;
  for (let at = list.indexOf(','); at >= 0 && count <= pgDimensions; at = list.indexOf(',', at + 1)) count++;
  return count;
}

/** Reads the numbers, rounded to float32. Checks that they are finite in the type of the vector. */
function numbersOf(parts: readonly string[], type: 'float32' | 'float16'): number[] {
  return parts.map((part, index) => {
    const [, digits] = (part.length <= mostCharacters && number.exec(part)) || [];
    const value = digits === undefined ? NaN : float32Of(digits);
    if (Math.abs(value) < overflows[type]) return value;
    const given = `${JSON.stringify(part.slice(0, 40))} at index ${index}`;
    throw formatError(
      'text',
      `hold decimal numbers of at most ${mostCharacters} characters that are finite in ${type}`,
      given,
      { index },
    );
  });
}
