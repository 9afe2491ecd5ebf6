import { checkOptions } from '../../arguments/options.js';
import { argumentError } from '../../errors.js';
import { convert, type FloatType } from '../../index.js';
import { type PgType, pgDimensions, pgElements } from './pgvector.js';
import { outNumbers } from './shared/bytes.js';
import { float32Of, float32Text } from './shared/decimal.js';
import { arrayOf, checkFinite, encodedLength, type VectorInput, writeFloats } from './shared/floats.js';
import { checkDimensions, formatError } from './shared/format.js';

/**
 * Encodes a vector as the text form of pgvector's `vector`, `[1,-2.5]`, each float by the digits that it needs to read
 * back the same: 8 or 9 for most. The binary form ({@link encodePgVector}) is smaller and faster on both sides.
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
  return encode(x, options, 'vector');
}

/**
 * Encodes a vector as the text form of pgvector's `halfvec`: the floats are rounded to float16, and what is left of them is
 * written as by {@link encodePgVectorText}.
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
  return encode(x, options, 'halfvec');
}

function encode(x: unknown, options: unknown, type: PgType): string {
  const { floatType } = checkOptions(options, ['floatType']);
  const target = pgElements[type];
  const floats = checkFinite(x, floatType, target);
  checkDimensions('x', type, floats.count, pgDimensions);
  const bytes = Buffer.allocUnsafeSlow(encodedLength(floats));
  writeFloats(floats, bytes);
  const numbers =
    target === 'float32' ? arrayOf(bytes, 'float32') : convert(bytes, { from: target, to: 'float32' });
  return `[${Array.from(numbers, float32Text).join(',')}]`;
}

/** What the server takes for white space. */
const space = '[ \\t\\n\\v\\f\\r]*';
/** A number as the server writes and reads it; it also reads hexadecimal ones, which it never writes. */
const number = new RegExp(`^${space}([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[+-]?\\d+)?)${space}$`, 'i');
const brackets = new RegExp(`^${space}\\[([^[\\]]*)\\]${space}$`);
const nothing = new RegExp(`^${space}$`);

/**
 * Decodes the text form of pgvector's `vector`, each number by one rounding to float32, as the server does.
 *
 * @param text - as the server gives it; white space is allowed where the server allows it
 * @param options - `out`: a Float32Array of exactly the dimensions
 * @returns `out`, or a new array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: text that is no such vector; `ERR_LINQUANT_INVALID_OPTION`,
 * `ERR_LINQUANT_OUT_SIZE`. `out` is untouched then.
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgVectorText } from 'linquant/embeddings';
 *
 * decodePgVectorText('[1,-2.5]'); // Float32Array [ 1, -2.5 ]
 * ```
 */
export function decodePgVectorText(
  text: string,
  options?: { readonly out?: Float32Array | undefined },
): Float32Array {
  const numbers = parse(text, 'vector');
  const floats = outNumbers(checkOptions(options, ['out']).out, Float32Array, numbers.length);
  floats.set(numbers);
  return floats;
}

/**
 * Decodes the text form of pgvector's `halfvec`.
 *
 * @param text - as the server gives it
 * @param options - `out`: a Uint16Array of exactly the dimensions
 * @returns `out`, or a new array: the bits of float16
 * @throws as {@link decodePgVectorText}
 * @category Encodings
 * @example
 * ```ts
 * import { decodePgHalfvecText } from 'linquant/embeddings';
 *
 * decodePgHalfvecText('[1,-2]'); // Uint16Array [ 15360, 49152 ]
 * ```
 */
export function decodePgHalfvecText(
  text: string,
  options?: { readonly out?: Uint16Array | undefined },
): Uint16Array {
  const numbers = Float32Array.from(parse(text, 'halfvec'));
  checkFinite(numbers, undefined, 'float16');
  const halves = outNumbers(checkOptions(options, ['out']).out, Uint16Array, numbers.length);
  return convert(numbers, { to: 'float16', out: halves });
}

function parse(text: unknown, type: PgType): number[] {
  if (typeof text !== 'string') throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'text', 'a string', text);
  const [, list] = brackets.exec(text) ?? [];
  if (list === undefined)
    throw formatError('text', `be a ${type} in brackets`, JSON.stringify(text.slice(0, 40)));
  const parts = list.split(',');
  checkDimensions('text', type, nothing.test(list) ? 0 : parts.length, pgDimensions);
  return parts.map((part, i) => {
    const [, digits] = number.exec(part) ?? [];
    const value = digits === undefined ? NaN : float32Of(digits);
    if (Number.isFinite(value)) return value;
    const given = `${JSON.stringify(part.slice(0, 40))} at index ${i}`;
    throw formatError('text', 'hold finite decimal numbers of float32', given);
  });
}
