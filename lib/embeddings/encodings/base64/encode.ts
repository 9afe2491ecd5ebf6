import { checkLeftOut, checkOptions, checkWord } from '../../../arguments/options.js';
import type { FloatType } from '../../../index.js';
import { type ByteOrder, byteOrders } from '../../../tables/byte-orders.js';
import { floatTypes } from '../../../tables/float-types.js';
import { type BitsOptions, bitNames, checkBits, storedBits } from '../common/bits.js';
import { type BytesInput, checkByteCodes, swapElements } from '../common/bytes.js';
import type { VectorArrays } from '../common/decoded.js';
import { checkElementType } from '../common/elements.js';
import { checkVector, littleEndian, type VectorInput } from '../common/floats.js';

const names: readonly string[] = ['dtype', 'byteOrder', 'floatType', ...bitNames];

/**
 * Encodes a vector of floats as base64: little-endian as in embedding APIs (OpenAI's `encoding_format: 'base64'` and the like), or
 * big-endian as Elasticsearch takes it for a `dense_vector`. The next overloads are for codes and bits.
 *
 * @param x - the floats, which are rounded to `dtype`
 * @param options - `dtype`: the type of the elements in the text, 'float32' unless given; `byteOrder`: 'little' unless given; `floatType`: the
 * type of x if that is raw bytes or a Uint16Array of bits
 * @returns the text
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for `dtype`, with its `index`;
 * `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { encodeVectorBase64 } from 'linquant/embeddings';
 *
 * encodeVectorBase64(Float32Array.of(1)); // 'AACAPw=='
 * encodeVectorBase64(Float32Array.of(1), { byteOrder: 'big' }); // 'P4AAAA=='
 * encodeVectorBase64(Float32Array.of(1, -2), { dtype: 'float16' }); // 'ADwAwA=='
 * ```
 */
export function encodeVectorBase64(
  x: VectorInput,
  options?: {
    readonly dtype?: FloatType | undefined;
    readonly byteOrder?: ByteOrder | undefined;
    readonly floatType?: FloatType | undefined;
  },
): string;
/**
 * Encodes int8 or uint8 codes as base64.
 *
 * @param x - the typed array of `dtype`, or raw bytes of codes; at least one code
 * @param options - `dtype`: 'int8' or 'uint8'
 * @returns the text
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { encodeVectorBase64 } from 'linquant/embeddings';
 *
 * encodeVectorBase64(Int8Array.of(1, -2), { dtype: 'int8' }); // 'Af4='
 * ```
 */
export function encodeVectorBase64<D extends 'int8' | 'uint8'>(
  x: VectorArrays[D] | Exclude<BytesInput, Uint8Array> | Buffer,
  options: { readonly dtype: D },
): string;
/**
 * Encodes packed bits as base64: most significant bit first, the order of dialect 'ubinary'.
 *
 * @param x - bytes of packed bits
 * @param options - `dtype: 'bit'`; `dimensions`: the number of bits, all unless given; `bitOrder`: the order of the bits in x, 'big' unless
 * given; `dialect`: that of x, an error unless it is 'ubinary' or `bitOrder` makes it that
 * @returns the text
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: unused bits that are not 0; `ERR_LINQUANT_INVALID_SHAPE`, `ERR_LINQUANT_EMPTY`,
 * `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { encodeVectorBase64 } from 'linquant/embeddings';
 *
 * encodeVectorBase64(Uint8Array.of(0b10100000), { dtype: 'bit', dimensions: 3 }); // 'oA=='
 * ```
 */
export function encodeVectorBase64(
  x: BytesInput,
  options: Omit<BitsOptions, 'out'> & { readonly dtype: 'bit' },
): string;
export function encodeVectorBase64(x: unknown, options?: unknown): string {
  const given = checkOptions(options, names);
  const dtype = checkElementType('options.dtype', given.dtype).name;
  if (dtype !== 'bit') checkLeftOut(given, bitNames, dtype);
  if (dtype === 'bit' || dtype === 'int8' || dtype === 'uint8') {
    checkLeftOut(given, ['byteOrder', 'floatType'], dtype);
    const bytes =
      dtype === 'bit' ? storedBits(checkBits(x, given, 'big'), undefined) : checkByteCodes('x', x, dtype);
    return bytes.toString('base64');
  }
  const order = checkWord('options.byteOrder', given.byteOrder, byteOrders);
  const bytes = littleEndian(checkVector(x, given.floatType, dtype), undefined);
  const stored = order === 'little' ? bytes : swapElements(Buffer.from(bytes), floatTypes[dtype].bytes);
  return stored.toString('base64');
}
