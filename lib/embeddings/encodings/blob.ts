import { checkLeftOut, checkOptions, checkWord } from '../../arguments/options.js';
import type { FloatType } from '../../index.js';
import { floatTypes } from '../../tables/float-types.js';
import {
  type BytesInput,
  checkByteCodes,
  checkBytes,
  countElements,
  plainBytes,
  signedBytes,
  storedCodes,
} from './common/bytes.js';
import type { DecodedVector, VectorArrays } from './common/decoded.js';
import { arrayOf, checkVector, littleEndian, type VectorInput, type VectorOptions } from './common/floats.js';

/**
 * A decoded blob of elements without a header.
 *
 * @category Encodings
 */
export type BlobVector =
  | DecodedVector<'float32'>
  | DecodedVector<'float64'>
  | DecodedVector<'float16'>
  | DecodedVector<'bfloat16'>
  | DecodedVector<'int8'>
  | DecodedVector<'uint8'>;

const dtypes = ['float32', 'float64', 'float16', 'bfloat16', 'int8', 'uint8'] as const;
const names: readonly string[] = ['dtype', 'floatType', 'out'];

/**
 * Encodes a vector of floats as a blob of little-endian elements without a header, as Redis, Valkey and many others take it (FLOAT32,
 * FLOAT64, FLOAT16, BFLOAT16). The next overload is for codes (INT8, UINT8).
 *
 * @param x - the floats, which are rounded to `dtype`
 * @param options - `dtype`: the type of the elements in the blob, 'float32' unless given; `floatType`: the type of x if that is raw bytes or a
 * Uint16Array of bits; `out`: the output, a Buffer of exactly the size of the blob, not overlapping x
 * @returns `out`; without it a view of x if that has the same type, else a new Buffer
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_INVALID_RANGE`: NaN, an infinity, a number too large for `dtype`, with its `index`;
 * `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_BYTE_LENGTH`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`. `out` is unchanged then.
 * @category Encodings
 * @example
 * ```ts
 * import { encodeVectorBlob } from 'linquant/embeddings';
 *
 * const x = Float32Array.of(1, -2);
 * encodeVectorBlob(x).buffer === x.buffer; // true
 * encodeVectorBlob(x, { dtype: 'float16' }).toString('hex'); // '003c00c0'
 * ```
 */
export function encodeVectorBlob(
  x: VectorInput,
  options?: VectorOptions & { readonly dtype?: FloatType | undefined },
): Buffer;
/**
 * Encodes int8 or uint8 codes as a blob without a header.
 *
 * @param x - the typed array of `dtype`, or raw bytes of codes; at least one code
 * @param options - `dtype`: 'int8' or 'uint8'; `out`: a Buffer of exactly the codes, not overlapping x
 * @returns `out`; without it a view of x
 * @throws RangeError `ERR_LINQUANT_EMPTY`, `ERR_LINQUANT_INVALID_OPTION`, `ERR_LINQUANT_OUT_SIZE`, `ERR_LINQUANT_OVERLAP`
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @category Encodings
 * @example
 * ```ts
 * import { encodeVectorBlob } from 'linquant/embeddings';
 *
 * encodeVectorBlob(Int8Array.of(1, -2), { dtype: 'int8' }).toString('hex'); // '01fe'
 * ```
 */
export function encodeVectorBlob<D extends 'int8' | 'uint8'>(
  x: VectorArrays[D] | Exclude<BytesInput, Uint8Array> | Buffer,
  options: { readonly dtype: D; readonly out?: Buffer | undefined },
): Buffer;
export function encodeVectorBlob(x: unknown, options?: unknown): Buffer {
  const given = checkOptions(options, names);
  const dtype = checkWord('options.dtype', given.dtype, dtypes);
  if (dtype !== 'int8' && dtype !== 'uint8') {
    return littleEndian(checkVector(x, given.floatType, dtype), given.out);
  }
  checkLeftOut(given, ['floatType'], dtype);
  return storedCodes(checkByteCodes('x', x, dtype), given.out);
}

/**
 * Decodes a blob of little-endian elements without a header. The values of floats are not checked.
 *
 * @typeParam D - the type of the elements
 * @param bytes - the blob
 * @param options - `dtype`: the type of the elements, 'float32' unless given
 * @returns a new object with a view of the bytes; for elements that are not aligned, with a copy. 16-bit floats are bits in a Uint16Array
 * @throws TypeError `ERR_LINQUANT_INVALID_TYPE`, `ERR_LINQUANT_DETACHED`
 * @throws RangeError `ERR_LINQUANT_FORMAT`: no elements, or not whole ones; `ERR_LINQUANT_INVALID_OPTION`
 * @category Encodings
 * @example
 * ```ts
 * import { decodeVectorBlob } from 'linquant/embeddings';
 *
 * decodeVectorBlob(Buffer.from('0000803f', 'hex')); // { data: Float32Array [ 1 ], dtype: 'float32', dimensions: 1 }
 * decodeVectorBlob(Buffer.from('01fe', 'hex'), { dtype: 'int8' }).data; // Int8Array [ 1, -2 ]
 * ```
 */
export function decodeVectorBlob<D extends BlobVector['dtype'] = 'float32'>(
  bytes: BytesInput,
  options?: { readonly dtype?: D | undefined },
): Extract<BlobVector, DecodedVector<D>>;
export function decodeVectorBlob(bytes: unknown, options?: unknown): DecodedVector {
  const dtype = checkWord('options.dtype', checkOptions(options, ['dtype']).dtype, dtypes);
  const all = checkBytes('bytes', bytes);
  const size = dtype === 'int8' || dtype === 'uint8' ? 1 : floatTypes[dtype].bytes;
  const dimensions = countElements(all, size, dtype);
  if (dtype === 'int8') return { data: signedBytes(all), dtype, dimensions };
  if (dtype === 'uint8') return { data: plainBytes(all), dtype, dimensions };
  return { data: arrayOf(all, dtype), dtype, dimensions };
}
