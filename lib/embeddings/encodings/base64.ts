import { checkOptions, checkWord } from '../../arguments/options.js';
import { memoryOf } from '../../arguments/views.js';
import { argumentError } from '../../errors.js';
import type { FloatType } from '../../index.js';
import { type ByteOrder, byteOrders } from '../../tables/byte-orders.js';
import type { NewFloat32Array } from '../../tables/new-arrays.js';
import { outNumbers, swapElements } from './common/bytes.js';
import type { DecodedVector } from './common/decoded.js';
import { checkVector, littleEndian, type VectorInput } from './common/floats.js';
import { formatError } from './common/format-error.js';

/**
 * Encodes a vector as base64 of float32: little-endian as in embedding APIs (OpenAI's `encoding_format: 'base64'` and the like), or
 * big-endian as Elasticsearch takes it for a `dense_vector`.
 *
 * @param x - the floats; those of other types are rounded to float32
 * @param options - `byteOrder`: 'little' unless given; `floatType`: the type of x if that is raw bytes or a Uint16Array of bits
 * @returns the text
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for float32, with its `index`;
 * `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { encodeVectorBase64 } from 'linquant/embeddings';
 *
 * encodeVectorBase64(Float32Array.of(1)); // 'AACAPw=='
 * encodeVectorBase64(Float32Array.of(1), { byteOrder: 'big' }); // 'P4AAAA=='
 * ```
 */
export function encodeVectorBase64(
  x: VectorInput,
  options?: { readonly byteOrder?: ByteOrder | undefined; readonly floatType?: FloatType | undefined },
): string {
  const given = checkOptions(options, ['byteOrder', 'floatType']);
  const order = checkWord('options.byteOrder', given.byteOrder, byteOrders);
  const bytes = littleEndian(checkVector(x, given.floatType, 'float32'), undefined);
  return (order === 'little' ? bytes : swapElements(Buffer.from(bytes), 4)).toString('base64');
}

/**
 * Decodes base64 of float32, directly into the memory of the resulting array. The values of floats are not checked.
 *
 * @typeParam O - the type of `out`
 * @param text - base64 with the standard alphabet and padding; other characters, also white space, are an error
 * @param options - `byteOrder`: 'little' unless given; `out`: a Float32Array of exactly the size of the result
 * @returns a new object with `out`, or with a new array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: the text is not such a vector; `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`. After
 * invalid characters `out` is unspecified; after other errors it is unchanged.
 * @category Encodings
 * @example
 * ```ts
 * import { decodeVectorBase64 } from 'linquant/embeddings';
 *
 * decodeVectorBase64('AACAPw=='); // { data: Float32Array [ 1 ], dtype: 'float32', dimensions: 1 }
 * ```
 */
export function decodeVectorBase64<O extends Float32Array | undefined = undefined>(
  text: string,
  options?: { readonly byteOrder?: ByteOrder | undefined; readonly out?: O },
): DecodedVector<'float32', O extends Float32Array ? O : NewFloat32Array>;
export function decodeVectorBase64(text: string, options?: unknown): DecodedVector<'float32'> {
  const given = checkOptions(options, ['byteOrder', 'out']);
  const order = checkWord('options.byteOrder', given.byteOrder, byteOrders);
  const data = outNumbers(given.out, Float32Array, countFloats(text), 'text');
  const memory = memoryOf('options.out', data);
  memory.write(text, 'base64');
  // Node's decoder skips invalid characters. Encoding the result gives the same text only if there were none.
  const encoded = memory.toString('base64');
  if (encoded !== text) throw alphabetError(text, firstDifference(text, encoded));
  if (order === 'big') swapElements(memory, 4);
  return { data, dtype: 'float32', dimensions: memory.length / 4 };
}

/** The number of floats in text of this length. */
function countFloats(text: unknown): number {
  if (typeof text !== 'string') throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'text', 'a string', text);
  if (text.length % 4 !== 0) {
    throw formatError('text', 'be padded base64, a multiple of 4 characters', `${text.length}`);
  }
  const bytes = (text.length / 4) * 3 - paddingOf(text);
  if (bytes > 0 && bytes % 4 === 0) return bytes / 4;
  throw formatError('text', 'hold whole float32, one or more', `${bytes} bytes`);
}

function paddingOf(text: string): number {
  return text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
}

/** Where two texts first differ. Slices are compared first, since the engine compares them faster than a loop does. */
function firstDifference(a: string, b: string): number {
  const slice = 4096;
  let at = 0;
  while (a.slice(at, at + slice) === b.slice(at, at + slice)) at += slice;
  while (a[at] === b[at]) at++;
  return at;
}

/** @param at - the first character that encoding the result did not give again */
function alphabetError(text: string, at: number): Error {
  if (/[^A-Za-z0-9+/]/.test(text[at]!)) {
    const given = `${JSON.stringify(text[at])} at index ${at}`;
    return formatError('text', 'be base64: A-Z, a-z, 0-9, + and /, padded by =', given);
  }
  const given = JSON.stringify(text.slice(-4));
  return formatError('text', 'have 0 in the bits of its last character that are beyond the last byte', given);
}
